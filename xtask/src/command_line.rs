//! bufwasm's command line, built for development.

use crate::process::run;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// Builds it, and says where it is.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let build = ["build", "--quiet", "--package", "bufwasm-cli"];
    run(Command::new("cargo").current_dir(workspace.root()).args(build))?;
    Ok(workspace.built().join("debug/bufwasm"))
}
