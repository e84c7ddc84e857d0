//! Paths, resolved from the working directory as Linux does. All functions that take one fail like this, in this order:
//!
//! - a `TypeError`: it is no string, or contains a NUL.
//! - `ENAMETOOLONG`: it has more than 4095 bytes, or a name of more than 255.
//! - `ENOENT`: it is empty, or leads nowhere.
//! - `ENOTDIR`: it leads through a file, or ends in a slash and names one.

use super::error::{Errno, OperationError};
use crate::abi::gojs::js::{Completion, Js, Text, Value};
use crate::abi::gojs::node::argument::{must_be, text};
use crate::fs::{FileKind, Inode};

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

/// What the path in the first argument names.
pub(super) fn existing(js: &mut Js<'_, '_>, args: &[Value]) -> Result<Inode, OperationError> {
    let path = argument(js, "path", args, 0)?;
    Ok(lookup(js, &path)?)
}

/// What `path` names.
pub(in crate::abi::gojs::node) fn lookup(js: &mut Js<'_, '_>, path: &str) -> Result<Inode, Errno> {
    check_length(path)?;
    let directory = js.state().node.directory;
    Ok(js.guest().files.lookup(directory, path)?)
}

pub(in crate::abi::gojs::node) fn is_directory(js: &mut Js<'_, '_>, inode: Inode) -> bool {
    js.guest().files.metadata(inode).kind == FileKind::Directory
}

/// A path of which all but the last name has been followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// The directory that the last name is in.
    directory: Inode,
    pub(super) last: Last<'p>,
    /// Whether the path ends in a slash.
    pub(super) slash: bool,
}

/// The last name of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last<'p> {
    Name(&'p str),
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// There is none: the path is the root's.
    Root,
}

/// Where the last name of `path` lies.
pub(super) fn place<'p>(js: &mut Js<'_, '_>, path: &'p str) -> Result<Place<'p>, Errno> {
    check_length(path)?;
    let trimmed = path.trim_end_matches('/');
    let slash = trimmed.len() < path.len();
    if trimmed.is_empty() {
        return if slash { Ok(Place { directory: Inode::ROOT, last: Last::Root, slash }) } else { Err(Errno::Noent) };
    }
    let (directory, name) = match trimmed.rsplit_once('/') {
        // With the slash, it must be a directory.
        Some((directory, name)) => (lookup(js, &path[..=directory.len()])?, name),
        None => (js.state().node.directory, trimmed),
    };
    let last = match name {
        "." => Last::Dot,
        ".." => Last::DotDot,
        name => Last::Name(name),
    };
    Ok(Place { directory, last, slash })
}

impl Place<'_> {
    /// What is there; `None` if the name is free.
    pub(super) fn find(self, js: &mut Js<'_, '_>) -> Result<Option<Inode>, Errno> {
        let files = &js.guest().files;
        let found = match self.last {
            Last::Name(name) => files.lookup(self.directory, name),
            Last::Dot => Ok(self.directory),
            Last::DotDot => Ok(files.parent(self.directory)),
            Last::Root => Ok(Inode::ROOT),
        };
        match found.map_err(Errno::from) {
            Err(Errno::Noent) => Ok(None),
            found => found.map(Some),
        }
    }
}

/// `ENAMETOOLONG`: it is longer than Linux takes.
pub(super) fn check_length(path: &str) -> Result<(), Errno> {
    if path.len() > MAX_PATH_BYTES { Err(Errno::Nametoolong) } else { Ok(()) }
}
