//! Copies files of the host's for a plugin to read.

use std::fs;
use std::path::Path;

use bufwasm::fs::File;
use walkdir::{DirEntry, WalkDir};

use crate::args::FileArgs;
use crate::failure::{Failure, Result};
use crate::message;
use crate::value::Mapping;

impl FileArgs {
    /// All files asked for, read.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is no regular file: the error names it.
    pub(crate) fn read(&self) -> Result<Vec<File>> {
        let files = self.files.iter().map(|mapping| read(&mapping.guest, &mapping.host));
        let below = self.directories.iter().flat_map(walk);
        files.chain(below).collect()
    }
}

/// The files below a directory, by name. Symbolic links are followed: what the guest gets are copies of what they lead
/// to. What is no file, or a link that leads nowhere or back to a directory it lies in, is left out, and a note says so.
fn walk(mapping: &Mapping) -> impl Iterator<Item = Result<File>> + '_ {
    let entries = WalkDir::new(&mapping.host).follow_links(true).sort_by_file_name().into_iter();
    entries.filter_map(|entry| match entry {
        Ok(entry) if entry.depth() == 0 && !entry.file_type().is_dir() => {
            Some(Err(refused(entry.path(), "it is not a directory, as --dir wants")))
        }
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) if !entry.file_type().is_file() => {
            leave_out(entry.path(), "it is not a regular file");
            None
        }
        Ok(entry) => Some(guest_path(mapping, &entry).and_then(|guest| read(&guest, entry.path()))),
        Err(error) => unwalkable(mapping, &error).map(Err),
    })
}

fn leave_out(path: &Path, why: impl std::fmt::Display) {
    message::note(&format!("note: left out {}: {why}", path.display()));
}

fn read(guest: &str, host: &Path) -> Result<File> {
    let failed = |error| Failure::io("read", host, &error);
    let kind = fs::metadata(host).map_err(failed)?.file_type();
    // Checked before opening, since opening a FIFO waits for its writer, and a device may never end.
    match (kind.is_file(), kind.is_dir()) {
        (true, _) => Ok(File::new(guest, fs::read(host).map_err(failed)?)),
        (_, true) => Err(refused(host, "it is a directory").hint("give it with --dir GUEST=HOST".to_owned())),
        _ => Err(refused(host, "it is not a regular file")),
    }
}

/// Where the guest finds `entry`: its path below the directory, behind the guest's name for that.
fn guest_path(mapping: &Mapping, entry: &DirEntry) -> Result<String> {
    let below = entry.path().strip_prefix(&mapping.host).unwrap_or(entry.path());
    let names = below.iter().map(|name| {
        name.to_str().ok_or_else(|| refused(entry.path(), "its name is not valid UTF-8, as a guest's file must have"))
    });
    Ok(format!("{}/{}", mapping.guest.trim_end_matches('/'), names.collect::<Result<Vec<_>>>()?.join("/")))
}

/// Why the walk ends at an entry; `None` if that is left out instead.
fn unwalkable(mapping: &Mapping, error: &walkdir::Error) -> Option<Failure> {
    let path = error.path().unwrap_or(&mapping.host);
    let is_link = || error.depth() > 0 && fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => {
            let ancestor = ancestor.display();
            leave_out(path, format_args!("the symbolic link leads back to {ancestor}, which it lies in"));
            None
        }
        (None, Some(_)) if is_link() => {
            leave_out(path, "the symbolic link leads nowhere");
            None
        }
        (None, Some(io)) => Some(Failure::io("read", path, io)),
        (None, None) => Some(refused(path, error)),
    }
}

fn refused(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::usage(format_args!("cannot copy {}: {why}", path.display()))
}
