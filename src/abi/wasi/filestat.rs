//! Attributes of files.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::{Filetype, Fstflags, Lookupflags, Rights};
use super::param::{Out, PathPtr, Record};
use super::path;
use super::record::{field, put};
use super::{Call, HostFunction, WasiState};
use crate::fs::{Inode, MapFs};
use crate::guest::Object;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    fd_filestat_set_size(fd, size),
    fd_filestat_set_times(fd, atim, mtim, fst_flags),
    path_filestat_set_times(fd, flags, path, path_len, atim, mtim, fst_flags),
];

/// The functions whose result lies differently in `wasi_unstable`.
pub(super) const PREVIEW_1: &[HostFunction<WasiState>] =
    host_functions![fd_filestat_get(fd, stat), path_filestat_get(fd, flags, path, path_len, stat)];

/// `filestat`: a file's attributes. Times are always 0, 1970-01-01T00:00:00Z.
/// ```text
///   0     8     16           24      32     40     48     56     64
///   | dev | ino | filetype | ? | nlink | size | atim | mtim | ctim |
/// ```
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#filestat>
pub(super) struct Filestat {
    pub(super) dev: u64,
    pub(super) ino: u64,
    pub(super) filetype: Filetype,
    pub(super) nlink: u32,
    /// Bytes of a regular file; 0 for anything else.
    pub(super) size: u64,
}

impl Record for Filestat {
    const SIZE: u32 = 64;

    fn store(&self, bytes: &mut [u8]) {
        put(bytes, 0, self.dev.to_le_bytes());
        put(bytes, 8, self.ino.to_le_bytes());
        put(bytes, 16, [self.filetype as u8]);
        put(bytes, 24, u64::from(self.nlink).to_le_bytes());
        put(bytes, 32, self.size.to_le_bytes());
        put(bytes, 40, [0; 24]);
    }

    fn show(bytes: &[u8]) -> String {
        show(bytes, 32)
    }
}

/// A record of either layout, whose size lies at `size_offset`.
pub(super) fn show(bytes: &[u8], size_offset: usize) -> String {
    let filetype = Filetype::from_number(field(bytes, 16, u8::from_le_bytes).into()).map_or("?", Filetype::name);
    let (ino, size) = (field(bytes, 8, u64::from_le_bytes), field(bytes, size_offset, u64::from_le_bytes));
    format!("{{ino={ino}, filetype={filetype}, size={size}}}")
}

/// The device that all files are on. Streams are on none, 0.
const DEVICE: u64 = 1;

impl Filestat {
    /// The attributes of what a descriptor refers to.
    pub(super) fn of_object(files: &MapFs, object: Object) -> Self {
        match object {
            Object::File { inode, .. } | Object::Directory { inode } => Self::of_inode(files, inode),
            Object::Stdin | Object::Stdout | Object::Stderr => {
                Self { dev: 0, ino: 0, filetype: object.filetype(), nlink: 0, size: 0 }
            }
        }
    }

    /// The attributes of a file or a directory.
    pub(super) fn of_inode(files: &MapFs, inode: Inode) -> Self {
        let metadata = files.metadata(inode);
        Self {
            dev: DEVICE,
            ino: inode.number(),
            filetype: path::filetype(metadata.kind),
            nlink: u32::try_from(metadata.links).unwrap_or(u32::MAX),
            size: metadata.len,
        }
    }
}

/// Writes the attributes of `fd` at `stat`.
///
/// `EBADF`: `fd` is not open. `ENOTCAPABLE`: it lacks the right. `EFAULT`: the result lies outside memory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_filestat_get>
fn fd_filestat_get(call: &mut Call<'_, '_>, fd: u32, stat: Out<Filestat>) -> Result<(), Errno> {
    let value = of_descriptor(call, fd)?;
    stat.write(&mut call.memory, value)?;
    Ok(())
}

/// The attributes of `fd`, for [`fd_filestat_get`].
pub(super) fn of_descriptor(call: &Call<'_, '_>, fd: u32) -> Result<Filestat, Errno> {
    let descriptor = call.state.descriptors.get(fd)?;
    descriptor.allow(Rights::FD_FILESTAT_GET)?;
    Ok(Filestat::of_object(&call.guest.files, descriptor.object))
}

/// Writes the attributes of what the `path_len` bytes at `path` name beneath the directory `fd` at `stat`.
///
/// `EINVAL`: there are no such flags. `EFAULT`: the result lies outside memory. Those of a path: see [`path`].
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_filestat_get>
fn path_filestat_get(
    call: &mut Call<'_, '_>,
    fd: u32,
    _flags: Lookupflags,
    path: PathPtr,
    path_len: u32,
    stat: Out<Filestat>,
) -> Result<(), Errno> {
    let value = of_path(call, fd, path, path_len)?;
    stat.write(&mut call.memory, value)?;
    Ok(())
}

/// The attributes of a path, for [`path_filestat_get`].
pub(super) fn of_path(call: &Call<'_, '_>, fd: u32, path: PathPtr, path_len: u32) -> Result<Filestat, Errno> {
    let inode = path::existing(call, fd, Rights::PATH_FILESTAT_GET, path, path_len)?;
    Ok(Filestat::of_inode(&call.guest.files, inode))
}

/// Would make the file `fd` `size` bytes long.
///
/// `EBADF`: `fd` is not open. `ENOTCAPABLE`: it lacks the right. `EROFS`: it has it.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_filestat_set_size>
fn fd_filestat_set_size(call: &mut Call<'_, '_>, fd: u32, _size: u64) -> Result<(), Errno> {
    call.state.descriptors.get(fd)?.allow(Rights::FD_FILESTAT_SET_SIZE)?;
    Err(Errno::Rofs)
}

/// Would set the times of `fd`, in nanoseconds since 1970.
///
/// `EBADF`: `fd` is not open. `EINVAL`: there are no such flags, or two contradict each other. `ENOTCAPABLE`: `fd` lacks
/// the right. `EROFS`: it has it.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_filestat_set_times>
fn fd_filestat_set_times(
    call: &mut Call<'_, '_>,
    fd: u32,
    _atim: u64,
    _mtim: u64,
    fst_flags: Fstflags,
) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get(fd)?;
    consistent(fst_flags)?;
    descriptor.allow(Rights::FD_FILESTAT_SET_TIMES)?;
    Err(Errno::Rofs)
}

/// Would set the times of what the `path_len` bytes at `path` name beneath the directory `fd`, in nanoseconds since 1970.
///
/// `EINVAL`: there are no such flags, or two contradict each other. Those of a path: see [`path`]. `EROFS`: it exists.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_filestat_set_times>
#[allow(clippy::too_many_arguments, reason = "the specification's")]
fn path_filestat_set_times(
    call: &mut Call<'_, '_>,
    fd: u32,
    _flags: Lookupflags,
    path: PathPtr,
    path_len: u32,
    _atim: u64,
    _mtim: u64,
    fst_flags: Fstflags,
) -> Result<(), Errno> {
    consistent(fst_flags)?;
    path::existing(call, fd, Rights::PATH_FILESTAT_SET_TIMES, path, path_len)?;
    Err(Errno::Rofs)
}

/// `EINVAL`: a time is to be set to the given one and to now.
fn consistent(flags: Fstflags) -> Result<(), Errno> {
    let both = [Fstflags::ATIM.or(Fstflags::ATIM_NOW), Fstflags::MTIM.or(Fstflags::MTIM_NOW)];
    if both.iter().any(|both| flags.contains(*both)) { Err(Errno::Inval) } else { Ok(()) }
}
