//! Copies files of the host's for a plugin to read.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use bufwasm::fs::File;
use clap::Args;
use walkdir::{DirEntry, WalkDir};

use crate::failure::{Failure, Result};
use crate::message;
use crate::value::Mapping;

/// Files that become a plugin's own.
#[derive(Debug, Default, Args)]
pub(crate) struct FileArgs {
    /// Let the plugin read a copy of the file HOST as GUEST, in the place of one of --dir (repeatable)
    #[arg(long = "file", value_name = "GUEST=HOST", help_heading = "What the plugin sees")]
    pub(crate) files: Vec<Mapping>,
    /// Let the plugin read copies of all files and directories below the directory HOST, below GUEST; symbolic links are
    /// followed (repeatable). All of it is held in memory
    #[arg(long = "dir", value_name = "GUEST=HOST", help_heading = "What the plugin sees")]
    pub(crate) directories: Vec<Mapping>,
}

impl FileArgs {
    /// All files asked for, read, and the directories in which there is none. A file of --file is taken rather than one of
    /// --dir at its path.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is no regular file: the error names it. Or two have one path: it names both.
    pub(crate) fn read(&self) -> Result<Vec<File>> {
        let mut files = Found::default();
        for Mapping { guest, host } in &self.files {
            files.add(host.clone(), read(guest, host)?)?;
        }
        let mut below = Found::default();
        for mapping in &self.directories {
            for (host, file) in tree(mapping)? {
                if !files.holds(&file) {
                    below.add(host, file)?;
                }
            }
        }
        Ok(files.files.into_iter().chain(below.files).collect())
    }
}

/// Files for the guest, and which of the host's are where.
#[derive(Default)]
struct Found {
    files: Vec<File>,
    hosts: HashMap<String, PathBuf>,
}

impl Found {
    fn holds(&self, file: &File) -> bool {
        self.hosts.contains_key(&place(file))
    }

    /// Adds `file`, a copy of `host`. A directory may be there twice.
    fn add(&mut self, host: PathBuf, file: File) -> Result<()> {
        let path = place(&file);
        if !path.ends_with('/') {
            if let Some(other) = self.hosts.get(&path) {
                let (one, other) = (other.display(), host.display());
                let both = format_args!("{one} and {other} would both be the plugin's {path}");
                return Err(Failure::usage(both).hint("give one of them another path".to_owned()));
            }
            self.hosts.insert(path, host);
        }
        self.files.push(file);
        Ok(())
    }
}

/// Where the guest finds `file`. A path that is none is refused later, as it is.
fn place(file: &File) -> String {
    file.place().unwrap_or_else(|_| file.path.clone())
}

/// What is below a directory, each with its place on the host: files, and directories in which there is none.
fn tree(mapping: &Mapping) -> Result<Vec<(PathBuf, File)>> {
    let mut below: Vec<(PathBuf, File)> = Vec::new();
    for entry in walk(mapping) {
        let (host, file) = entry?;
        // A directory comes right before what is in it.
        if below.last().is_some_and(|(_, last)| last.path.ends_with('/') && file.path.starts_with(&last.path)) {
            below.pop();
        }
        below.push((host, file));
    }
    // The root is always there.
    below.retain(|(_, file)| place(file) != "/");
    Ok(below)
}

/// The directory, and files and directories below it, by name. Symbolic links are followed: what the guest gets are
/// copies of what they lead to. What is neither, or a link that leads nowhere or back to a directory it lies in, is left
/// out, and a note says so.
fn walk(mapping: &Mapping) -> impl Iterator<Item = Result<(PathBuf, File)>> + '_ {
    let entries = WalkDir::new(&mapping.host).follow_links(true).sort_by_file_name().into_iter();
    entries.filter_map(|entry| match entry {
        Ok(entry) if entry.depth() == 0 && !entry.file_type().is_dir() => {
            Some(Err(refused(entry.path(), "it is not a directory, as --dir wants")))
        }
        Ok(entry) if !entry.file_type().is_file() && !entry.file_type().is_dir() => {
            leave_out(entry.path(), "it is not a regular file");
            None
        }
        Ok(entry) => Some(copy(mapping, entry)),
        Err(error) => unwalkable(mapping, &error).map(Err),
    })
}

fn copy(mapping: &Mapping, entry: DirEntry) -> Result<(PathBuf, File)> {
    let guest = guest_path(mapping, &entry)?;
    let copy = match entry.file_type().is_dir() {
        true => File::directory(guest.trim_end_matches('/')),
        false => read(&guest, entry.path())?,
    };
    Ok((entry.into_path(), copy))
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
