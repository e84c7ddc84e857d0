//! Puts generated files into their directories: all of them, or none.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bufwasm_codegen::OutputTree;
use tempfile::{NamedTempFile, TempPath};

use super::archive::Archive;
use crate::unfinished;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// A file or directory could not be read or written.
    #[error("cannot write {}: {}", .path.display(), crate::failure::reason(.source))]
    Failed {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// A directory on the way to a file leads out of the output directory through a symbolic link.
    #[error("{} leads out of the output directory {}", .path.display(), .root.display())]
    LinkOutside {
        /// The directory.
        path: PathBuf,
        /// The output directory.
        root: PathBuf,
    },
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Files that are new or have changed.
    pub(crate) changed: usize,
    /// Files that had the right contents already, and were left alone.
    pub(crate) unchanged: usize,
}

impl Written {
    fn count(&mut self, changed: bool) {
        *if changed { &mut self.changed } else { &mut self.unchanged } += 1;
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.changed == 1 { "" } else { "s" };
        write!(f, "{} file{plural} written, {} unchanged", self.changed, self.unchanged)
    }
}

/// Writes each tree beside its place: its directory, or the archive that its path names. A directory that is not there is
/// made. Only [`Staged::commit`] makes the files take their places, and if one of them cannot, the others give theirs back.
///
/// # Errors
///
/// A file or directory cannot be written. Then everything is as it was before.
pub(crate) fn stage<'t>(trees: impl IntoIterator<Item = (&'t Path, &'t OutputTree)>) -> Result<Staged, WriteError> {
    let mut staged = Staged::default();
    for (root, tree) in trees {
        match Archive::named(root) {
            Some(archive) => {
                let packed = archive.pack(tree).map_err(failed(root))?;
                let changed = staged.archive(root, &packed)?;
                staged.written.count(changed);
            }
            None => {
                staged.directory(root)?;
                for (name, content) in tree.files() {
                    let changed = staged.file(root, Path::new(name), content)?;
                    staged.written.count(changed);
                }
            }
        }
    }
    Ok(staged)
}

/// Files written beside their places. Dropped, they are gone, with the directories made for them.
#[derive(Default)]
pub(crate) struct Staged {
    files: Vec<(NamedTempFile, PathBuf)>,
    /// Directories that were not there before, parents first.
    made: Vec<PathBuf>,
    written: Written,
}

impl Staged {
    /// Makes the directory at `path` and those on the way, as far as they are not there.
    fn directory(&mut self, path: &Path) -> Result<(), WriteError> {
        let missing: Vec<_> =
            path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
        for directory in missing.into_iter().rev() {
            fs::create_dir(directory).map_err(failed(directory))?;
            self.made.push(directory.into());
        }
        Ok(())
    }

    /// Writes `content` beside the place of `name` beneath `root`; `false` if it is there already.
    fn file(&mut self, root: &Path, name: &Path, content: &[u8]) -> Result<bool, WriteError> {
        let target = root.join(name);
        let parent = target.parent().unwrap_or(root);
        self.directory(parent)?;
        unfinished::tidy(parent);
        let inside = |parent: &Path| Ok(parent.canonicalize()?.starts_with(root.canonicalize()?));
        if !inside(parent).map_err(failed(parent))? {
            return Err(WriteError::LinkOutside { path: parent.into(), root: root.into() });
        }
        if target.is_dir() {
            return Err(failed(&target)(io::ErrorKind::IsADirectory.into()));
        }
        if !target.is_symlink() && fs::read(&target).is_ok_and(|old| old == content) {
            return Ok(false);
        }
        let mut file = unfinished::new_in(parent).map_err(failed(&target))?;
        file.write_all(content).map_err(failed(&target))?;
        self.files.push((file, target));
        Ok(true)
    }

    /// Writes the archive `content` beside its place `path`; `false` if it is there already.
    fn archive(&mut self, path: &Path, content: &[u8]) -> Result<bool, WriteError> {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.directory(directory)?;
        self.file(directory, Path::new(path.file_name().unwrap_or_default()), content)
    }

