//! What a guest opens.

use crate::fs::{Files, Inode};

/// Descriptors that a guest may have open at a time.
pub(crate) const MAX_DESCRIPTORS: usize = 4096;

/// What a descriptor refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    Stdin,
    Stdout,
    Stderr,
    File {
        inode: Inode,
        /// Bytes from the file's beginning at which the next read or write begins; may lie past the end.
        offset: u64,
    },
    Directory {
        inode: Inode,
    },
}

impl Object {
    /// The inode, if it is a file or a directory.
    pub(crate) fn inode(self) -> Option<Inode> {
        match self {
            Self::File { inode, .. } | Self::Directory { inode } => Some(inode),
            Self::Stdin | Self::Stdout | Self::Stderr => None,
        }
    }

    /// Has what it refers to [closed](Files::close).
    pub(crate) fn close(self, files: &mut Files) {
        if let Some(inode) = self.inode() {
            files.close(inode);
        }
    }
}
