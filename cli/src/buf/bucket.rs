//! Where the files of a workspace are.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::failure::{Failure, Result};

/// How the names of files end that are compiled.
const ENDING: &str = "proto";

/// A place that holds files.
pub(super) enum Bucket {
    /// The file system.
    Disk,
    /// An archive, as though it were unpacked in the directory `top`.
    Archive {
        top: PathBuf,
        /// What files hold, by their absolute paths.
        files: BTreeMap<PathBuf, Vec<u8>>,
    },
}

impl Bucket {
    /// What the file at the absolute `path` holds.
    ///
    /// # Errors
    ///
    /// It is not there, or cannot be read.
    pub(super) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk => fs::read(path),
            Self::Archive { files, .. } => files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into()),
        }
    }

    /// The `directory` and those that it lies in, as far as they are in here.
    pub(super) fn ancestors<'d>(&'d self, directory: &'d Path) -> impl Iterator<Item = &'d Path> {
        directory.ancestors().take_while(move |directory| match self {
            Self::Disk => true,
            Self::Archive { top, .. } => directory.starts_with(top),
        })
    }

    /// The paths of the .proto files below `directory`, sorted.
    ///
    /// # Errors
    ///
    /// It is not there, or cannot be read.
    pub(super) fn protos_below(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        let is_proto = |path: &Path| path.extension().is_some_and(|other| other == ENDING);
        match self {
            Self::Disk => on_disk(directory, is_proto),
            Self::Archive { files, .. } => {
                let below = files.keys().filter(|path| path.starts_with(directory) && is_proto(path));
                Ok(below.cloned().collect())
            }
        }
    }
}

fn on_disk(directory: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(directory).follow_links(true).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if leads_nowhere(&error) => continue,
            Err(error) => {
                let path = shown(error.path().unwrap_or(directory));
                return Err(Failure::io("read", Path::new(&path), &error.into()));
            }
        };
        if entry.file_type().is_file() && is_wanted(entry.path()) {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// Whether it is about a symbolic link to what is not there, or to a directory that it lies in.
fn leads_nowhere(error: &walkdir::Error) -> bool {
    let is_missing = error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
    error.loop_ancestor().is_some() || (is_missing && error.depth() > 0)
}

/// An absolute path as its user would type it: from the working directory, if it lies there.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&here) {
        Ok(below) if below.as_os_str().is_empty() => ".".to_owned(),
        Ok(below) => below.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}
