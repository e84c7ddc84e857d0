//! Paths, split into the names on the way.

use super::MapFsError;

/// Bytes that a path of a tree may have.
pub(crate) const MAX_PATH_BYTES: usize = 4096;
/// Bytes that one name in a path may have.
pub(super) const MAX_NAME_BYTES: usize = 255;

/// A path from the root, with `.` and `..` resolved: names of 1 to [`MAX_NAME_BYTES`] bytes each.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FilePath<'a> {
    /// The names of the directories on the way to a file, and its own.
    File(Vec<&'a str>, &'a str),
    /// The names of directories, of which the last is meant; none for the root.
    Directory(Vec<&'a str>),
}

impl<'a> FilePath<'a> {
    /// Reads `path`, which means a directory if it ends in a slash, `/.` or `/..`.
    pub(super) fn parse(path: &'a str) -> Result<Self, MapFsError> {
        let refuse = |why| Err(MapFsError::BadPath { path: path.into(), why });
        if path.is_empty() {
            return refuse("is empty");
        }
        if path.contains('\0') {
            return refuse("holds a NUL byte");
        }
        if path.len() > MAX_PATH_BYTES {
            return refuse("is longer than 4096 bytes");
        }
        let mut names: Vec<&str> = Vec::new();
        for name in path.split('/') {
            match name {
                "" | "." => {}
                ".." => drop(names.pop()),
                name if name.len() > MAX_NAME_BYTES => return refuse("has a name of more than 255 bytes"),
                name => names.push(name),
            }
        }
        let directory = ["/", "/.", "/.."].iter().any(|end| path.ends_with(end));
        Ok(match (directory, names.pop()) {
            (false, Some(name)) => Self::File(names, name),
            (_, last) => Self::Directory(names.into_iter().chain(last).collect()),
        })
    }
}
