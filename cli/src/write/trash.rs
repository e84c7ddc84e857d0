//! What is removed is first moved aside, from where it can come back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::unfinished::{self, Directory};

/// What was moved aside. Dropped, it is back where it was.
#[derive(Default)]
pub(super) struct Trash {
    /// A directory beside what is moved, so that it stays in its file system.
    directories: Vec<Directory>,
    /// Where each was, and is.
    moved: Vec<(PathBuf, PathBuf)>,
}

impl Trash {
    /// Moves aside what is at `path`: a file, a link, or a directory with all that is in it.
    pub(super) fn take(&mut self, path: &Path) -> io::Result<()> {
        let beside = path.parent().unwrap_or(Path::new("."));
        if self.directories.last().is_none_or(|last| last.path().parent() != Some(beside)) {
            self.directories.push(unfinished::directory_in(beside)?);
        }
        let Some(directory) = self.directories.last() else { return Ok(()) };
        let aside = directory.path().join(self.moved.len().to_string());
        fs::rename(path, &aside)?;
        self.moved.push((path.into(), aside));
        Ok(())
    }

    /// Removes for good what was moved aside.
    pub(super) fn empty(mut self) {
        self.moved.clear();
    }
}

impl Drop for Trash {
    fn drop(&mut self) {
        for (path, aside) in self.moved.drain(..).rev() {
            let _ = fs::rename(aside, path);
        }
    }
}
