//! Paths, which are resolved beneath a directory that is open. All functions that take one fail like this, in this order:
//!
//! - `EBADF`: the directory's descriptor is not open.
//! - `ENOTDIR`: it is no directory.
//! - `ENOTCAPABLE`: it lacks the right that the function needs.
//! - `EFAULT`: the path is not wholly inside memory.
//! - `EILSEQ`: it is not UTF-8.
//! - `EINVAL`: it contains a NUL.
//! - `ENAMETOOLONG`: it has more than 4096 bytes, or a name of more than 255.
//! - `EPERM`: it begins with a slash, or its `..` lead above the directory.
//! - `ENOENT`: it is empty, or leads nowhere.
//! - `ENOTDIR`: it leads through a file, or ends in a slash and names one.
//!
//! Preview 1 leaves the code for a path that leads out of its directory open; `EPERM` is wasi-common's.

use super::Call;
use super::errno::Errno;
use super::flags::{Filetype, Rights};
use super::param::PathPtr;
use crate::fs::{FileKind, Inode, LookupError, MapFs};

/// What a path names that need not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Existing(Inode),
    /// Nothing has the name, but the directory that it would lie in exists.
    Missing,
}

/// What the `len` bytes at `path` name beneath the directory `fd`, which has `rights`.
pub(super) fn existing(call: &Call<'_, '_>, fd: u32, rights: Rights, path: PathPtr, len: u32) -> Result<Inode, Errno> {
    let directory = call.state.descriptors.get(fd)?.directory(rights)?;
    Ok(call.guest.files.lookup_beneath(directory, path.text(len, &call.memory)?)?)
}

/// The same for a path that a function is to create, replace or remove.
pub(super) fn target(call: &Call<'_, '_>, fd: u32, rights: Rights, path: PathPtr, len: u32) -> Result<Target, Errno> {
    let directory = call.state.descriptors.get(fd)?.directory(rights)?;
    target_beneath(&call.guest.files, directory, path.text(len, &call.memory)?)
}

/// What `path` names beneath `directory`, if it is there.
pub(super) fn target_beneath(files: &MapFs, directory: Inode, path: &str) -> Result<Target, Errno> {
    match files.lookup_beneath(directory, path) {
        Ok(inode) => Ok(Target::Existing(inode)),
        Err(LookupError::NotFound) if is_directory(files, directory, parent(path)) => Ok(Target::Missing),
        Err(error) => Err(error.into()),
    }
}

/// The part of a path before its last name.
fn parent(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    match path.rsplit_once('/') {
        Some((parent, _)) => parent,
        None if path.is_empty() => "",
        None => ".",
    }
}

fn is_directory(files: &MapFs, directory: Inode, path: &str) -> bool {
    files.lookup_beneath(directory, path).is_ok_and(|inode| files.metadata(inode).kind == FileKind::Directory)
}

/// The type that the guest sees.
pub(super) fn filetype(kind: FileKind) -> Filetype {
    match kind {
        FileKind::Directory => Filetype::Directory,
        FileKind::File => Filetype::RegularFile,
    }
}

impl From<LookupError> for Errno {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::NotFound => Self::Noent,
            LookupError::NotDirectory => Self::Notdir,
            LookupError::Escapes => Self::Perm,
            LookupError::Nul => Self::Inval,
            LookupError::NameTooLong => Self::Nametoolong,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn the_parent_is_what_precedes_the_last_name() {
        for (path, expected) in [("a", "."), ("a/b", "a"), ("a//b//", "a/"), ("", ""), ("a/../b/c", "a/../b")] {
            assert_eq!(parent(path), expected, "{path:?}");
        }
    }
}
