//! What recipes come to: the commands that build a guest, and what Go builds for.

use crate::files::files_below;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A recipe made ready for one machine.
pub(super) struct Step {
    /// To be run one after another.
    pub(super) commands: Vec<Command>,
    /// The file that they leave.
    pub(super) product: PathBuf,
    /// The compiler's version, where neither the commands nor the recipe pin it.
    pub(super) compiler: String,
    /// The file that is compiled, unless it is fetched by version.
    pub(super) source: Option<PathBuf>,
    /// Files that it may include.
    pub(super) headers: Vec<PathBuf>,
}

/// The headers of this project that a `source` in C or C++ may include.
pub(super) fn headers_beside(source: &Path) -> Result<Vec<PathBuf>> {
    let mut headers = files_below(source.parent().context("a source is in a directory")?)?;
    headers.retain(|path| path.extension().is_some_and(|ending| ending == "h"));
    Ok(headers)
}

/// What a Go program runs on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum GoPort {
    Host,
    Wasip1,
    Js,
}

impl GoPort {
    /// Makes `go` build for this port, with the given release of itself.
    pub(super) fn configure(self, command: &mut Command, release: &str) {
        command
            .env("GOTOOLCHAIN", format!("go{release}"))
            .env("GOWORK", "off")
            .env("GOFLAGS", "")
            .env("CGO_ENABLED", "0");
        match self {
            Self::Host => command.env_remove("GOOS").env_remove("GOARCH"),
            Self::Wasip1 => command.env("GOOS", "wasip1").env("GOARCH", "wasm"),
            Self::Js => command.env("GOOS", "js").env("GOARCH", "wasm"),
        };
    }
}
