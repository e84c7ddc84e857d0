//! What would change the tree of files, and fails as on a file system that is mounted read-only.
//!
//! The order of the reasons is Linux's. A path that is to be followed to its end fails as any path does; then comes
//! `EROFS`. Where a name is to be created, the name is looked up first, and may exist. Where one is to be removed or to be
//! moved, its directory must be there, but Linux asks whether it may write before it looks for the name: a file that is not
//! there gives `EROFS` too.

use super::error::{Errno, OperationError};
use super::path::{self, Last};
use super::{Outcome, fd, open};
use crate::abi::gojs::js::{Completion, Js, Value};
use crate::abi::gojs::node::argument;

/// `fs.chmod(path, mode)`; `syscall.Chmod`.
pub(super) fn chmod(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    mode(js, args)?;
    follow(js, &path)
}

/// `fs.fchmod(fd, mode)`; `syscall.Fchmod`. `EBADF`: `fd` is not open.
pub(super) fn fchmod(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    mode(js, args)?;
    opened(js, fd)
}

/// `fs.chown(path, uid, gid)` and `fs.lchown(path, uid, gid)`; `syscall.Chown`, `syscall.Lchown`.
pub(super) fn chown(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    owners(js, args)?;
    follow(js, &path)
}

/// `fs.fchown(fd, uid, gid)`; `syscall.Fchown`. `EBADF`: `fd` is not open.
pub(super) fn fchown(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    owners(js, args)?;
    opened(js, fd)
}

/// `fs.utimes(path, atime, mtime)`, in seconds since 1970; `syscall.UtimesNano`.
pub(super) fn utimes(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    times(js, args)?;
    follow(js, &path)
}

/// `fs.truncate(path, length)`; `syscall.Truncate`. Node opens the file for it, and fails as [`open`](open::open).
pub(super) fn truncate(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    open::open_path(js, &path, open::O_RDWR)?;
    Err(Errno::Rofs.into())
}

/// `fs.ftruncate(fd, length)`; `syscall.Ftruncate`. `EBADF`: `fd` is not open. `EINVAL`: it is not open for writing, or
/// no file.
pub(super) fn ftruncate(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    js.state().node.descriptors.get(fd)?;
    Err(Errno::Inval.into())
}

/// `fs.fsync(fd)`, which has nothing to do; `syscall.Fsync`. `EBADF`: `fd` is not open.
pub(super) fn fsync(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    js.state().node.descriptors.get(fd)?;
    Ok(Value::Undefined)
}

/// `fs.mkdir(path, mode)`; `syscall.Mkdir`. `EEXIST`: the path exists.
pub(super) fn mkdir(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    mode(js, args)?;
    create(js, &path, true)
}

/// `fs.link(existingPath, newPath)`; `syscall.Link`. `EEXIST`: the new path exists. `ENOENT`: it ends in a slash.
pub(super) fn link(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let old = path::argument(js, "existingPath", args, 0)?;
    let new = path::argument(js, "newPath", args, 1)?;
    path::lookup(js, &old)?;
    create(js, &new, false)
}

/// `fs.symlink(target, path)`; `syscall.Symlink`. `EEXIST`: the path exists. `ENOENT`: it ends in a slash, or the target is
/// empty. `ENAMETOOLONG`: the target has more than 4095 bytes.
pub(super) fn symlink(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let target = path::argument(js, "target", args, 0)?;
    let path = path::argument(js, "path", args, 1)?;
    if target.is_empty() {
        return Err(Errno::Noent.into());
    }
    path::check_length(&target)?;
    create(js, &path, false)
}

/// `fs.readlink(path)`; `syscall.Readlink`. `EINVAL`: it is no symbolic link, as nothing is.
pub(super) fn readlink(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    path::existing(js, args)?;
    Err(Errno::Inval.into())
}

/// `fs.unlink(path)`; `syscall.Unlink`. `EISDIR`: the path ends in `.` or `..`, or is the root's.
pub(super) fn unlink(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    Err(match path::place(js, &path)?.last {
        Last::Name(_) => Errno::Rofs,
        Last::Dot | Last::DotDot | Last::Root => Errno::Isdir,
    }
    .into())
}

/// `fs.rmdir(path)`; `syscall.Rmdir`. `EINVAL`: the path ends in `.`. `ENOTEMPTY`: in `..`. `EBUSY`: it is the root's.
pub(super) fn rmdir(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    Err(match path::place(js, &path)?.last {
        Last::Name(_) => Errno::Rofs,
        Last::Dot => Errno::Inval,
        Last::DotDot => Errno::Notempty,
        Last::Root => Errno::Busy,
    }
    .into())
}

/// `fs.rename(oldPath, newPath)`; `syscall.Rename`. `EBUSY`: one of the paths ends in `.` or `..`, or is the root's.
pub(super) fn rename(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let old = path::argument(js, "oldPath", args, 0)?;
    let new = path::argument(js, "newPath", args, 1)?;
    match (path::place(js, &old)?.last, path::place(js, &new)?.last) {
        (Last::Name(_), Last::Name(_)) => Err(Errno::Rofs.into()),
        _ => Err(Errno::Busy.into()),
    }
}

/// Why what `path` names cannot be changed.
fn follow(js: &mut Js<'_, '_>, path: &str) -> Outcome {
    path::lookup(js, path)?;
    Err(Errno::Rofs.into())
}

/// Why what `fd` refers to cannot be changed.
fn opened(js: &mut Js<'_, '_>, fd: u32) -> Outcome {
    js.state().node.descriptors.get(fd)?;
    Err(Errno::Rofs.into())
}

/// Why nothing can be created at `path`; only a directory's may end in a slash.
fn create(js: &mut Js<'_, '_>, path: &str, directory: bool) -> Outcome {
    let place = path::place(js, path)?;
    let errno: Errno = match place.find(js)? {
        Some(_) => Errno::Exist,
        None if place.slash && !directory => Errno::Noent,
        None => Errno::Rofs,
    };
    Err(OperationError::Errno(errno))
}

fn mode(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<()> {
    argument::integer(js, "mode", args, 1, (0.0, u32::MAX.into())).map(drop)
}

fn owners(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<()> {
    argument::integer(js, "uid", args, 1, (-1.0, u32::MAX.into()))?;
    argument::integer(js, "gid", args, 2, (-1.0, u32::MAX.into())).map(drop)
}

fn times(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<()> {
    match args {
        [_, Value::Number(_), Value::Number(_), ..] => Ok(()),
        _ => Err(argument::must_be(js, "time", "number")),
    }
}
