//! A file, directory or symbolic link that is new, or was changed.

use std::sync::Arc;

use super::budget::{DIRECTORY_BYTES, INODE_BYTES};
use super::contents::Contents;
use super::directory::Directory;
use crate::fs::{Body, FileKind, Inode, MapFs};

/// When something last happened to a file, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Times {
    /// When it was read, as far as anybody says so: reading alone does not set it.
    pub(crate) accessed: u64,
    /// When its contents were changed.
    pub(crate) modified: u64,
    /// When anything of it was changed.
    pub(crate) changed: u64,
}

impl Times {
    /// Everything happened `now`.
    pub(super) fn all(now: u64) -> Self {
        Self { accessed: now, modified: now, changed: now }
    }
}

/// The permissions of a file that nobody gave others, as Unix counts them. Nothing checks them.
pub(super) const FILE_MODE: u32 = 0o644;
/// Those of a directory.
pub(super) const DIRECTORY_MODE: u32 = 0o755;
/// Those of a symbolic link, which nobody can change.
pub(super) const LINK_MODE: u32 = 0o777;

/// The user and the group that new files belong to: those that Go makes up for itself where there are none.
const OWNER: (u32, u32) = (1, 1);

/// What an inode of the layer is.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) body: Content,
    /// How many names it has: none once it was removed.
    pub(super) names: u32,
    pub(super) times: Times,
    pub(super) mode: u32,
    /// The user and the group it belongs to.
    pub(super) owner: (u32, u32),
}

#[derive(Debug)]
pub(super) enum Content {
    File(Contents),
    Directory(Box<Directory>),
    Link(Arc<str>),
}

impl Node {
    /// A new one, with its first name.
    pub(super) fn new(body: Content, mode: u32, now: u64) -> Self {
        Self { body, names: 1, times: Times::all(now), mode, owner: OWNER }
    }

    /// The plugin's own file or directory `inode`, with nothing changed.
    pub(super) fn over(base: &MapFs, inode: Inode) -> Option<Self> {
        let (body, mode) = match &base.nodes.get(inode.0 as usize)?.body {
            Body::File(contents) => (Content::File(Contents::over(Arc::clone(contents))), FILE_MODE),
            Body::Directory { .. } => (Content::Directory(Box::new(Directory::over(base, inode))), DIRECTORY_MODE),
        };
        Some(Self { body, names: 1, times: Times::default(), mode, owner: (0, 0) })
    }

    pub(super) fn kind(&self) -> FileKind {
        match self.body {
            Content::File(_) => FileKind::File,
            Content::Directory(_) => FileKind::Directory,
            Content::Link(_) => FileKind::Link,
        }
    }

    /// Bytes that this takes of the budget; a directory's names are counted with the names.
    pub(super) fn cost(&self) -> u64 {
        INODE_BYTES
            + match &self.body {
                Content::File(contents) => contents.cost(),
                Content::Directory(_) => DIRECTORY_BYTES,
                Content::Link(target) => target.len() as u64,
            }
    }

    /// The contents or the entries were changed `now`.
    pub(super) fn modify(&mut self, now: u64) {
        (self.times.modified, self.times.changed) = (now, now);
    }
}
