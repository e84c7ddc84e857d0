//! What `--clean` removes: all that lies in an output and is not generated, unless it might be somebody's work.

use std::collections::{HashMap, HashSet};
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::WriteError;
use super::changes::{Change, Changes};
use super::error::failed;
use super::place::real;
use crate::unfinished;

/// What must not be inside a directory that is cleaned, each with what it is.
#[derive(Clone, Debug)]
pub(crate) struct Precious(Vec<(PathBuf, &'static str)>);

impl Precious {
    /// The working directory, the home directory, and `more`: paths of files and directories, with what they are.
    pub(crate) fn and(more: impl IntoIterator<Item = (PathBuf, &'static str)>) -> Self {
        let working = env::current_dir().ok().map(|path| (path, "the working directory"));
        let home = env::home_dir().filter(|home| home.is_absolute()).map(|path| (path, "the home directory"));
        let all = working.into_iter().chain(home).chain(more);
        Self(all.map(|(path, what)| (real(&path), what)).collect())
    }

    /// Refuses to clean `root` if something of this is in it, or it is more than a directory of generated files.
    pub(super) fn refuse(&self, root: &Path) -> Result<(), WriteError> {
        let refused = |why: String| Err(WriteError::Precious { path: root.into(), why });
        if root.is_symlink() {
            let target = fs::read_link(root).map_err(failed(root))?;
            return refused(format!("it is a symbolic link, to {}", target.display()));
        }
        let place = real(root);
        if place.parent().is_none() {
            return refused("it is the root of the file system".into());
        }
        for (path, what) in &self.0 {
            if *path == place {
                return refused(format!("it is {what}"));
            }
            if path.starts_with(&place) {
                return refused(format!("{what}, {}, is in it", path.display()));
            }
        }
        match root.join(".git").symlink_metadata() {
            Ok(_) => refused("it is a working tree of git".into()),
            Err(_) => Ok(()),
        }
    }
}

/// What is in an output and is not wanted.
#[derive(Default)]
pub(super) struct Extra {
    /// Each whole.
    pub(super) removed: Vec<PathBuf>,
    /// The files among and in them.
    pub(super) files: Vec<PathBuf>,
    /// What is wanted and is there, under this very name.
    pub(super) seen: HashSet<PathBuf>,
}

/// What is in the directory `root` and is none of the files in `changes`.
pub(super) fn extra(root: &Path, changes: &Changes<'_>) -> Result<Extra, WriteError> {
    let mut extra = Extra::default();
    let mut wanted = HashSet::new();
    let mut needed = HashSet::new();
    // Another output may lie inside this one.
    let mut roots = HashMap::new();
    for Change { path, root: other, .. } in &changes.files {
        let root = roots.entry(*other).or_insert_with(|| real(other));
        let place = root.join(path.strip_prefix(other).unwrap_or(path));
        needed.extend(place.ancestors().skip(1).map(Path::to_owned));
        wanted.insert(place);
    }
    look_through(root, &real(root), &wanted, &needed, &mut extra)?;
    Ok(extra)
}

/// Looks through `directory`, whose canonical path is `place`.
fn look_through(
    directory: &Path,
    place: &Path,
    wanted: &HashSet<PathBuf>,
    needed: &HashSet<PathBuf>,
    extra: &mut Extra,
) -> Result<(), WriteError> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(failed(directory))?,
    };
    let mut entries: Vec<_> = entries.into_iter().filter(|entry| !unfinished::is_ours(&entry.file_name())).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, place) = (entry.path(), place.join(entry.file_name()));
        let is_directory = entry.file_type().map_err(failed(&path))?.is_dir();
        if wanted.contains(&place) && !is_directory {
            extra.seen.insert(path);
        } else if needed.contains(&place) && is_directory {
            look_through(&path, &place, wanted, needed, extra)?;
        } else {
            extra.files.extend(files_in(&path)?);
            extra.removed.push(path);
        }
    }
    Ok(())
}

/// The files at or below `path`; links are files.
fn files_in(path: &Path) -> Result<Vec<PathBuf>, WriteError> {
    let entries = WalkDir::new(path).follow_root_links(false).sort_by_file_name().into_iter();
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failed(error.path().unwrap_or(path))(error.into()))?;
        if !entry.file_type().is_dir() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}
