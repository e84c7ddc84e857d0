//! The part of the host's files that protoc needs, laid out for it under the same paths.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use bufwasm::fs::File;

use crate::failure::{Failure, Result};

/// A file that makes a directory be there: nobody looks for it.
const IN_DIRECTORY: &str = ".bufwasm-directory";
/// What stands in for the contents of a file that is only to be written over.
const STAND_IN: &[u8] = b"bufwasm: written over";

/// Copies of files, by their absolute paths.
pub(super) struct Mirror {
    directory: PathBuf,
    files: BTreeMap<String, Arc<[u8]>>,
}

impl Mirror {
    /// The working directory, and nothing in it.
    ///
    /// # Errors
    ///
    /// There is no working directory, or its name is not valid UTF-8.
    pub(super) fn new() -> Result<Self> {
        let directory =
            env::current_dir().map_err(|error| Failure::io("find", "the working directory".as_ref(), &error))?;
        if directory.to_str().is_none() {
            return Err(Failure::usage(format_args!("{}: protoc reads names in UTF-8", directory.display())));
        }
        let mut mirror = Self { directory, files: BTreeMap::new() };
        mirror.directory("");
        Ok(mirror)
    }

    /// Where protoc finds what was typed as `path`: an absolute path, with neither `.` nor `..` in it.
    pub(super) fn place(&self, path: &str) -> String {
        let mut parts: Vec<_> = Vec::new();
        for part in self.directory.join(path).components() {
            match part {
                Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
                Component::ParentDir => _ = parts.pop(),
                Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
            }
        }
        format!("/{}", parts.join("/"))
    }

    /// Copies what is at `path`, and gives what the file there holds; `None` if it is none.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub(super) fn copy(&mut self, path: &str) -> Result<Option<Arc<[u8]>>> {
        self.way(path);
        match fs::metadata(path) {
            Err(_) => Ok(None),
            Ok(found) if found.is_dir() => {
                self.directory(path);
                Ok(None)
            }
            Ok(_) => {
                let place = self.place(path);
                if let Some(known) = self.files.get(&place).filter(|known| ***known != *STAND_IN) {
                    return Ok(Some(Arc::clone(known)));
                }
                let contents: Arc<[u8]> =
                    fs::read(path).map_err(|error| Failure::io("read", path.as_ref(), &error))?.into();
                self.files.insert(place, Arc::clone(&contents));
                Ok(Some(contents))
            }
        }
    }

    /// Makes `contents` what protoc reads at `path`.
    pub(super) fn write(&mut self, path: &str, contents: Vec<u8>) {
        self.files.insert(self.place(path), contents.into());
    }

    /// Lets protoc see what is at `path`, which it is to write to: whether it is a directory or a file, or else whether there
    /// is a directory for it.
    pub(super) fn outline(&mut self, path: &str) {
        self.way(path);
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => self.directory(path),
            Ok(_) => _ = self.files.entry(self.place(path)).or_insert(STAND_IN.into()),
            Err(_) => {
                let parent = Path::new(path).parent().and_then(Path::to_str).unwrap_or_default();
                if parent.is_empty() || Path::new(parent).is_dir() {
                    self.directory(parent);
                }
            }
        }
    }

    /// The directories that `path` leads through and leaves again.
    fn way(&mut self, path: &str) {
        let left = path.match_indices("/..").map(|(end, _)| &path[..end]);
        left.filter(|directory| Path::new(directory).is_dir()).for_each(|directory| self.directory(directory));
    }

    fn directory(&mut self, path: &str) {
        let place = self.place(path);
        let place = place.trim_end_matches('/');
        self.files.insert(format!("{place}/{IN_DIRECTORY}"), Arc::default());
    }

    /// Whether this is what was laid out at `place`, and so not what protoc has written.
    pub(super) fn holds(&self, place: &str, contents: &[u8]) -> bool {
        self.files.get(place).is_some_and(|laid| **laid == *contents)
    }

    /// All files, for a guest.
    pub(super) fn files(&self) -> Vec<File> {
        self.files.iter().map(|(path, contents)| File::new(path, Arc::clone(contents))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_absolute_and_plain() {
        let mirror = Mirror { directory: "/a/b".into(), files: BTreeMap::new() };
        for (typed, place) in
            [("", "/a/b"), ("c/./d", "/a/b/c/d"), ("../c//d/", "/a/c/d"), ("/c", "/c"), ("../../..", "/")]
        {
            assert_eq!(mirror.place(typed), place, "{typed}");
        }
    }

    #[test]
    fn only_what_is_there_is_laid_out() {
        let room = tempfile::tempdir().unwrap();
        let at = |name: &str| room.path().join(name).to_str().unwrap().to_owned();
        fs::write(at("a"), "A").unwrap();
        fs::create_dir(at("d")).unwrap();
        let mut mirror = Mirror::new().unwrap();
        let before = mirror.files().len();
        assert_eq!(mirror.copy(&at("a")).unwrap().as_deref(), Some(&b"A"[..]));
        assert!(mirror.copy(&at("d")).unwrap().is_none() && mirror.copy(&at("nowhere")).unwrap().is_none());
        mirror.outline(&at("nowhere/b"));
        mirror.outline(&at("a"));
        assert!(mirror.holds(&at("a"), b"A"), "what was read is not written over");
        assert_eq!(mirror.files().len(), before + 2);
        mirror.outline(&at("b"));
        assert_eq!(mirror.files().len(), before + 3, "its directory is there");
        fs::create_dir(at("e")).unwrap();
        mirror.copy(&at("e/../a")).unwrap();
        assert_eq!(mirror.files().len(), before + 4, "the way leads through a directory");
    }
}
