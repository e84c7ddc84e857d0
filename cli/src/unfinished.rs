//! Files that are being written, beside their places: each takes its place when it is whole.
//!
//! A process that is killed leaves such files behind. A lock tells them from those of a process that is still at work: the
//! operating system gives up a lock with the process that holds it. So whoever writes into a directory removes what is not
//! locked there. Where the file system has no locks, nothing is removed.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use tempfile::{Builder, NamedTempFile, TempDir};

/// How the names of such files begin.
const PREFIX: &str = ".bufwasm-";

/// The file in a directory of ours that is locked in its place.
const LOCK: &str = "lock";

/// The directories that this process has tidied.
static TIDIED: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

/// A new file in `directory`, which can take another's place, and goes away unless it does.
///
/// # Errors
///
/// It cannot be made.
pub(crate) fn new_in(directory: &Path) -> io::Result<NamedTempFile> {
    tidy(directory);
    loop {
        let mut builder = Builder::new();
        // Temporary files are their owner's alone by default; this one is to be an ordinary file, as the umask wants it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.prefix(PREFIX).tempfile_in(directory)?;
        // Between the two, another process may take it for one that was left behind, and remove it.
        if file.as_file().lock().is_err() || file.path().exists() {
            return Ok(file);
        }
    }
}

/// A directory that goes away with all that is in it.
pub(crate) struct Directory {
    directory: TempDir,
    /// Its lock lasts as long as the file is open.
    _lock: File,
}

impl Directory {
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }
}

/// A new directory in `directory`, which goes away with all that is in it.
///
/// # Errors
///
/// It cannot be made.
pub(crate) fn directory_in(directory: &Path) -> io::Result<Directory> {
    tidy(directory);
    loop {
        let directory = Builder::new().prefix(PREFIX).tempdir_in(directory)?;
        let lock = File::create_new(directory.path().join(LOCK))?;
        // As with files, another process may have been there between the two.
        if lock.lock().is_err() || directory.path().join(LOCK).exists() {
            return Ok(Directory { directory, _lock: lock });
        }
    }
}

/// Whether `name` is that of something that is being written.
pub(crate) fn is_ours(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(PREFIX))
}

/// Removes what processes that are no more have left in `directory`, as far as that can be done, and once is enough.
pub(crate) fn tidy(directory: &Path) {
    if !TIDIED.lock().is_ok_and(|mut tidied| tidied.insert(directory.into())) {
        return;
    }
    for entry in fs::read_dir(directory).into_iter().flatten().flatten().filter(|entry| is_ours(&entry.file_name())) {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_file() => unless_locked(&path, || fs::remove_file(&path)),
            Ok(kind) if kind.is_dir() => unless_locked(&path.join(LOCK), || fs::remove_dir_all(&path)),
            _ => {}
        }
    }
}

/// Does `remove` while the file `lock` is locked, unless a process that is still at work has locked it.
fn unless_locked(lock: &Path, remove: impl FnOnce() -> io::Result<()>) {
    let Ok(file) = File::options().write(true).open(lock) else { return };
    match file.try_lock() {
        Ok(()) => _ = remove(),
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_owns_is_removed_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        // Another process's, so to speak.
        let owned = Builder::new().prefix(PREFIX).tempfile_in(directory.path()).unwrap();
        owned.as_file().lock().unwrap();
        for name in [".bufwasm-left", "bufwasm-other", ".bufwasm"] {
            fs::write(place(name), name).unwrap();
        }
        fs::create_dir(place(".bufwasm-directory")).unwrap();
        // A directory that was left behind, and one that is in use.
        fs::create_dir(place(".bufwasm-trash")).unwrap();
        for name in ["lock", "0"] {
            fs::write(place(".bufwasm-trash").join(name), name).unwrap();
        }
        let used = directory_in(directory.path()).unwrap();
        fs::write(place(".bufwasm-left"), "left").unwrap();
        TIDIED.lock().unwrap().clear();
        let new = new_in(directory.path()).unwrap();
        assert!(owned.path().exists() && new.path().exists());
        assert!(!place(".bufwasm-left").exists() && !place(".bufwasm-trash").exists());
        assert!(used.path().join(LOCK).exists());
        assert!(["bufwasm-other", ".bufwasm", ".bufwasm-directory"].iter().all(|name| place(name).exists()));
        new.persist(place("whole")).unwrap();
        assert!(place("whole").exists());
    }
}
