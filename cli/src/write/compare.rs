//! Compares what is wanted with what lies there, and changes nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::changes::{Change, Changes, Kind};
use super::clean::{Extra, extra};
use super::error::failed;
use super::place::{directory_of, real};
use super::{Wanted, WriteError};

/// What has to change, so that all that is `wanted` is there.
pub(super) fn with_disk<'t>(wanted: &'t Wanted<'t>) -> Result<Changes<'t>, WriteError> {
    let mut changes = Changes::default();
    let mut outputs = Vec::new();
    for (root, tree) in &wanted.trees {
        let mut output = Output::at(root, wanted.clean.is_some())?;
        match Archive::named(root) {
            Some(archive) => {
                let packed = archive.pack(tree).map_err(failed(root))?;
                changes.files.push(alone(root, Cow::Owned(packed), output.root)?);
            }
            None => {
                if !output.is_directory()? {
                    changes.missing.push(root);
                }
                for (name, content) in tree.files() {
                    changes.files.push(output.file(name, content)?);
                }
                outputs.push(output);
            }
        }
    }
    for (path, content) in &wanted.files {
        changes.files.push(single(path, content)?);
    }
    refuse_doubles(&changes)?;
    if let Some(precious) = &wanted.clean {
        for output in outputs {
            precious.refuse(output.root)?;
            let Extra { removed, files, seen } = extra(output.root, &changes)?;
            // A file that has its name in other letters is not the one that is wanted.
            let unseen = |change: &&mut Change<'_>| {
                change.kind == Kind::Unchanged && change.root == output.root && !seen.contains(&change.path)
            };
            changes.files.iter_mut().filter(unseen).for_each(|change| change.kind = Kind::New);
            changes.removed.extend(removed);
            let gone = files.into_iter().map(|path| Change {
                path,
                root: output.root,
                kind: Kind::Removed,
                content: Cow::Borrowed(&[]),
            });
            changes.files.extend(gone);
        }
    }
    Ok(changes)
}

/// A directory that generated files go to, and what is known of those in it.
struct Output<'t> {
    root: &'t Path,
    /// Whether what stands in the way is removed.
    is_cleaned: bool,
    /// Directories that can be written into, or made.
    ready: HashSet<PathBuf>,
}

impl<'t> Output<'t> {
    /// The output at `root`, whose directory is there or can be made.
    fn at(root: &'t Path, is_cleaned: bool) -> Result<Self, WriteError> {
        // Those above are not ours to clean.
        for ancestor in root.ancestors().skip(1).filter(|ancestor| !ancestor.as_os_str().is_empty()) {
            match fs::metadata(ancestor) {
                Ok(found) if found.is_dir() => break,
                Ok(_) => return Err(WriteError::FileInTheWay { path: ancestor.into(), wanted: root.into() }),
                Err(_) if ancestor.is_symlink() => return Err(WriteError::LinkNowhere { path: ancestor.into() }),
                Err(_) => {}
            }
        }
        Ok(Self { root, is_cleaned, ready: HashSet::from([root.to_owned()]) })
    }

    /// Whether there is a directory; `false` if there is nothing.
    fn is_directory(&self) -> Result<bool, WriteError> {
        match fs::metadata(self.root) {
            Ok(found) if found.is_dir() => Ok(true),
            Ok(_) => Err(WriteError::FileInTheWay { path: self.root.into(), wanted: self.root.into() }),
            Err(_) if self.root.is_symlink() => Err(WriteError::LinkNowhere { path: self.root.into() }),
            Err(_) => Ok(false),
        }
    }

    /// What happens to the file `name`.
    fn file<'c>(&mut self, name: &str, content: &'c [u8]) -> Result<Change<'c>, WriteError>
    where
        't: 'c,
    {
        let path = self.root.join(name);
        self.directories_of(&path)?;
        let kind = match kind(&path, content) {
            Some(kind) => kind,
            None if self.is_cleaned => Kind::New,
            None => return Err(WriteError::DirectoryInTheWay { path }),
        };
        Ok(Change { path, root: self.root, kind, content: Cow::Borrowed(content) })
    }

    /// Checks that the directories between the output and the file at `path` are there, or can be made.
    fn directories_of(&mut self, path: &Path) -> Result<(), WriteError> {
        let between: Vec<_> = path.ancestors().skip(1).take_while(|above| !self.ready.contains(*above)).collect();
        for directory in between.into_iter().rev() {
            match fs::symlink_metadata(directory) {
                Ok(found) if found.is_dir() => {}
                Ok(_) if self.is_cleaned => {}
                Ok(found) if found.is_symlink() => self.link(directory)?,
                Ok(_) => return Err(WriteError::FileInTheWay { path: directory.into(), wanted: path.into() }),
                Err(_) => {}
            }
            self.ready.insert(directory.into());
        }
        Ok(())
    }

    /// Checks that the symbolic link `directory` leads to a directory inside the output.
    fn link(&self, directory: &Path) -> Result<(), WriteError> {
        let Ok(target) = directory.canonicalize() else {
            return Err(WriteError::LinkNowhere { path: directory.into() });
        };
        let root = self.root.canonicalize().map_err(failed(self.root))?;
        match target.starts_with(root) {
            true => Ok(()),
            false => Err(WriteError::LinkOutside { path: directory.into(), root: self.root.into() }),
        }
    }
}

/// What happens to the file at `path`, which is to hold `content`; `None` if a directory is there.
fn kind(path: &Path, content: &[u8]) -> Option<Kind> {
    let Ok(found) = fs::symlink_metadata(path) else { return Some(Kind::New) };
    match (found.is_dir(), found.is_file()) {
        (true, _) => None,
        (_, true) if found.len() == content.len() as u64 && fs::read(path).is_ok_and(|old| old == content) => {
            Some(Kind::Unchanged)
        }
        // A link is replaced, whatever it leads to.
        _ => Some(Kind::Changed),
    }
}

/// What happens to an archive at `path`.
fn alone<'t>(path: &Path, content: Cow<'t, [u8]>, root: &'t Path) -> Result<Change<'t>, WriteError> {
    let kind = kind(path, &content).ok_or_else(|| WriteError::DirectoryInTheWay { path: path.into() })?;
    Ok(Change { path: path.into(), root, kind, content })
}

/// What happens to the single file at `path`, or to what that leads to.
fn single<'t>(path: &'t Path, content: &'t [u8]) -> Result<Change<'t>, WriteError> {
    let target =
        if path.is_symlink() && path.is_file() { path.canonicalize().map_err(failed(path))? } else { path.to_owned() };
    fs::metadata(directory_of(&target)).map_err(failed(path))?;
    alone(&target, Cow::Borrowed(content), path)
}

/// Outputs may be one, under several names.
fn refuse_doubles(changes: &Changes<'_>) -> Result<(), WriteError> {
    let mut roots = HashMap::<&Path, PathBuf>::new();
    let mut seen = HashMap::<PathBuf, &Path>::new();
    for Change { path, root, .. } in &changes.files {
        let real = roots.entry(root).or_insert_with(|| real(root));
        let place = path.strip_prefix(root).map_or_else(|_| path.clone(), |below| real.join(below));
        if let Some(first) = seen.insert(place, path) {
            return Err(WriteError::Twice { first: first.into(), second: path.clone() });
        }
    }
    Ok(())
}
