//! The targets that guests and front ends are built for.

use crate::process::run;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// What `rust-toolchain.toml` lists too; rustup installs those by itself only together with the toolchain.
const TARGETS: [&str; 2] = ["wasm32-unknown-unknown", "wasm32-wasip1"];

/// Where the command line is linked without a library of the machine's.
pub(crate) fn static_target() -> String {
    format!("{}-unknown-linux-musl", std::env::consts::ARCH)
}

/// Installs what is missing.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let mut rustup = Command::new("rustup");
    rustup.current_dir(workspace.root()).args(["--quiet", "target", "add"]).args(TARGETS).arg(static_target());
    run(&mut rustup)
}
