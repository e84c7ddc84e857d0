//! Opening and closing files.

use super::descriptors::{Access, Opened};
use super::error::{Errno, OperationError};
use super::{FsResult, fd, path};
use crate::abi::gojs::js::{Js, Value};
use crate::abi::gojs::node::argument;
use crate::fs::{End, Inode, Last};
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
/// have `O_EXCL`; `EISDIR`: it is a directory, or ends in a slash; `EROFS`: it does not exist, and there is no scratch
/// layer; `ENOSPC`: the scratch layer has no room for it. Otherwise, `EISDIR`: it is a directory that would be written or
/// truncated; `ENOTDIR`: it is a file, and `flags` have `O_DIRECTORY`. `EROFS`: it is a file that would be written or
/// truncated, and there is no scratch layer. `EMFILE`: 4096 descriptors are open.
pub(super) fn open(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let flags = argument::integer(js, "flags", args, 1, (0.0, i32::MAX.into()))? as u32;
    let mode = match args.get(2) {
        Some(&Value::Number(mode)) if mode >= 0.0 => mode as u32,
        _ => 0o666,
    };
    let opened = open_path(js, &path, flags, mode);
    match opened {
        Err(OperationError::Errno(Errno::Rofs)) => js.guest().refuse_write(&path, true),
        Err(OperationError::Errno(Errno::Noent)) if flags & O_CREAT != 0 => js.guest().refuse_write(&path, false),
        Err(OperationError::Errno(Errno::Noent)) => js.guest().missing_file = Some(path.to_string()),
        _ => {}
    }
    let object = opened?;
    let opened = Opened { object, access: access(flags) };
    let fd = js.state_mut().node.descriptors.insert(opened)?;
    if let Some(inode) = object.inode() {
        js.guest().files.open(inode);
    }
    Ok(fd.into())
}

/// `fs.close(fd)`; `syscall.Close`.
///
/// `EBADF`: `fd` is not open.
pub(super) fn close(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    let object = js.state_mut().node.descriptors.remove(fd)?;
    object.close(&mut js.guest().files);
    Ok(Value::Undefined)
}

/// What a file that is opened with `flags` may be used for.
fn access(flags: u32) -> Access {
    let write = flags & ACCESS != 0;
    Access { read: flags & O_WRONLY == 0, write, append: write && flags & O_APPEND != 0 }
}

/// What `path` names, opened with `flags`. A file that is created gets those of the permissions `mode` that the process
/// leaves.
pub(super) fn open_path(js: &mut Js<'_, '_>, path: &str, flags: u32, mode: u32) -> Result<Object, OperationError> {
    if flags & O_CREAT != 0 && flags & O_DIRECTORY != 0 {
        return Err(Errno::Inval.into());
    }
    let inode = match flags & O_CREAT {
        0 => path::lookup(js, path)?,
        _ => match found_or_created(js, path, flags, mode)? {
            Created::Found(inode) => inode,
            Created::New(inode) => return Ok(Object::File { inode, offset: 0 }),
        },
    };
    let changes = flags & (ACCESS | O_TRUNC) != 0;
    if path::is_directory(js, inode) {
        return if changes { Err(Errno::Isdir.into()) } else { Ok(Object::Directory { inode }) };
    }
    if flags & O_DIRECTORY != 0 {
        return Err(Errno::Notdir.into());
    }
    if changes && !js.guest().files.writable() {
        return Err(Errno::Rofs.into());
    }
    js.state().node.descriptors.check_room()?;
    if flags & O_TRUNC != 0 {
        let now = js.guest().clock.wall();
        js.guest().files.set_len(inode, 0, now)?;
    }
    Ok(Object::File { inode, offset: 0 })
}

/// What `O_CREAT` comes to.
enum Created {
    /// It was there.
    Found(Inode),
    New(Inode),
}

/// The file at `path`, which is created if it is not there.
fn found_or_created(js: &mut Js<'_, '_>, path: &str, flags: u32, mode: u32) -> Result<Created, Errno> {
    let end = if flags & O_EXCL != 0 { End::Keep } else { End::FollowUnlessSlash };
    let place = path::place_of(js, path, end)?;
    if place.slash && matches!(place.last, Last::Name(_)) {
        return Err(Errno::Isdir);
    }
    match (place.existing()?, place.last) {
        (Some(_), _) if flags & O_EXCL != 0 => Err(Errno::Exist),
        (Some(inode), _) if path::is_directory(js, inode) => Err(Errno::Isdir),
        (Some(inode), _) => Ok(Created::Found(inode)),
        (None, _) if !js.guest().files.writable() => Err(Errno::Rofs),
        (None, Last::Name(name)) => {
            js.state().node.descriptors.check_room()?;
            let (now, mode) = (js.guest().clock.wall(), mode & !js.state().node.umask);
            let inode = js.guest().files.create(place.directory, &name, now)?;
            js.guest().files.set_mode(inode, mode & 0o7777, now)?;
            Ok(Created::New(inode))
        }
        (None, _) => Err(Errno::Noent),
    }
}
