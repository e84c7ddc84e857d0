//! Where what is built stays: outside the checkout, under a digest of its inputs.

use anyhow::{Context, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Names the directory that holds results of long builds, in the place of the user's own cache directory.
const DIRECTORY_ENV: &str = "BUFWASM_BUILD_CACHE";

/// The place of one build.
pub(super) struct Cache {
    /// Results, in directories called by their digests.
    directory: PathBuf,
    digest: String,
}

impl Cache {
    /// The place of what is built from inputs with this `digest`.
    pub(super) fn open(digest: &str) -> Result<Self> {
        let directory = root()?.join("protoc");
        fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
        Ok(Self { directory, digest: digest.into() })
    }

    /// The results: all of them, or the directory is not there.
    pub(super) fn finished(&self) -> PathBuf {
        self.directory.join(&self.digest)
    }

    /// Where a build works. What an interrupted one has left is used again.
    pub(super) fn scratch(&self) -> PathBuf {
        self.directory.join(format!("{}.building", self.digest))
    }

    /// Waits until no other process builds here. Released when dropped, also by a process that is killed.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.directory.join(format!("{}.lock", self.digest));
        let lock = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        lock.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(lock)
    }

    /// Makes `built`, a directory of the scratch, the result, at once; the rest of the scratch goes.
    pub(super) fn finish(&self, built: &Path) -> Result<()> {
        let finished = self.finished();
        fs::rename(built, &finished).with_context(|| format!("cannot create {}", finished.display()))?;
        fs::remove_dir_all(self.scratch()).with_context(|| format!("cannot remove {}", self.scratch().display()))
    }
}

fn root() -> Result<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let user =
        || named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache"))).map(|cache| cache.join("bufwasm"));
    let root = named(DIRECTORY_ENV).or_else(user);
    root.with_context(|| format!("there is no cache directory: set {DIRECTORY_ENV}, XDG_CACHE_HOME or HOME"))
}
