//! What changes the tree of files: in the run's scratch layer or, without one, not at all, as on a file system that is
//! mounted read-only.
//!
//! The order of the reasons is Linux's. A path that is to be followed to its end fails as any path does; then comes
//! `EROFS`. Where a name is to be created, the name is looked up first, and may exist. Where one is to be removed or to be
//! moved, its directory must be there, but Linux asks whether it may write before it looks for the name: a file that is not
//! there gives `EROFS` too. `ENOSPC`: the scratch layer has no room; nothing is changed.

use super::error::{Errno, OperationError};
use super::{FsResult, fd, open, path};
use crate::abi::gojs::js::{Completion, Js, Text, Value};
use crate::abi::gojs::node::argument::{self, MAX_SAFE_INTEGER};
use crate::fs::{Files, Inode, Last, Place, ScratchError, SetTime};

/// `fs.chmod(path, mode)`; `syscall.Chmod`.
pub(super) fn chmod(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let mode = mode(js, args)?;
    let inode = path::lookup(js, &path)?;
    change(js, |files, now| files.set_mode(inode, mode, now))
}

/// `fs.fchmod(fd, mode)`; `syscall.Fchmod`. `EBADF`: `fd` is not open.
pub(super) fn fchmod(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    let mode = mode(js, args)?;
    let inode = opened(js, fd)?;
    change(js, |files, now| files.set_mode(inode, mode, now))
}

/// `fs.chown(path, uid, gid)`; `syscall.Chown`. Anybody may give a file to anybody: nothing checks owners.
pub(super) fn chown(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    chown_what(js, args, path::lookup)
}

/// `fs.lchown(path, uid, gid)`, of a symbolic link itself; `syscall.Lchown`.
pub(super) fn lchown(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    chown_what(js, args, path::lookup_link)
}

fn chown_what(
    js: &mut Js<'_, '_>,
    args: &[Value],
    lookup: fn(&mut Js<'_, '_>, &str) -> Result<Inode, Errno>,
) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let owners = owners(js, args)?;
    let inode = lookup(js, &path)?;
    change(js, |files, now| files.set_owner(inode, owners, now))
}

/// `fs.fchown(fd, uid, gid)`; `syscall.Fchown`. `EBADF`: `fd` is not open.
pub(super) fn fchown(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    let owners = owners(js, args)?;
    let inode = opened(js, fd)?;
    change(js, |files, now| files.set_owner(inode, owners, now))
}

/// `fs.utimes(path, atime, mtime)`, in seconds since 1970; `syscall.UtimesNano`.
pub(super) fn utimes(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let (accessed, modified) = times(js, args)?;
    let inode = path::lookup(js, &path)?;
    change(js, |files, now| files.set_times(inode, accessed, modified, now))
}

/// `fs.truncate(path, length)`; `syscall.Truncate`. Node opens the file for it, and fails as [`open`](open::open).
pub(super) fn truncate(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let object = open::open_path(js, &path, open::O_RDWR, 0)?;
    let len = length(js, args)?;
    let inode = object.inode().ok_or(Errno::Inval)?;
    change(js, |files, now| files.set_len(inode, len, now))
}

/// `fs.ftruncate(fd, length)`; `syscall.Ftruncate`. `EBADF`: `fd` is not open. `EINVAL`: it is not open for writing, or
/// no file.
pub(super) fn ftruncate(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    let opened = js.state().node.descriptors.get(fd)?;
    let inode = opened.object.inode().filter(|_| opened.access.write).ok_or(Errno::Inval)?;
    let len = length(js, args)?;
    change(js, |files, now| files.set_len(inode, len, now))
}

/// `fs.fsync(fd)`, which has nothing to do; `syscall.Fsync`. `EBADF`: `fd` is not open.
pub(super) fn fsync(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    js.state().node.descriptors.get(fd)?;
    Ok(Value::Undefined)
}

/// `fs.mkdir(path, mode)`; `syscall.Mkdir`. `EEXIST`: the path exists.
pub(super) fn mkdir(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let mode = mode(js, args)? & !js.state().node.umask;
    let created = create(js, &path, true, |files, directory, name, now| {
        let inode = files.create_directory(directory, name, now)?;
        files.set_mode(inode, mode, now)
    });
    if matches!(created, Err(OperationError::Errno(Errno::Rofs))) {
        js.guest().refuse_write(&path, true);
    }
    created
}

/// `fs.link(existingPath, newPath)`; `syscall.Link`. `EEXIST`: the new path exists. `ENOENT`: it ends in a slash. `EPERM`:
/// the existing path is a directory.
pub(super) fn link(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let old = path::argument(js, "existingPath", args, 0)?;
    let new = path::argument(js, "newPath", args, 1)?;
    let inode = path::lookup_link(js, &old)?;
    create(js, &new, false, |files, directory, name, now| files.link(inode, directory, name, now))
}

/// `fs.symlink(target, path)`; `syscall.Symlink`. `EEXIST`: the path exists. `ENOENT`: it ends in a slash, or the target is
/// empty. `ENAMETOOLONG`: the target has more than 4095 bytes.
pub(super) fn symlink(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let target = path::argument(js, "target", args, 0)?;
    let path = path::argument(js, "path", args, 1)?;
    if target.is_empty() {
        return Err(Errno::Noent.into());
    }
    path::check_length(&target)?;
    create(js, &path, false, |files, directory, name, now| files.create_link(directory, name, &target, now).map(drop))
}

