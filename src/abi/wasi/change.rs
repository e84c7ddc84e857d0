//! What changes the names in the tree of files: in the run's scratch layer or, without one, not at all.
//!
//! What the specification or POSIX says about names comes first, as on a file system that is mounted read-only: a guest
//! that removes a file which is not there, or makes a directory that is, hears that. Paths fail as [`path`] says. Then,
//! `EROFS`: there is no scratch layer. `ENOSPC`: it has no room for one more name; nothing is changed.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::{Lookupflags, Rights};
use super::param::PathPtr;
use super::path;
use super::{Call, HostFunction, WasiState};
use crate::fs::{FileKind, Files, Last, Place, ScratchError};

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    path_create_directory(fd, path, path_len),
    path_link(old_fd, old_flags, old_path, old_path_len, new_fd, new_path, new_path_len),
    path_remove_directory(fd, path, path_len),
    path_rename(fd, old_path, old_path_len, new_fd, new_path, new_path_len),
    path_symlink(old_path, old_path_len, fd, new_path, new_path_len),
    path_unlink_file(fd, path, path_len),
];

/// Creates a directory.
///
/// `EEXIST`: the path exists.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_create_directory>
fn path_create_directory(call: &mut Call<'_, '_>, fd: u32, path: PathPtr, path_len: u32) -> Result<(), Errno> {
    let place = path::place(call, fd, Rights::PATH_CREATE_DIRECTORY, path, path_len)?;
    let name = free_name(&call.guest.files, &place)?;
    let now = call.guest.clock.wall();
    call.guest.refuse_write(path.text(path_len, &call.memory)?, true);
    call.guest.files.create_directory(place.directory, name, now)?;
    Ok(())
}

/// Makes `new_path` another name of the file or symbolic link `old_path`.
///
/// `EEXIST`: `new_path` exists. `EPERM`: `old_path` is a directory. `ENOENT`: `new_path` ends in a slash. `EINVAL`:
/// `old_flags` ask for a symbolic link to be followed.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_link>
#[allow(clippy::too_many_arguments, reason = "the specification's")]
fn path_link(
    call: &mut Call<'_, '_>,
    old_fd: u32,
    old_flags: Lookupflags,
    old_path: PathPtr,
    old_path_len: u32,
    new_fd: u32,
    new_path: PathPtr,
    new_path_len: u32,
) -> Result<(), Errno> {
    let keep = Lookupflags::default();
    let inode = path::existing(call, old_fd, Rights::PATH_LINK_SOURCE, keep, old_path, old_path_len)?;
    let place = path::place(call, new_fd, Rights::PATH_LINK_TARGET, new_path, new_path_len)?;
    let name = free_name(&call.guest.files, &place)?;
    if call.guest.files.kind(inode) == FileKind::Directory {
        return Err(Errno::Perm);
    }
    if call.guest.files.writable() && old_flags.contains(Lookupflags::SYMLINK_FOLLOW) {
        return Err(Errno::Inval);
    }
    no_slash(call, &place)?;
    let now = call.guest.clock.wall();
    Ok(call.guest.files.link(inode, place.directory, name, now)?)
}

/// Removes an empty directory.
///
/// `ENOTDIR`: the path is a file or a symbolic link. `ENOTEMPTY`: the directory is not empty. `EINVAL`: the path ends in
/// `.`.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_remove_directory>
fn path_remove_directory(call: &mut Call<'_, '_>, fd: u32, path: PathPtr, path_len: u32) -> Result<(), Errno> {
    let place = path::place(call, fd, Rights::PATH_REMOVE_DIRECTORY, path, path_len)?;
    if place.last == Last::Dot && call.guest.files.writable() {
        return Err(Errno::Inval);
    }
    let (inode, kind) = path::named(&call.guest.files, &place)?;
    if kind != FileKind::Directory {
        return Err(Errno::Notdir);
    }
    if !call.guest.files.is_empty(inode) {
        return Err(Errno::Notempty);
    }
    let now = call.guest.clock.wall();
    match &place.last {
        Last::Name(name) => Ok(call.guest.files.remove_directory(place.directory, name, now)?),
        _ if !call.guest.files.writable() => Err(Errno::Rofs),
        _ => Err(Errno::Inval),
    }
}

