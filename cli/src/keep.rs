//! Copies what a run left in its files to the host: each directory or file whole, or not at all.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use bufwasm::fs::File;
use bufwasm::{ErrorKind, FilesLeft, FilesLeftError};

use crate::failure::{Failure, Result};
use crate::output;
use crate::unfinished;
use crate::value::Mapping;

/// What is to be kept of a run, and what was found there when it had exited.
#[derive(Default)]
pub(crate) struct Keep {
    places: Vec<(Mapping, Option<Found>)>,
    /// The exit code, if the run has exited.
    code: Option<u32>,
}

type Found = std::result::Result<Vec<File>, FilesLeftError>;

/// What a directory is called until it has its place: the one beside it is the lock of a run that is not over.
const KEPT: &str = "kept";

/// A directory that is complete, and not yet in its place.
struct Ready {
    directory: unfinished::Directory,
    place: PathBuf,
}

impl Keep {
    pub(crate) fn new(mappings: Vec<Mapping>) -> Self {
        Self { places: mappings.into_iter().map(|mapping| (mapping, None)).collect(), code: None }
    }

    /// Takes copies of what is to be kept of what a run has left.
    pub(crate) fn look(&mut self, left: FilesLeft<'_>) {
        self.code = Some(left.exit_code());
        for (mapping, found) in &mut self.places {
            *found = Some(left.below(&mapping.guest));
        }
    }

    /// The exit code, and what was found in each place; `None` if the run has not exited by itself.
    pub(crate) fn found(self) -> Option<(u32, impl Iterator<Item = (Mapping, Found)>)> {
        let found = self.places.into_iter().filter_map(|(mapping, found)| Some((mapping, found?)));
        self.code.map(|code| (code, found))
    }

    /// Writes what was found: first all of it beside its places, and then into them.
    ///
    /// # Errors
    ///
    /// The plugin left nothing under one of the names, or a place is taken or cannot be written; nothing is kept then,
    /// unless it is the last step that fails.
    pub(crate) fn write(self) -> Result<()> {
        let (mut directories, mut files) = (Vec::new(), Vec::new());
        for (Mapping { host, .. }, found) in self.places {
            let Some(found) = found else { continue };
            match found.map_err(|error| Failure::new(ErrorKind::Io, error))? {
                found if matches!(&found[..], [file] if file.path.is_empty()) => files.push((host, found)),
                found => directories.push(ready(&host, &found).map_err(|error| Failure::io("write", &host, &error))?),
            }
        }
        for Ready { directory, place } in directories {
            put(&directory, &place).map_err(|error| Failure::io("write", &place, &error))?;
        }
        files.iter().try_for_each(|(host, found)| output::write_file(host, &found[0].contents))
    }
}

/// Writes `files` into a new directory beside `host`, which must be free, or an empty directory.
fn ready(host: &Path, files: &[File]) -> io::Result<Ready> {
    let place = host.canonicalize().unwrap_or_else(|_| host.into());
    match fs::read_dir(&place).map(|mut entries| entries.next().is_none()) {
        Ok(true) => {}
        Ok(false) => return Err(io::Error::other("there is something in it already")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let beside = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let directory = unfinished::directory_in(beside)?;
    let kept = directory.path().join(KEPT);
    fs::create_dir(&kept)?;
    for file in files {
        // A guest's name may hold what leads elsewhere on some systems, such as a drive.
        if !Path::new(&file.path).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::Error::other(format!("{:?} cannot be a name here", file.path)));
        }
        let path = kept.join(&file.path);
        if file.path.ends_with('/') {
            fs::create_dir_all(path)?;
            continue;
        }
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, &file.contents)?;
    }
    Ok(Ready { directory, place })
}

/// Gives `directory` its place.
fn put(directory: &unfinished::Directory, place: &Path) -> io::Result<()> {
    if place.exists() {
        fs::remove_dir(place)?;
    }
    fs::rename(directory.path().join(KEPT), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(host: &Path, files: &[(&str, &str)]) -> Keep {
        let mapping = Mapping { guest: "/out".into(), host: host.into() };
        let files = files.iter().map(|(path, text)| File::new(*path, text.as_bytes())).collect();
        Keep { places: vec![(mapping, Some(Ok(files)))], code: Some(0) }
    }

    #[test]
    fn a_directory_appears_whole_or_not_at_all() {
        let room = tempfile::tempdir().unwrap();
        let place = room.path().join("kept");
        let files = [("a", "A"), ("b/c", "C"), ("b/d/", "")];
        for _ in ["where nothing is", "where an empty directory is"] {
            keep(&place, &files).write().unwrap();
            assert_eq!(fs::read_to_string(place.join("b/c")).unwrap(), "C");
            assert!(place.join("b/d").is_dir());
            let error = keep(&place, &files).write().unwrap_err();
            assert!(error.message.ends_with("kept: there is something in it already"), "{}", error.message);
            fs::remove_dir_all(&place).unwrap();
            fs::create_dir(&place).unwrap();
        }
        // The second file cannot be written below the first.
        assert!(keep(&place, &[("a", "A"), ("a/b", "B")]).write().is_err());
        assert!(keep(&place, &[("../a", "A")]).write().is_err(), "nothing leads elsewhere");
        assert_eq!(fs::read_dir(&place).unwrap().count(), 0);
        assert_eq!(fs::read_dir(room.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_takes_the_place_of_another() {
        let room = tempfile::tempdir().unwrap();
        let place = room.path().join("kept");
        for text in ["one", "two"] {
            keep(&place, &[("", text)]).write().unwrap();
            assert_eq!(fs::read_to_string(&place).unwrap(), text);
        }
    }
}
