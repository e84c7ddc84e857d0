//! Paths, which are resolved beneath a directory that is open. All functions that take one fail like this, in this order:
//!
//! - `EBADF`: the directory's descriptor is not open.
//! - `ENOTDIR`: it is no directory.
//! - `ENOTCAPABLE`: it lacks the right that the function needs.
//! - `EFAULT`: the path is not wholly inside memory.
//! - `EILSEQ`: it is not UTF-8.
//! - `EINVAL`: it contains a NUL.
//! - `ENAMETOOLONG`: it has more than 4096 bytes, or a name of more than 255.
//! - `EPERM`: it begins with a slash, or its `..` lead above the directory; or a symbolic link on the way does.
//! - `ELOOP`: it leads through more than 40 symbolic links.
//! - `ENOENT`: it is empty, or leads nowhere.
//! - `ENOTDIR`: it leads through a file, or ends in a slash and names one.
//!
//! Preview 1 leaves the code for a path that leads out of its directory open; `EPERM` is wasi-common's.

use super::Call;
use super::errno::Errno;
use super::flags::{Filetype, Lookupflags, Rights};
use super::param::PathPtr;
use crate::fs::{End, FileKind, Files, Inode, LookupError, Place, Walk};

/// What the `len` bytes at `path` name beneath the directory `fd`, which has `rights`. A symbolic link at the path's end
/// is followed if `flags` say so.
pub(super) fn existing(
    call: &Call<'_, '_>,
    fd: u32,
    rights: Rights,
    flags: Lookupflags,
    path: PathPtr,
    len: u32,
) -> Result<Inode, Errno> {
    let directory = call.state.descriptors.get(fd)?.directory(rights)?;
    let walk = Walk { beneath: true, end: end(flags) };
    Ok(call.guest.files.lookup(directory, path.text(len, &call.memory)?, walk)?)
}

/// Where a path leads whose last name a function is to create, replace or remove: it need not exist, and if it is a
/// symbolic link, that itself is meant.
pub(super) fn place(call: &Call<'_, '_>, fd: u32, rights: Rights, path: PathPtr, len: u32) -> Result<Place, Errno> {
    let directory = call.state.descriptors.get(fd)?.directory(rights)?;
    let walk = Walk { beneath: true, end: End::Keep };
    Ok(call.guest.files.place(directory, path.text(len, &call.memory)?, walk)?)
}

/// What is at `place`, which is to be removed or moved.
///
/// `ENOENT`: nothing. `ENOTDIR`: the path ends in a slash, and it is no directory.
pub(super) fn named(files: &Files, place: &Place) -> Result<(Inode, FileKind), Errno> {
    let inode = place.found?;
    match files.kind(inode) {
        FileKind::File | FileKind::Link if place.slash => Err(Errno::Notdir),
        kind => Ok((inode, kind)),
    }
}

/// What becomes of a symbolic link at a path's end.
pub(super) fn end(flags: Lookupflags) -> End {
    if flags.contains(Lookupflags::SYMLINK_FOLLOW) { End::Follow } else { End::FollowBeforeSlash }
}

/// The type that the guest sees.
pub(super) fn filetype(kind: FileKind) -> Filetype {
    match kind {
        FileKind::Directory => Filetype::Directory,
        FileKind::File => Filetype::RegularFile,
        FileKind::Link => Filetype::SymbolicLink,
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
            LookupError::Loop => Self::Loop,
        }
    }
}
