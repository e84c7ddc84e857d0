//! The targets that guests and front ends are built for.

use crate::process::run;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// What `rust-toolchain.toml` lists too; rustup installs those by itself only together with the toolchain.
const TARGETS: [&str; 2] = ["wasm32-unknown-unknown", "wasm32-wasip1"];

/// Installs what is missing.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    run(Command::new("rustup").current_dir(workspace.root()).args(["--quiet", "target", "add"]).args(TARGETS))
}
