//! `cargo xtask hostile`: the guests of `tests/hostile` under the command line, and what each took.

use crate::cargo::{self, cargo};
use crate::process::run;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// Builds the command line as it is released, and prints the table of docs/hardening.md.
pub(crate) fn print_table(workspace: &Workspace) -> Result<()> {
    let bufwasm = release(workspace)?;
    run(Command::new(cargo::program(workspace, "hostile-table")?).current_dir(workspace.root()).arg(bufwasm))
}

/// The command line as it is released.
fn release(workspace: &Workspace) -> Result<PathBuf> {
    let build = ["build", "--quiet", "--release", "--package", "bufwasm-cli"];
    run(cargo(workspace)?.args(build))?;
    Ok(workspace.built().join("release/bufwasm"))
}
