//! Attributes of files.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::{Filetype, Fstflags, Lookupflags, Rights};
use super::param::{Out, PathPtr, Record};
use super::path;
use super::record::{field, put};
use super::{Call, HostFunction, WasiState};
use crate::fs::{Files, Inode, SetTime, Times};
use crate::guest::Object;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    fd_filestat_set_size(fd, size),
    fd_filestat_set_times(fd, atim, mtim, fst_flags),
    path_filestat_set_times(fd, flags, path, path_len, atim, mtim, fst_flags),
];

/// The functions whose result lies differently in `wasi_unstable`.
pub(super) const PREVIEW_1: &[HostFunction<WasiState>] =
    host_functions![fd_filestat_get(fd, stat), path_filestat_get(fd, flags, path, path_len, stat)];

/// `filestat`: a file's attributes. Times of what the run has not changed are 0, 1970-01-01T00:00:00Z.
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
    /// Bytes of a regular file, or of what a symbolic link contains; 0 for anything else.
    pub(super) size: u64,
    pub(super) times: Times,
}

impl Record for Filestat {
    const SIZE: u32 = 64;

    fn store(&self, bytes: &mut [u8]) {
        put(bytes, 0, self.dev.to_le_bytes());
        put(bytes, 8, self.ino.to_le_bytes());
        put(bytes, 16, [self.filetype as u8]);
        put(bytes, 24, u64::from(self.nlink).to_le_bytes());
        put(bytes, 32, self.size.to_le_bytes());
        self.put_times(bytes, 40);
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
    /// Writes the times of reading, of writing and of any change, at `offset` of a record.
    pub(super) fn put_times(&self, bytes: &mut [u8], offset: usize) {
        let Times { accessed, modified, changed } = self.times;
        put(bytes, offset, accessed.to_le_bytes());
        put(bytes, offset + 8, modified.to_le_bytes());
        put(bytes, offset + 16, changed.to_le_bytes());
    }

    /// The attributes of what a descriptor refers to.
    pub(super) fn of_object(files: &Files, object: Object) -> Self {
        match object {
            Object::File { inode, .. } | Object::Directory { inode } => Self::of_inode(files, inode),
            Object::Stdin | Object::Stdout | Object::Stderr => {
                Self { dev: 0, ino: 0, filetype: object.filetype(), nlink: 0, size: 0, times: Times::default() }
            }
        }
    }

    /// The attributes of a file or a directory.
    pub(super) fn of_inode(files: &Files, inode: Inode) -> Self {
        let attributes = files.attributes(inode);
        Self {
            dev: DEVICE,
            ino: inode.number(),
            filetype: path::filetype(attributes.kind),
            nlink: u32::try_from(attributes.links).unwrap_or(u32::MAX),
            size: attributes.len,
            times: attributes.times,
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
    flags: Lookupflags,
    path: PathPtr,
    path_len: u32,
    stat: Out<Filestat>,
) -> Result<(), Errno> {
    let value = of_path(call, fd, flags, path, path_len)?;
    stat.write(&mut call.memory, value)?;
    Ok(())
}

/// The attributes of a path, for [`path_filestat_get`].
pub(super) fn of_path(
    call: &Call<'_, '_>,
    fd: u32,
    flags: Lookupflags,
    path: PathPtr,
    path_len: u32,
) -> Result<Filestat, Errno> {
    let inode = path::existing(call, fd, Rights::PATH_FILESTAT_GET, flags, path, path_len)?;
    Ok(Filestat::of_inode(&call.guest.files, inode))
}

/// Makes the file `fd` `size` bytes long: cuts its end off, or adds zeros, which take no room.
///
/// `EBADF`: `fd` is not open. `ENOTCAPABLE`: it lacks the right. `EROFS`: there is no scratch layer. `EINVAL`: `size` is
/// over 2^63-1. `ENOSPC`: the scratch layer has no room.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_filestat_set_size>
fn fd_filestat_set_size(call: &mut Call<'_, '_>, fd: u32, size: u64) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get(fd)?;
    descriptor.allow(Rights::FD_FILESTAT_SET_SIZE)?;
    let inode = descriptor.object.inode().ok_or(Errno::Inval)?;
    if call.guest.files.writable() && i64::try_from(size).is_err() {
        return Err(Errno::Inval);
    }
    let now = call.guest.clock.wall();
    Ok(call.guest.files.set_len(inode, size, now)?)
}

/// Sets the times of `fd`, in nanoseconds since 1970.
///
/// `EBADF`: `fd` is not open. `EINVAL`: there are no such flags, or two contradict each other. `ENOTCAPABLE`: `fd` lacks
/// the right. `EROFS`: there is no scratch layer. `ENOSPC`: it has no room.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_filestat_set_times>
fn fd_filestat_set_times(
    call: &mut Call<'_, '_>,
    fd: u32,
    atim: u64,
    mtim: u64,
    fst_flags: Fstflags,
) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get(fd)?;
    consistent(fst_flags)?;
    descriptor.allow(Rights::FD_FILESTAT_SET_TIMES)?;
    let inode = descriptor.object.inode().ok_or(Errno::Inval)?;
    set_times(call, inode, atim, mtim, fst_flags)
}

/// Sets the times of what the `path_len` bytes at `path` name beneath the directory `fd`, in nanoseconds since 1970.
///
/// `EINVAL`: there are no such flags, or two contradict each other. Those of a path: see [`path`]. `EROFS`: there is no
/// scratch layer. `ENOSPC`: it has no room.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_filestat_set_times>
#[allow(clippy::too_many_arguments, reason = "the specification's")]
fn path_filestat_set_times(
    call: &mut Call<'_, '_>,
    fd: u32,
    flags: Lookupflags,
    path: PathPtr,
    path_len: u32,
    atim: u64,
    mtim: u64,
    fst_flags: Fstflags,
) -> Result<(), Errno> {
    consistent(fst_flags)?;
    let inode = path::existing(call, fd, Rights::PATH_FILESTAT_SET_TIMES, flags, path, path_len)?;
    set_times(call, inode, atim, mtim, fst_flags)
}

/// `EINVAL`: a time is to be set to the given one and to now.
fn consistent(flags: Fstflags) -> Result<(), Errno> {
    let both = [Fstflags::ATIM.or(Fstflags::ATIM_NOW), Fstflags::MTIM.or(Fstflags::MTIM_NOW)];
    if both.iter().any(|both| flags.contains(*both)) { Err(Errno::Inval) } else { Ok(()) }
}

fn set_times(call: &mut Call<'_, '_>, inode: Inode, atim: u64, mtim: u64, flags: Fstflags) -> Result<(), Errno> {
    let now = call.guest.clock.wall();
    let time = |given: Fstflags, now_flag: Fstflags, nanos: u64| match flags {
        flags if flags.contains(given) => SetTime::To(nanos),
        flags if flags.contains(now_flag) => SetTime::To(now),
        _ => SetTime::Keep,
    };
    let accessed = time(Fstflags::ATIM, Fstflags::ATIM_NOW, atim);
    let modified = time(Fstflags::MTIM, Fstflags::MTIM_NOW, mtim);
    Ok(call.guest.files.set_times(inode, accessed, modified, now)?)
}
