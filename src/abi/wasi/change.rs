//! What would change the tree of files. All of it ends in `EROFS` at the latest.
//!
//! What the specification or POSIX says about names comes first, as on a file system that is mounted read-only: a guest
//! that removes a file which is not there, or makes a directory that is, hears that. Paths fail as [`path`] says.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::{Lookupflags, Rights};
use super::param::PathPtr;
use super::path::{self, Target};
use super::{Call, HostFunction, WasiState};
use crate::fs::{FileKind, Inode};

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    path_create_directory(fd, path, path_len),
    path_link(old_fd, old_flags, old_path, old_path_len, new_fd, new_path, new_path_len),
    path_remove_directory(fd, path, path_len),
    path_rename(fd, old_path, old_path_len, new_fd, new_path, new_path_len),
    path_symlink(old_path, old_path_len, fd, new_path, new_path_len),
    path_unlink_file(fd, path, path_len),
];

/// Would create a directory.
///
/// `EEXIST`: the path exists.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_create_directory>
fn path_create_directory(call: &mut Call<'_, '_>, fd: u32, path: PathPtr, path_len: u32) -> Result<(), Errno> {
    create(path::target(call, fd, Rights::PATH_CREATE_DIRECTORY, path, path_len)?)
}

/// Would make `new_path` another name of the file `old_path`.
///
/// `EPERM`: `old_path` is a directory. `EEXIST`: `new_path` exists.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_link>
#[allow(clippy::too_many_arguments, reason = "the specification's")]
fn path_link(
    call: &mut Call<'_, '_>,
    old_fd: u32,
    _old_flags: Lookupflags,
    old_path: PathPtr,
    old_path_len: u32,
    new_fd: u32,
    new_path: PathPtr,
    new_path_len: u32,
) -> Result<(), Errno> {
    let old = path::existing(call, old_fd, Rights::PATH_LINK_SOURCE, old_path, old_path_len)?;
    let new = path::target(call, new_fd, Rights::PATH_LINK_TARGET, new_path, new_path_len)?;
    match (kind(call, old), new) {
        (FileKind::Directory, Target::Missing) => Err(Errno::Perm),
        (_, new) => create(new),
    }
}

/// Would remove an empty directory.
///
/// `ENOTDIR`: the path is a file. `ENOTEMPTY`: the directory is not empty.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_remove_directory>
fn path_remove_directory(call: &mut Call<'_, '_>, fd: u32, path: PathPtr, path_len: u32) -> Result<(), Errno> {
    let inode = path::existing(call, fd, Rights::PATH_REMOVE_DIRECTORY, path, path_len)?;
    match kind(call, inode) {
        FileKind::File => Err(Errno::Notdir),
        FileKind::Directory if !is_empty(call, inode) => Err(Errno::Notempty),
        FileKind::Directory => Err(Errno::Rofs),
    }
}

/// Would move `old_path` to `new_path`, replacing what is there.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_rename>
fn path_rename(
    call: &mut Call<'_, '_>,
    fd: u32,
    old_path: PathPtr,
    old_path_len: u32,
    new_fd: u32,
    new_path: PathPtr,
    new_path_len: u32,
) -> Result<(), Errno> {
    path::existing(call, fd, Rights::PATH_RENAME_SOURCE, old_path, old_path_len)?;
    path::target(call, new_fd, Rights::PATH_RENAME_TARGET, new_path, new_path_len)?;
    Err(Errno::Rofs)
}

/// Would make `new_path` a symbolic link that contains `old_path`.
///
/// `EEXIST`: `new_path` exists.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_symlink>
fn path_symlink(
    call: &mut Call<'_, '_>,
    old_path: PathPtr,
    old_path_len: u32,
    fd: u32,
    new_path: PathPtr,
    new_path_len: u32,
) -> Result<(), Errno> {
    let new = path::target(call, fd, Rights::PATH_SYMLINK, new_path, new_path_len)?;
    old_path.text(old_path_len, &call.memory)?;
    create(new)
}

/// Would remove a file.
///
/// `EISDIR`: the path is a directory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_unlink_file>
fn path_unlink_file(call: &mut Call<'_, '_>, fd: u32, path: PathPtr, path_len: u32) -> Result<(), Errno> {
    let inode = path::existing(call, fd, Rights::PATH_UNLINK_FILE, path, path_len)?;
    match kind(call, inode) {
        FileKind::Directory => Err(Errno::Isdir),
        FileKind::File => Err(Errno::Rofs),
    }
}

/// Why nothing can be created at `target`.
fn create(target: Target) -> Result<(), Errno> {
    match target {
        Target::Existing(_) => Err(Errno::Exist),
        Target::Missing => Err(Errno::Rofs),
    }
}

/// Whether a directory has no entries but `.` and `..`.
fn is_empty(call: &Call<'_, '_>, inode: Inode) -> bool {
    call.guest.files.entries(inode, 0).is_ok_and(|entries| entries.without_dots().next().is_none())
}

fn kind(call: &Call<'_, '_>, inode: Inode) -> FileKind {
    call.guest.files.metadata(inode).kind
}
