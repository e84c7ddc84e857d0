//! Where things are in a checkout.

use std::path::{Path, PathBuf};

/// A checkout of the repository.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that this program was started from, or else built from.
    pub(crate) fn here() -> Self {
        let xtask = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let xtask = PathBuf::from(xtask);
        Self { root: xtask.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf) }
    }

    /// The directory that holds the workspace's `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The sources of the guests that are this project's own.
    pub(crate) fn guest_sources(&self) -> PathBuf {
        self.root.join("tests/guests")
    }

    /// Finished guests, as `GROUP/NAME`.
    pub(crate) fn guests(&self) -> PathBuf {
        self.target().join("guests")
    }

    /// Recorded requests.
    pub(crate) fn requests(&self) -> PathBuf {
        self.target().join("requests")
    }

    /// Programs and packages that are installed for this checkout alone.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// Cargo's default target directory: tests look for guests here, wherever `CARGO_TARGET_DIR` points.
    pub(crate) fn target(&self) -> PathBuf {
        self.root.join("target")
    }
    /// Where cargo builds this workspace's programs.
    pub(crate) fn built(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.target(), PathBuf::from)
    }
}
