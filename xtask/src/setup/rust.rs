//! The targets that guests and front ends are built for, and the compiler for what a stable one cannot do.

use crate::process::{run, run_quietly};
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// What `rust-toolchain.toml` lists too; rustup installs those by itself only together with the toolchain.
const TARGETS: [&str; 3] = ["wasm32-unknown-unknown", "wasm32-wasip1", "wasm32-wasip1-threads"];

/// The compiler that instruments, sanitises and interprets: what that takes is in no stable one.
pub(crate) const NIGHTLY: &str = "nightly";

/// Installs [`NIGHTLY`] if it is missing, and those of `components` that are; one that is there stays as it is.
pub(crate) fn install_nightly(components: &[&str]) -> Result<()> {
    let rustup = || Command::new("rustup");
    if run_quietly(rustup().args(["run", NIGHTLY, "rustc", "--version"])).is_err() {
        run(rustup().args(["toolchain", "install", NIGHTLY, "--profile", "minimal", "--no-self-update"]))?;
    }
    if components.is_empty() {
        return Ok(());
    }
    run(rustup().args(["--quiet", "component", "add", "--toolchain", NIGHTLY]).args(components))
}

/// Where the command line is linked without a library of the machine's.
pub(crate) fn static_target() -> String {
    format!("{}-unknown-linux-musl", std::env::consts::ARCH)
}

/// Installs those of [`TARGETS`] and [`static_target`] that are missing.
pub(super) fn install_targets(workspace: &Workspace) -> Result<()> {
    let mut rustup = Command::new("rustup");
    rustup.current_dir(workspace.root()).args(["--quiet", "target", "add"]).args(TARGETS).arg(static_target());
    run(&mut rustup)
}
