//! What a file system is, told in the simplest way: files by the lists of names that lead to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bufwasm::fs::{File, FileKind, LookupError};

/// The names that lead from the root to a file or a directory.
pub(super) type Place = Vec<String>;

#[derive(Debug)]
pub(super) struct Model {
    pub(super) files: BTreeMap<Place, Arc<[u8]>>,
    directories: BTreeSet<Place>,
}

impl Model {
    /// `None` if `files` make no file system.
    pub(super) fn new(files: &[File]) -> Option<Self> {
        let mut model = Self { files: BTreeMap::new(), directories: BTreeSet::from([Place::new()]) };
        for File { path, contents } in files {
            let place = place(path)?;
            model.directories.extend((0..place.len()).map(|len| place[..len].to_vec()));
            if means_directory(path) {
                model.directories.insert(place);
                if !contents.is_empty() {
                    return None;
                }
                continue;
            }
            if model.files.insert(place, Arc::clone(contents)).is_some() {
                return None;
            }
        }
        model.files.keys().all(|place| !model.directories.contains(place)).then_some(model)
    }

    /// The files and empty directories that a list of them needs to have.
    pub(super) fn list(&self) -> Vec<(String, Arc<[u8]>)> {
        let contents = |(place, contents): (&Place, &Arc<[u8]>)| (path(place), Arc::clone(contents));
        let is_empty = |place: &&Place| !place.is_empty() && self.children(place).is_empty();
        let directories = self.directories.iter().filter(is_empty).map(|place| (path(place) + "/", [].into()));
        self.files.iter().map(contents).chain(directories).collect()
    }

    /// Every file and directory.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.directories.iter().chain(self.files.keys()).cloned()
    }

    /// What lies in the directory at `place`, sorted by name.
    pub(super) fn children(&self, place: &Place) -> BTreeMap<&str, FileKind> {
        let directories = self.directories.iter().map(|place| (place, FileKind::Directory));
        let all = directories.chain(self.files.keys().map(|place| (place, FileKind::File)));
        let children = all.filter_map(|(child, kind)| {
            let (name, parent) = child.split_last()?;
            (parent == place).then_some((name.as_str(), kind))
        });
        children.collect()
    }

    /// Where `path` leads from `from`, which it may not leave if it has to stay `beneath`.
    pub(super) fn lookup(&self, from: &Place, path: &str, beneath: bool) -> Result<Place, LookupError> {
        if beneath && path.starts_with('/') {
            return Err(LookupError::Escapes);
        }
        match path {
            "" => return Err(LookupError::NotFound),
            _ if path.contains('\0') => return Err(LookupError::Nul),
            _ if path.len() > 4096 => return Err(LookupError::NameTooLong),
            _ => {}
        }
        let mut at = if path.starts_with('/') { Place::new() } else { from.clone() };
        for name in path.split('/') {
            if !self.directories.contains(&at) {
                return Err(LookupError::NotDirectory);
            }
            match name {
                "" | "." => continue,
                ".." if beneath && at == *from => return Err(LookupError::Escapes),
                ".." => drop(at.pop()),
                _ if name.len() > 255 => return Err(LookupError::NameTooLong),
                _ => at.push(name.into()),
            }
            if !self.directories.contains(&at) && !self.files.contains_key(&at) {
                return Err(LookupError::NotFound);
            }
        }
        Ok(at)
    }
}

/// Whether `path` is that of a directory, by its end.
fn means_directory(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("" | "." | ".."))
}

/// The place that `path` names; `None` if it names none.
fn place(path: &str) -> Option<Place> {
    if path.is_empty() || path.len() > 4096 || path.contains('\0') {
        return None;
    }
    let mut place = Place::new();
    for name in path.split('/').filter(|name| !matches!(*name, "" | ".")) {
        match name {
            ".." => drop(place.pop()),
            _ if name.len() > 255 => return None,
            _ => place.push(name.into()),
        }
    }
    Some(place)
}

/// The absolute path of `place`.
pub(super) fn path(place: &Place) -> String {
    format!("/{}", place.join("/"))
}
