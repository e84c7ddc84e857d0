//! Opening files and directories, and reading symbolic links.

use super::bind::host_functions;
use super::descriptors::Descriptor;
use super::errno::Errno;
use super::flags::{Fdflags, Lookupflags, Oflags, Rights};
use super::param::{Out, PathPtr, Ptr};
use super::path::{self, Target};
use super::{Call, HostFunction, WasiState};
use crate::fs::{FileKind, Inode, MapFs};
use crate::guest::Object;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    path_open(fd, dirflags, path, path_len, oflags, fs_rights_base, fs_rights_inheriting, fdflags, opened_fd),
    path_readlink(fd, path, path_len, buf, buf_len, bufused),
];

/// Opens what the `path_len` bytes at `path` name beneath the directory `fd`, and writes the new descriptor, the lowest
/// number that is free, at `opened_fd`.
///
/// It has those of the rights `fs_rights_base` that apply to what was opened.
///
/// `ENOTCAPABLE`: `fd` does not pass one of the rights on, or lacks the one to create or to truncate that `oflags` need.
/// `EINVAL`: there are no such flags or rights, or `oflags` ask for a directory that is to be created or truncated.
/// `EFAULT`: the result lies outside memory (nothing is opened). Those of a path: see [`path`]. `EEXIST`: it exists, and
/// `oflags` have `CREAT` and `EXCL`. `ENOTDIR`: it is a file, and they have `DIRECTORY`. `EISDIR`: it is a directory that
/// would be created, truncated or written. `EROFS`: it is a file that would be. `EMFILE`: 4096 descriptors are open.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_open>
#[allow(clippy::too_many_arguments, reason = "the specification's")]
fn path_open(
    call: &mut Call<'_, '_>,
    fd: u32,
    _dirflags: Lookupflags,
    path: PathPtr,
    path_len: u32,
    oflags: Oflags,
    fs_rights_base: Rights,
    fs_rights_inheriting: Rights,
    fdflags: Fdflags,
    opened_fd: Out<u32>,
) -> Result<(), Errno> {
    let parent = call.state.descriptors.get(fd)?;
    let directory = parent.directory(needed_rights(oflags))?;
    if !parent.inheriting.contains(fs_rights_base.or(fs_rights_inheriting)) {
        return Err(Errno::Notcapable);
    }
    if oflags.contains(Oflags::DIRECTORY) && oflags.intersects(CREATING.or(Oflags::TRUNC)) {
        return Err(Errno::Inval);
    }
    opened_fd.check(&call.memory)?;
    let path = path.text(path_len, &call.memory)?;
    let object = path::target_beneath(&call.guest.files, directory, path)
        .and_then(|target| object(&call.guest.files, target, oflags, fs_rights_base.contains(Rights::FD_WRITE)));
    if matches!(object, Err(Errno::Noent)) && directory == Inode::ROOT {
        call.guest.missing_file = Some(path.to_owned());
    }
    let object = object?;
    let descriptor = Descriptor::new(object, fdflags, fs_rights_base, fs_rights_inheriting);
    let opened = call.state.descriptors.insert(descriptor)?;
    opened_fd.write(&mut call.memory, opened)?;
    Ok(())
}

const CREATING: Oflags = Oflags::CREAT.or(Oflags::EXCL);

/// The rights that the directory must have.
fn needed_rights(oflags: Oflags) -> Rights {
    let create = if oflags.contains(Oflags::CREAT) { Rights::PATH_CREATE_FILE } else { Rights::default() };
    let truncate = if oflags.contains(Oflags::TRUNC) { Rights::PATH_FILESTAT_SET_SIZE } else { Rights::default() };
    Rights::PATH_OPEN.or(create).or(truncate)
}

/// What the new descriptor is to refer to.
fn object(files: &MapFs, target: Target, oflags: Oflags, write: bool) -> Result<Object, Errno> {
    let Target::Existing(inode) = target else {
        return Err(if oflags.contains(Oflags::CREAT) { Errno::Rofs } else { Errno::Noent });
    };
    if oflags.contains(CREATING) {
        return Err(Errno::Exist);
    }
    let changes = write || oflags.contains(Oflags::TRUNC);
    match files.metadata(inode).kind {
        FileKind::Directory if changes || oflags.contains(Oflags::CREAT) => Err(Errno::Isdir),
        FileKind::Directory => Ok(Object::Directory { inode }),
        FileKind::File if oflags.contains(Oflags::DIRECTORY) => Err(Errno::Notdir),
        FileKind::File if changes => Err(Errno::Rofs),
        FileKind::File => Ok(Object::File { inode, offset: 0 }),
    }
}

/// Would write what the symbolic link at `path` contains at `buf`; but there are no symbolic links.
///
/// Those of a path: see [`path`]. `EINVAL`: it is no symbolic link.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_readlink>
fn path_readlink(
    call: &mut Call<'_, '_>,
    fd: u32,
    path: PathPtr,
    path_len: u32,
    _buf: Ptr,
    _buf_len: u32,
    _bufused: Out<u32>,
) -> Result<(), Errno> {
    path::existing(call, fd, Rights::PATH_READLINK, path, path_len)?;
    Err(Errno::Inval)
}
