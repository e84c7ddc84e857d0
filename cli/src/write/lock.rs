//! One process at a time writes into a directory of generated files: the others wait for it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use same_file::Handle;

use super::WriteError;
use super::place::real;
use super::stage::Made;
use crate::message;

/// The file that is locked, in the directory. Who finds it unlocked may remove it.
const NAME: &str = ".bufwasm-lock";
/// How long another process may take before the user is told.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often is asked meanwhile.
const TICK: Duration = Duration::from_millis(10);

/// A directory that no other process writes into.
pub(super) struct Lock {
    path: PathBuf,
    /// The operating system gives the lock up with the file, and with the process.
    _file: File,
}

impl Lock {
    /// Locks all `directories`, which are made if need be, always in the same order. Where a directory cannot have a lock, the
    /// same will keep files from being written, or there is nothing to be done about it.
    pub(super) fn all<'p>(
        directories: impl Iterator<Item = &'p Path>,
        made: &mut Made,
    ) -> Result<Vec<Self>, WriteError> {
        let mut directories: Vec<_> = directories.map(|directory| (real(directory), directory)).collect();
        directories.sort();
        directories.dedup_by(|next, first| next.0 == first.0);
        let mut locks = Vec::new();
        for (_, directory) in directories {
            locks.extend(Self::of(directory, made)?);
        }
        Ok(locks)
    }

    fn of(directory: &Path, made: &mut Made) -> Result<Option<Self>, WriteError> {
        let path = directory.join(NAME);
        loop {
            // Whoever was here before may have taken the directory away with what did not get written.
            made.directory(directory)?;
            let file = match File::options().create(true).truncate(false).write(true).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(_) => return Ok(None),
            };
            if !wait(&file, directory) {
                return Ok(None);
            }
            // Whoever had it has removed it with the lock, and a third may have made another.
            let is_there = Handle::from_path(&path)
                .is_ok_and(|there| file.try_clone().and_then(Handle::from_file).is_ok_and(|mine| mine == there));
            if is_there {
                return Ok(Some(Self { path, _file: file }));
            }
        }
    }
}

/// Waits until `file` is locked; `false` if it cannot be.
fn wait(file: &File, directory: &Path) -> bool {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return true,
            Err(TryLockError::Error(_)) => return false,
            Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                message::note(&format!("waiting for another bufwasm, which writes in {}", directory.display()));
                return file.lock().is_ok();
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(TICK),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is locked: so nobody else's is removed.
        let _ = fs::remove_file(&self.path);
    }
}
