//! Opening and closing files.

use super::error::{Errno, OperationError};
use super::{Outcome, fd, path};
use crate::abi::gojs::js::{Js, Value};
use crate::abi::gojs::node::argument;
use crate::fs::Inode;
use crate::guest::Object;

pub(super) const O_WRONLY: u32 = 1;
pub(super) const O_RDWR: u32 = 2;
pub(super) const O_CREAT: u32 = 0o100;
pub(super) const O_EXCL: u32 = 0o200;
pub(super) const O_TRUNC: u32 = 0o1000;
pub(super) const O_APPEND: u32 = 0o2000;
pub(super) const O_DIRECTORY: u32 = 0o200_000;

/// Either way of writing.
const ACCESS: u32 = O_WRONLY | O_RDWR;

/// `fs.open(path, flags, mode)`; `syscall.Open`. Gives the new descriptor, the lowest number from 3 on that is
/// free.
///
/// `EINVAL`: a directory is to be created. Those of a path: see [`path`]. With `O_CREAT`, `EEXIST`: it exists, and `flags`
/// have `O_EXCL`; `EISDIR`: it is a directory, or ends in a slash; `EROFS`: it does not exist. Otherwise, `EISDIR`: it is a
/// directory that would be written or truncated; `ENOTDIR`: it is a file, and `flags` have `O_DIRECTORY`. `EROFS`: it is a
/// file that would be written or truncated. `EMFILE`: 4096 descriptors are open.
pub(super) fn open(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    let flags = argument::integer(js, "flags", args, 1, (0.0, i32::MAX.into()))? as u32;
    let opened = open_path(js, &path, flags);
    if matches!(opened, Err(OperationError::Errno(Errno::Noent))) {
        js.guest().missing_file = Some(path.to_string());
    }
    let object = opened?;
    Ok(js.state_mut().node.descriptors.insert(object)?.into())
}

/// `fs.close(fd)`; `syscall.Close`.
///
/// `EBADF`: `fd` is not open.
pub(super) fn close(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    js.state_mut().node.descriptors.remove(fd)?;
    Ok(Value::Undefined)
}

/// What `path` names, opened with `flags`.
pub(super) fn open_path(js: &mut Js<'_, '_>, path: &str, flags: u32) -> Result<Object, OperationError> {
    if flags & O_CREAT != 0 && flags & O_DIRECTORY != 0 {
        return Err(Errno::Inval.into());
    }
    let inode = if flags & O_CREAT != 0 { created(js, path, flags)? } else { path::lookup(js, path)? };
    let changes = flags & (ACCESS | O_TRUNC) != 0;
    if path::is_directory(js, inode) {
        return if changes { Err(Errno::Isdir.into()) } else { Ok(Object::Directory { inode }) };
    }
    if flags & O_DIRECTORY != 0 {
        return Err(Errno::Notdir.into());
    }
    if changes {
        return Err(Errno::Rofs.into());
    }
    Ok(Object::File { inode, offset: 0 })
}

/// The file that `O_CREAT` finds in place of creating it.
fn created(js: &mut Js<'_, '_>, path: &str, flags: u32) -> Result<Inode, Errno> {
    let place = path::place(js, path)?;
    if place.slash && matches!(place.last, path::Last::Name(_)) {
        return Err(Errno::Isdir);
    }
    match place.find(js)? {
        Some(_) if flags & O_EXCL != 0 => Err(Errno::Exist),
        Some(inode) if path::is_directory(js, inode) => Err(Errno::Isdir),
        Some(inode) => Ok(inode),
        None => Err(Errno::Rofs),
    }
}
