//! `cargo xtask test`: everything that tests need, then the tests.

use crate::guests::{Group, Selection};
use crate::process::run;
use crate::tools::Tools;
use crate::workspace::Workspace;
use crate::{oracles, requests, setup, web};
use anyhow::Result;

/// Of the programs that engines are compared by, those that every change is held to.
const PROGRAMS: std::ops::Range<u64> = 0..200;

/// Sets up, builds guests and requests, and runs `cargo test --workspace` with `arguments`; without any, a comparison with
/// other engines and the browser tests too.
pub(crate) fn run_tests(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    setup::run(workspace)?;
    requests::record_all(workspace)?;
    Selection::all().build(workspace)?;
    build_static(workspace)?;
    let mut cargo = Tools::of(workspace).command("cargo")?;
    run(cargo.current_dir(workspace.root()).args(["test", "--workspace"]).args(arguments))?;
    // Arguments are for `cargo test`: whoever passes some is after something else.
    if !arguments.is_empty() {
        return Ok(());
    }
    oracles::compare(workspace, PROGRAMS)?;
    web::build(workspace)?.test(workspace, "")
}

/// Sets up, builds the tests of every package in `tests/gojs_std/table.rs`, and runs all of them.
pub(crate) fn run_std_tests(workspace: &Workspace) -> Result<()> {
    setup::run(workspace)?;
    Selection::new(&[], &[Group::GoStd, Group::GoStdMore])?.build(workspace)?;
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root()).env("BUFWASM_STD_TESTS", "all");
    run(cargo.args(["test", "--package", "bufwasm", "--test", "gojs_std", "--", "--nocapture"]))
}

/// Builds the command line without a library of the machine's, which is what a place that allows nothing can start.
fn build_static(workspace: &Workspace) -> Result<()> {
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root()).args(["build", "--quiet", "--package", "bufwasm-cli", "--target"]);
    run(cargo.arg(setup::rust::static_target()))
}
