//! Paths, resolved from the working directory as Linux does. All functions that take one fail like this, in this order:
//!
//! - a `TypeError`: it is no string, or contains a NUL.
//! - `ENAMETOOLONG`: it has more than 4095 bytes, or a name of more than 255.
//! - `ENOENT`: it is empty, or leads nowhere.
//! - `ENOTDIR`: it leads through a file, or ends in a slash and names one.
//! - `ELOOP`: it leads through more than 40 symbolic links.

use super::error::{Errno, OperationError};
use crate::abi::gojs::js::{Completion, Js, Text, Value};
use crate::abi::gojs::node::argument::{must_be, text};
use crate::fs::{End, FileKind, Inode, Place, Walk};

/// Bytes that a path may have: Linux's `PATH_MAX` less the NUL at its end.
const MAX_PATH_BYTES: usize = 4095;

/// The argument `name`, which must be a path.
pub(super) fn argument(js: &mut Js<'_, '_>, name: &str, args: &[Value], index: usize) -> Completion<Text> {
    let path = text(js, name, args, index)?;
    match path.contains('\0') {
        true => Err(must_be(js, name, "string without null bytes")),
        false => Ok(path),
    }
}

/// What the path in the first argument names. A symbolic link at its end is followed.
pub(super) fn existing(js: &mut Js<'_, '_>, args: &[Value]) -> Result<Inode, OperationError> {
    let path = argument(js, "path", args, 0)?;
    Ok(lookup(js, &path)?)
}

/// What `path` names. A symbolic link at its end is followed.
pub(in crate::abi::gojs::node) fn lookup(js: &mut Js<'_, '_>, path: &str) -> Result<Inode, Errno> {
    walk(js, path, End::Follow)
}

/// What `path` names, which may be a symbolic link.
pub(super) fn lookup_link(js: &mut Js<'_, '_>, path: &str) -> Result<Inode, Errno> {
    walk(js, path, End::FollowBeforeSlash)
}

fn walk(js: &mut Js<'_, '_>, path: &str, end: End) -> Result<Inode, Errno> {
    check_length(path)?;
    let directory = js.state().node.directory;
    Ok(js.guest().files.lookup(directory, path, Walk { beneath: false, end })?)
}

pub(in crate::abi::gojs::node) fn is_directory(js: &mut Js<'_, '_>, inode: Inode) -> bool {
    js.guest().files.kind(inode) == FileKind::Directory
}

/// Where the last name of `path` lies, which need not exist. If it is a symbolic link, that itself is meant.
pub(super) fn place(js: &mut Js<'_, '_>, path: &str) -> Result<Place, Errno> {
    place_of(js, path, End::Keep)
}

/// The same; `end` says what becomes of a symbolic link.
pub(super) fn place_of(js: &mut Js<'_, '_>, path: &str, end: End) -> Result<Place, Errno> {
    check_length(path)?;
    let directory = js.state().node.directory;
    Ok(js.guest().files.place(directory, path, Walk { beneath: false, end })?)
}

/// `ENAMETOOLONG`: it is longer than Linux takes.
pub(super) fn check_length(path: &str) -> Result<(), Errno> {
    if path.len() > MAX_PATH_BYTES { Err(Errno::Nametoolong) } else { Ok(()) }
}