    /// Writes one file beside its place, whose directory has to be there. What a symbolic link leads to is replaced, not the
    /// link. The file does not count as one of those that were written.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(crate) fn lone_file(&mut self, path: &Path, content: &[u8]) -> Result<(), WriteError> {
        let target = if path.is_file() { path.canonicalize().map_err(failed(path))? } else { path.to_owned() };
        let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::metadata(directory).map_err(failed(path))?;
        self.file(directory, Path::new(target.file_name().unwrap_or_default()), content).map(drop)
    }

    /// Moves every file to its place; when one cannot be moved, those before it are moved back.
    ///
    /// # Errors
    ///
    /// A file cannot be moved.
    pub(crate) fn commit(mut self) -> Result<Written, WriteError> {
        let mut placed = Placed::default();
        for (file, target) in self.files.drain(..) {
            placed.place(file, &target).map_err(failed(&target))?;
        }
        placed.keep();
        self.made.clear();
        Ok(self.written)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.files.clear();
        for directory in self.made.iter().rev() {
            // Not empty: somebody else uses it by now.
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
        let mut kept = unfinished::new_in(target.parent().unwrap_or(Path::new(".")))?;
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
        self.0.push((target.into(), old));
        file.persist(target).map_err(|error| error.error)?;
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

fn failed(path: &Path) -> impl Fn(io::Error) -> WriteError + use<> {
    let path = path.to_owned();
    move |source| WriteError::Failed { path: path.clone(), source }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bufwasm_codegen::GeneratedFile;

    use super::*;

    fn write<'t>(trees: impl IntoIterator<Item = (&'t Path, &'t OutputTree)>) -> Result<Written, WriteError> {
        stage(trees)?.commit()
    }

    fn tree(files: &[(&str, &str)]) -> OutputTree {
        let mut tree = OutputTree::default();
        let files = files.iter().map(|(name, content)| GeneratedFile {
            name: Some((*name).into()),
            insertion_point: None,
            content: Some((*content).into()),
        });
        tree.add("plugin", files.collect()).unwrap();
        tree
    }

    /// Every file below `root`, and its contents; directories end in a slash.
    fn found(root: &Path) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut directories = vec![root.to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(&directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().display().to_string();
                if path.is_dir() {
                    found.insert(name + "/", String::new());
                    directories.push(path);
                } else {
                    found.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        found
    }

    fn expect(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).collect()
    }

    #[test]
    fn files_and_directories_are_made_and_what_is_right_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("x/y");
        let tree = tree(&[("a/b.txt", "b"), ("c.txt", "c")]);
        assert_eq!(write([(&*out, &tree)]).unwrap(), Written { changed: 2, unchanged: 0 });
        fs::write(out.join("c.txt"), "old").unwrap();
        assert_eq!(write([(&*out, &tree)]).unwrap(), Written { changed: 1, unchanged: 1 });
        assert_eq!(found(&out), expect(&[("a/", ""), ("a/b.txt", "b"), ("c.txt", "c")]));
    }

    #[test]
    fn when_one_file_cannot_be_written_nothing_changes() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("z.txt")).unwrap();
        fs::write(root.path().join("old.txt"), "old").unwrap();
        let before = found(root.path());
        let tree = tree(&[("new/dir/a.txt", "a"), ("old.txt", "new"), ("z.txt", "is a directory")]);
        let error = write([(root.path(), &tree)]).unwrap_err();
        assert!(error.to_string().contains("z.txt"), "{error}");
        assert_eq!(found(root.path()), before);
    }

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
        assert_eq!(found(root.path()), expect(&[("old", "old")]));
    }

    #[test]
    fn a_lone_file_is_written_with_the_others_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let (out, set) = (root.path().join("out"), root.path().join("set.binpb"));
        fs::write(&set, "old").unwrap();
        let tree = tree(&[("a.txt", "a")]);
        let staged = |path: &Path| {
            let mut staged = stage([(&*out, &tree)])?;
            staged.lone_file(path, b"new").map(|()| staged)
        };
        drop(staged(&set).unwrap());
        assert_eq!(found(root.path()), expect(&[("set.binpb", "old")]));
        assert!(staged(&root.path().join("nowhere/set.binpb")).is_err() && staged(root.path()).is_err());
        assert_eq!(found(root.path()), expect(&[("set.binpb", "old")]));
        assert_eq!(staged(&set).unwrap().commit().unwrap(), Written { changed: 1, unchanged: 0 });
        assert_eq!(found(root.path()), expect(&[("out/", ""), ("out/a.txt", "a"), ("set.binpb", "new")]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_directory_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let (out, other) = (root.path().join("out"), root.path().join("other"));
        fs::create_dir(&out).unwrap();
        fs::create_dir(&other).unwrap();
        std::os::unix::fs::symlink(&other, out.join("sub")).unwrap();
        let error = write([(&*out, &tree(&[("sub/a.txt", "a")]))]).unwrap_err();
        assert!(matches!(error, WriteError::LinkOutside { .. }), "{error}");
        assert_eq!(found(&other), BTreeMap::new());
        fs::write(other.join("b"), "b").unwrap();
        std::os::unix::fs::symlink(other.join("b"), out.join("b")).unwrap();
        write([(&*out, &tree(&[("b", "new")]))]).unwrap();
        assert_eq!(fs::read_to_string(other.join("b")).unwrap(), "b", "the link is replaced, not what it leads to");
    }
}
