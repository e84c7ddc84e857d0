//! `cargo xtask test`: everything that tests need, then the tests.

use crate::guests::{Group, Selection};
use crate::process::run;
use crate::setup::{self, Missing, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;
use crate::{oracles, protoc, requests, std_tests, web};
use anyhow::{Result, ensure};
use clap::ValueEnum;

/// Of the programs that engines are compared by, those that every change is held to.
const PROGRAMS: std::ops::Range<u64> = 0..150;

/// What [`Extent::fast`] runs. The library that fuzzes plugins runs real ones in its tests, which Go has to build.
const FAST_TARGETS: &str =
    "--exclude bufwasm-plugfuzz --lib --bins --test limits --test security --test cases --test memory";

/// How much is tested.
struct Extent {
    needs: &'static [Need],
    guests: Selection,
    /// Which test targets of the workspace.
    targets: &'static str,
    /// What it takes on two cores, the first time and later, and on disk.
    takes: &'static str,
}

impl Extent {
    fn all() -> Self {
        Self {
            needs: Need::value_variants(),
            guests: Selection::all(),
            targets: "",
            takes: "40 minutes on two cores the first time, 20 later; 7 GB in target, 2 GB of Go's releases in its module cache",
        }
    }

    /// What needs little beside Rust: no Go, no other runtime, no browser.
    fn fast() -> Result<Self> {
        Ok(Self {
            needs: &[Need::Protoc, Need::RustTargets],
            guests: Selection::new(&[], &[Group::RustLocal])?,
            targets: FAST_TARGETS,
            takes: "8 minutes on two cores the first time, 2 later; 3 GB in target",
        })
    }

    /// Says what is about to happen.
    fn announce(&self, workspace: &Workspace) -> Result<()> {
        let missing = Missing::of(workspace, self.needs)?;
        let install = if missing.is_empty() { "nothing".to_owned() } else { missing.to_string() };
        println!("to install: {install}");
        let (missing, all) = (self.guests.missing(workspace), self.guests.len());
        println!("to build:   {missing} of {all} guests, and what of the others has changed");
        println!("takes:      about {}", self.takes);
        Ok(())
    }
}

/// Sets up, builds guests and requests, and runs `cargo test --workspace` with `arguments`; without any, a comparison with
/// other engines and the browser tests too.
pub(crate) fn run_tests(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let extent = Extent::all();
    extent.announce(workspace)?;
    setup::provide(workspace, extent.needs)?;
    requests::record_all(workspace)?;
    extent.guests.build(workspace)?;
    protoc::build(workspace, None)?;
    build_static(workspace)?;
    cargo_test(workspace, &extent, arguments)?;
    // Arguments are for `cargo test`: whoever passes some is after something else.
    if !arguments.is_empty() {
        return Ok(());
    }
    test_embedded(workspace)?;
    oracles::compare(workspace, PROGRAMS)?;
    web::build(workspace)?.test(workspace, "")
}

/// Runs the tests that need little beside Rust, with `arguments` for `cargo test`.
pub(crate) fn run_fast_tests(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let extent = Extent::fast()?;
    extent.announce(workspace)?;
    setup::provide(workspace, extent.needs)?;
    extent.guests.build(workspace)?;
    cargo_test(workspace, &extent, arguments)
}

fn cargo_test(workspace: &Workspace, extent: &Extent, arguments: &[String]) -> Result<()> {
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root()).args(["test", "--workspace"]).args(extent.targets.split_whitespace());
    run(cargo.args(arguments))
}

/// Tests the command line with protoc inside, which is another executable.
fn test_embedded(workspace: &Workspace) -> Result<()> {
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root()).args(["test", "--package", "bufwasm-cli", "--features", "embed-protoc"]);
    run(cargo.args(["--test", "embed_protoc"]))
}

/// Builds the tests of every package in `tests/gojs_std/table.rs`, for all ports or one of them `only`, and runs all of them.
pub(crate) fn run_std_tests(workspace: &Workspace, only: Option<&str>) -> Result<()> {
    ensure!(only.is_none_or(|port| ["js", "wasip1"].contains(&port)), "the ports are wasip1 and js");
    if only != Some("wasip1") {
        setup::provide(workspace, &[Need::GoRoot, Need::Node])?;
        Selection::new(&[], &[Group::GoStd, Group::GoStdMore])?.build(workspace)?;
        let mut cargo = Tools::of(workspace).command("cargo")?;
        cargo.current_dir(workspace.root()).env("BUFWASM_STD_TESTS", "all");
        run(cargo.args(["test", "--package", "bufwasm", "--test", "gojs_std", "--", "--nocapture"]))?;
    }
    if only != Some("js") {
        std_tests::compare(workspace)?;
    }
    Ok(())
}

/// Builds plugins by the releases of Go that [`run_tests`] leaves out, and compares them with their native builds.
pub(crate) fn run_go_releases(workspace: &Workspace) -> Result<()> {
    setup::provide(workspace, &[Need::Go, Need::Node, Need::Protoc])?;
    requests::record_all(workspace)?;
    Selection::of_go_releases().build(workspace)?;
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root()).args(["test", "--package", "bufwasm", "--test", "go_releases"]);
    run(&mut cargo)
}

/// Builds the command line without a library of the machine's, which is what a place that allows nothing can start.
fn build_static(workspace: &Workspace) -> Result<()> {
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root()).args(["build", "--quiet", "--package", "bufwasm-cli", "--target"]);
    run(cargo.arg(setup::rust::static_target()))
}
