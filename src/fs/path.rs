//! Paths, split into the names on the way.

use super::MapFsError;

/// Bytes that a path of a tree may have.
pub(crate) const MAX_PATH_BYTES: usize = 4096;
/// Bytes that one name in a path may have.
pub(super) const MAX_NAME_BYTES: usize = 255;

/// A file's path from the root, with `.` and `..` resolved: at least one name, each of 1 to [`MAX_NAME_BYTES`] bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FilePath<'a>(Vec<&'a str>);

impl<'a> FilePath<'a> {
    /// Reads `path` as the place of a file.
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
        if names.is_empty() {
            return refuse("names the root directory, not a file");
        }
        if ["/", "/.", "/.."].iter().any(|end| path.ends_with(end)) {
            return refuse("names a directory, not a file");
        }
        Ok(Self(names))
    }

    /// The names of the directories on the way, and the file's own.
    pub(super) fn split(&self) -> (&[&'a str], &'a str) {
        let (file, directories) = self.0.split_last().expect("a file's path has a name");
        (directories, file)
    }
}
