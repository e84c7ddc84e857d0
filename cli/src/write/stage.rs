//! Files written beside their places, which take them all at once, or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::WriteError;
use super::changes::{Change, Changes};
use super::error::failed;
use super::interrupt::Interrupts;
use super::place::directory_of;
use super::trash::Trash;
use crate::unfinished;

/// Files that are whole, and not in their places yet. Dropped, they are gone.
#[derive(Default)]
pub(super) struct Staged(Vec<(NamedTempFile, PathBuf)>);

impl Staged {
    /// Writes what `change` wants beside its place: into the directory that is nearest to it, and stays.
    pub(super) fn file(&mut self, change: &Change<'_>, changes: &Changes<'_>) -> Result<(), WriteError> {
        let stays = |directory: &Path| !directory.ancestors().any(|above| changes.removed.contains(above));
        let above = change.path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        let nearest = above.into_iter().find(|above| above.is_dir() && stays(above)).unwrap_or(Path::new("."));
        let mut file = unfinished::new_in(nearest).map_err(failed(&change.path))?;
        file.write_all(&change.content).map_err(failed(&change.path))?;
        self.0.push((file, change.path.clone()));
        Ok(())
    }

    /// Adds a `file` that somebody else has written.
    #[cfg(test)]
    pub(super) fn also(&mut self, file: NamedTempFile, target: PathBuf) {
        self.0.push((file, target));
    }

    /// Moves aside what `changes` remove, and every file to its place. If one of them cannot be moved, or a signal comes, all
    /// that was moved is moved back.
    pub(super) fn commit(self, changes: &Changes<'_>, interrupts: &Interrupts) -> Result<(), WriteError> {
        // Dropped in the opposite order.
        let (mut trash, mut made, mut placed) = (Trash::default(), Made::default(), Placed::default());
        for path in &changes.removed {
            interrupts.check()?;
            trash.take(path).map_err(failed(path))?;
        }
        for (file, target) in self.0 {
            interrupts.check()?;
            made.directory(directory_of(&target))?;
            placed.place(file, &target).map_err(failed(&target))?;
        }
        placed.keep();
        made.keep();
        trash.empty();
        Ok(())
    }
}

/// Directories that were not there before, parents first. Dropped, they are gone, unless somebody else uses them by then.
#[derive(Default)]
pub(crate) struct Made(Vec<PathBuf>);

impl Made {
    /// Makes the directory at `path` and those on the way, as far as they are not there.
    ///
    /// # Errors
    ///
    /// One of them cannot be made.
    pub(crate) fn directory(&mut self, path: &Path) -> Result<(), WriteError> {
        let missing: Vec<_> =
            path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
        for directory in missing.into_iter().rev() {
            match fs::create_dir(directory) {
                Ok(()) => self.0.push(directory.into()),
                // Another process was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && directory.is_dir() => {}
                Err(error) => return Err(failed(directory)(error)),
            }
        }
        Ok(())
    }

    /// They stay.
    pub(crate) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for directory in self.0.iter().rev() {
            let _ = fs::remove_dir(directory);
        }
    }
}

/// Files in their places, and what was there before. Dropped, that is back.
#[derive(Default)]
struct Placed(Vec<(PathBuf, Old)>);

/// What was in a file's place.
enum Old {
    Nothing,
    /// A copy of the file.
    File(NamedTempFile),
    /// A symbolic link, or what else cannot be copied: itself, under another name.
    Moved(TempPath),
}

impl Old {
    /// Keeps what is at `target`. A file stays there until another takes its place, so that there is one at all times.
    fn keep(target: &Path) -> io::Result<Self> {
        let Ok(metadata) = fs::symlink_metadata(target) else { return Ok(Self::Nothing) };
        let mut kept = unfinished::new_in(directory_of(target))?;
        let copied = metadata.is_file().then(|| fs::File::open(target).ok()).flatten();
        let Some(mut old) = copied else {
            let kept = kept.into_temp_path();
            fs::rename(target, &kept)?;
            return Ok(Self::Moved(kept));
        };
        io::copy(&mut old, &mut kept)?;
        kept.as_file().set_times(fs::FileTimes::new().set_modified(metadata.modified()?))?;
        kept.as_file().set_permissions(metadata.permissions())?;
        Ok(Self::File(kept))
    }

    fn put_back(self, target: &Path) -> io::Result<()> {
        match self {
            Self::Nothing => fs::remove_file(target),
            Self::File(kept) => kept.persist(target).map(drop).map_err(|error| error.error),
            Self::Moved(kept) => kept.persist(target).map_err(|error| error.error),
        }
    }
}

impl Placed {
    fn place(&mut self, file: NamedTempFile, target: &Path) -> io::Result<()> {
        let old = Old::keep(target)?;
        if let Old::File(kept) = &old {
            file.as_file().set_permissions(kept.as_file().metadata()?.permissions())?;
        }
        // A file that cannot take an empty place has nothing to give back; one that cannot take another's has.
        match old {
            Old::Nothing => {
                file.persist(target).map_err(|error| error.error)?;
                self.0.push((target.into(), old));
            }
            old => {
                self.0.push((target.into(), old));
                file.persist(target).map_err(|error| error.error)?;
            }
        }
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        for (target, old) in self.0.drain(..).rev() {
            let _ = old.put_back(&target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_have_taken_their_places_give_them_back() {
        let root = tempfile::tempdir().unwrap();
        let place = |name: &str| root.path().join(name);
        fs::write(place("old"), "old").unwrap();
        let mut placed = Placed::default();
        for name in ["old", "new"] {
            let mut file = unfinished::new_in(root.path()).unwrap();
            file.write_all(b"generated").unwrap();
            placed.place(file, &place(name)).unwrap();
            assert_eq!(fs::read(place(name)).unwrap(), b"generated");
        }
        drop(placed);
        assert_eq!(fs::read(place("old")).unwrap(), b"old");
        assert!(!place("new").exists());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
