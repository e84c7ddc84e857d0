//! cargo, for what this workspace builds and tests.

use crate::process::run;
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::Result;
use std::env::{self, consts::EXE_SUFFIX};
use std::path::PathBuf;
use std::process::Command;

/// Whether cargo keeps what makes it faster to compile a crate again that has changed.
const INCREMENTAL: &str = "CARGO_INCREMENTAL";

/// A command of cargo's in this checkout, which finds the tools that are installed for it, and so does what it starts.
pub(crate) fn cargo(workspace: &Workspace) -> Result<Command> {
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root());
    Ok(cargo)
}

/// The same for what is compiled once rather than again and again: unless the caller's environment says otherwise,
/// nothing is kept for the next time, which would take a third of the disk.
pub(crate) fn cargo_once(workspace: &Workspace) -> Result<Command> {
    let mut cargo = cargo(workspace)?;
    if env::var_os(INCREMENTAL).is_none() {
        cargo.env(INCREMENTAL, "0");
    }
    Ok(cargo)
}

/// Builds a program of this workspace for development, and says where it is.
///
/// Its dependencies have the features that the whole workspace asks of them, as in `cargo test`. With those that its
/// package alone asks for, most of them would be compiled a second time.
pub(crate) fn program(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    run(cargo_once(workspace)?.args(["build", "--quiet", "--workspace", "--bin", name]))?;
    Ok(workspace.built().join("debug").join(format!("{name}{EXE_SUFFIX}")))
}