/// Moves `old_path` to `new_path`, replacing what is there: a file or a symbolic link by another, and an empty directory
/// by another. Nothing happens if both are the same file.
///
/// `EBUSY`: one of the paths ends in `.` or `..`, which is looked at first. `ENOTDIR`, `EISDIR`: one of the two is a
/// directory, and the other is none, or `new_path` ends in a slash and `old_path` is no directory. `ENOTEMPTY`: the directory
/// `new_path` is not empty. `EINVAL`: it lies within `old_path`.
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
    let old = path::place(call, fd, Rights::PATH_RENAME_SOURCE, old_path, old_path_len)?;
    let new = path::place(call, new_fd, Rights::PATH_RENAME_TARGET, new_path, new_path_len)?;
    let (Last::Name(from), Last::Name(to)) = (&old.last, &new.last) else { return Err(Errno::Busy) };
    let (_, kind) = path::named(&call.guest.files, &old)?;
    if new.existing()?.is_some() {
        path::named(&call.guest.files, &new)?;
    }
    if !call.guest.files.writable() {
        return Err(Errno::Rofs);
    }
    if new.slash && kind != FileKind::Directory {
        return Err(Errno::Notdir);
    }
    let now = call.guest.clock.wall();
    Ok(call.guest.files.rename((old.directory, from), (new.directory, to), now)?)
}

/// Makes `new_path` a symbolic link that contains `old_path`, which need not lead anywhere.
///
/// `EEXIST`: `new_path` exists. `EINVAL`: `old_path` contains a NUL. `ENAMETOOLONG`: it has more than 4096 bytes. `EPERM`:
/// it begins with a slash. `ENOENT`: it is empty, or `new_path` ends in a slash.
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
    let place = path::place(call, fd, Rights::PATH_SYMLINK, new_path, new_path_len)?;
    let target = old_path.text(old_path_len, &call.memory)?;
    let name = free_name(&call.guest.files, &place)?;
    if call.guest.files.writable() {
        check_target(target)?;
    }
    no_slash(call, &place)?;
    let now = call.guest.clock.wall();
    call.guest.files.create_link(place.directory, name, target, now)?;
    Ok(())
}

/// Removes a file or a symbolic link, which lives on as long as it is open.
///
/// `EISDIR`: the path is a directory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_unlink_file>
fn path_unlink_file(call: &mut Call<'_, '_>, fd: u32, path: PathPtr, path_len: u32) -> Result<(), Errno> {
    let place = path::place(call, fd, Rights::PATH_UNLINK_FILE, path, path_len)?;
    let (_, kind) = path::named(&call.guest.files, &place)?;
    match (kind, &place.last) {
        (FileKind::File | FileKind::Link, Last::Name(name)) => {
            let now = call.guest.clock.wall();
            Ok(call.guest.files.unlink(place.directory, name, now)?)
        }
        _ => Err(Errno::Isdir),
    }
}

/// The last name of a path at which something is to be created.
///
/// `EEXIST`: it is taken.
fn free_name<'p>(files: &Files, place: &'p Place) -> Result<&'p str, Errno> {
    match (place.existing()?, &place.last) {
        (None, Last::Name(name)) => Ok(name),
        _ => path::named(files, place).and(Err(Errno::Exist)),
    }
}

/// `ENOENT`: only the path of a directory that is to be created may end in a slash.
fn no_slash(call: &Call<'_, '_>, place: &Place) -> Result<(), Errno> {
    match call.guest.files.writable() {
        true if place.slash => Err(Errno::Noent),
        true => Ok(()),
        false => Err(ScratchError::ReadOnly.into()),
    }
}

/// Refuses what no symbolic link may contain. One that begins with a slash would lead out of every directory.
fn check_target(target: &str) -> Result<(), Errno> {
    match target {
        "" => Err(Errno::Noent),
        target if target.contains('\0') => Err(Errno::Inval),
        target if target.len() > crate::fs::MAX_PATH_BYTES => Err(Errno::Nametoolong),
        target if target.starts_with('/') => Err(Errno::Perm),
        _ => Ok(()),
    }
}
