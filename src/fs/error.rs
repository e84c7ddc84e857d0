//! Why a list of files makes no tree.

/// Files and directories that a tree may have together.
pub(super) const MAX_NODES: usize = 1 << 20;

/// Why a list of files makes no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapFsError {
    /// A path cannot be that of a file.
    #[error("the path {path:?} {why}")]
    BadPath {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Two files have the same path.
    #[error("the file {first:?} is there twice{}", again(.first, .second))]
    Duplicate {
        /// The path as it was given first.
        first: String,
        /// The path as it was given again.
        second: String,
    },
    /// A path is a file, and another file lies below it.
    #[error("{file:?} is a file, and {below:?} needs it to be a directory")]
    FileIsDirectory {
        /// The path that is a file.
        file: String,
        /// The path below it.
        below: String,
    },
    /// There are more files and directories than a tree may have. A path of 4096 bytes implies 2048 directories.
    #[error("there are more than {MAX_NODES} files and directories")]
    TooMany,
}

fn again(first: &str, second: &str) -> String {
    if first == second { String::new() } else { format!(", the second time as {second:?}") }
}
