//! `cargo xtask test`: everything that tests need, then the tests.

use crate::guests::Selection;
use crate::process::run;
use crate::tools::Tools;
use crate::workspace::Workspace;
use crate::{requests, setup};
use anyhow::Result;

/// Sets up, builds guests and requests, and runs `cargo test --workspace` with `arguments`.
pub(crate) fn run_tests(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    setup::run(workspace)?;
    requests::record_all(workspace)?;
    Selection::all().build(workspace)?;
    let mut cargo = Tools::of(workspace).command("cargo")?;
    run(cargo.current_dir(workspace.root()).args(["test", "--workspace"]).args(arguments))
}