/// `fs.readlink(path)`; `syscall.Readlink`. `EINVAL`: it is no symbolic link.
pub(super) fn readlink(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let inode = path::lookup_link(js, &path)?;
    let target = js.guest().files.link_target(inode).map(Text::from);
    Ok(target.ok_or(Errno::Inval)?.into())
}

/// `fs.unlink(path)`; `syscall.Unlink`. `EISDIR`: the path is a directory's. `ENOTDIR`: it ends in a slash, and is a
/// file's.
pub(super) fn unlink(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let place = path::place(js, &path)?;
    match &place.last {
        Last::Name(name) => {
            no_file_before_a_slash(js, &place)?;
            change(js, |files, now| files.unlink(place.directory, name, now))
        }
        Last::Dot | Last::DotDot | Last::Root => Err(Errno::Isdir.into()),
    }
}

/// `fs.rmdir(path)`; `syscall.Rmdir`. `EINVAL`: the path ends in `.`. `ENOTEMPTY`: in `..`, or the directory is not empty.
/// `EBUSY`: it is the root's. `ENOTDIR`: it is a file's.
pub(super) fn rmdir(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let place = path::place(js, &path)?;
    match &place.last {
        Last::Name(name) => change(js, |files, now| files.remove_directory(place.directory, name, now)),
        Last::Dot => Err(Errno::Inval.into()),
        Last::DotDot => Err(Errno::Notempty.into()),
        Last::Root => Err(Errno::Busy.into()),
    }
}

/// `fs.rename(oldPath, newPath)`; `syscall.Rename`. `EBUSY`: one of the paths ends in `.` or `..`, or is the root's.
/// `ENOTDIR`, `EISDIR`: one of the two is a directory, and the other is none, or one ends in a slash and the old one is no
/// directory. `ENOTEMPTY`: the directory to be replaced is not empty. `EINVAL`: the new path lies within the old one.
pub(super) fn rename(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let old = path::argument(js, "oldPath", args, 0)?;
    let new = path::argument(js, "newPath", args, 1)?;
    let (old, new) = (path::place(js, &old)?, path::place(js, &new)?);
    let (Last::Name(from), Last::Name(to)) = (&old.last, &new.last) else { return Err(Errno::Busy.into()) };
    no_file_before_a_slash(js, &old)?;
    if new.slash && js.guest().files.writable() && !path::is_directory(js, old.found?) {
        return Err(Errno::Notdir.into());
    }
    change(js, |files, now| files.rename((old.directory, from), (new.directory, to), now))
}

/// Changes the files, at the time that it is.
fn change(js: &mut Js<'_, '_>, change: impl FnOnce(&mut Files, u64) -> Result<(), ScratchError>) -> FsResult {
    let now = js.guest().clock.wall();
    change(&mut js.guest().files, now)?;
    Ok(Value::Undefined)
}

/// The file or directory that `fd` refers to, whose attributes are to be changed. Those of a stream cannot be.
fn opened(js: &mut Js<'_, '_>, fd: u32) -> Result<Inode, OperationError> {
    let object = js.state().node.descriptors.get(fd)?.object;
    Ok(object.inode().ok_or(Errno::Rofs)?)
}

/// Creates something at `path`; only a directory's may end in a slash.
fn create(
    js: &mut Js<'_, '_>,
    path: &str,
    directory: bool,
    create: impl FnOnce(&mut Files, Inode, &str, u64) -> Result<(), ScratchError>,
) -> FsResult {
    let place = path::place(js, path)?;
    match (place.existing().map_err(Errno::from)?, &place.last) {
        (None, Last::Name(_)) if place.slash && !directory => Err(Errno::Noent.into()),
        (None, Last::Name(name)) => change(js, |files, now| create(files, place.directory, name, now)),
        _ => Err(Errno::Exist.into()),
    }
}

/// `ENOTDIR`: the path ends in a slash, and is no directory's. Nothing is looked at where nothing can be written.
fn no_file_before_a_slash(js: &mut Js<'_, '_>, place: &Place) -> Result<(), Errno> {
    if place.slash && js.guest().files.writable() && !path::is_directory(js, place.found?) {
        return Err(Errno::Notdir);
    }
    Ok(())
}

fn mode(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<u32> {
    Ok(argument::integer(js, "mode", args, 1, (0.0, u32::MAX.into()))? as u32 & 0o7777)
}

/// Bytes that a file is to have; fewer than none are none.
fn length(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<u64> {
    let length = argument::integer(js, "len", args, 1, (-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER))?;
    Ok(length.max(0.0) as u64)
}

/// The user and the group; -1 leaves them.
fn owners(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<(Option<u32>, Option<u32>)> {
    let user = argument::integer(js, "uid", args, 1, (-1.0, u32::MAX.into()))?;
    let group = argument::integer(js, "gid", args, 2, (-1.0, u32::MAX.into()))?;
    let given = |id: f64| (id >= 0.0).then_some(id as u32);
    Ok((given(user), given(group)))
}

fn times(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<(SetTime, SetTime)> {
    let nanos = |seconds: f64| SetTime::To((seconds * 1e9).round() as u64);
    match args {
        [_, Value::Number(accessed), Value::Number(modified), ..] => Ok((nanos(*accessed), nanos(*modified))),
        _ => Err(argument::must_be(js, "time", "number")),
    }
}
