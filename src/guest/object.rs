//! What a guest opens.

use crate::fs::Inode;

/// Descriptors that a guest may have open at a time.
pub(crate) const MAX_DESCRIPTORS: usize = 4096;

/// What a descriptor refers to. Nothing can be opened for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    Stdin,
    Stdout,
    Stderr,
    File {
        inode: Inode,
        /// Bytes from the file's beginning at which the next read begins; may lie past the end.
        offset: u64,
    },
    Directory {
        inode: Inode,
    },
}
