//! `cargo xtask test`: everything that tests need, then the tests.

use crate::cargo::{cargo, cargo_once};
use crate::go_tests::Port;
use crate::guests::{Group, Selection};
use crate::process::run;
use crate::setup::{self, Missing, Need};
use crate::workspace::Workspace;
use crate::{oracles, protoc, requests, std_tests, web};
use anyhow::Result;
use clap::ValueEnum;

/// Of the programs that engines are compared by, those that every change is held to.
const PROGRAMS: std::ops::Range<u64> = 0..150;

/// Which test targets [`run_fast_tests`] runs. The library that fuzzes plugins runs real ones in its tests, which Go
/// has to build.
const FAST_TARGETS: &str =
    "--exclude bufwasm-plugfuzz --lib --bins --test limits --test security --test cases --test memory";

/// How much is tested.
struct Extent {
    needs: &'static [Need],
    guests: Selection,
    /// What it takes on two cores, the first time and later, and on disk.
    takes: &'static str,
}

impl Extent {
    fn all() -> Self {
        Self {
            needs: Need::value_variants(),
            guests: Selection::all(),
            takes: "35 minutes on two cores the first time, 15 later; 5 GB in target, 1.5 GB of Go's releases in its \
                    module cache",
        }
    }

    /// What needs little beside Rust: no Go, no other runtime, no browser.
    fn fast() -> Result<Self> {
        Ok(Self {
            needs: &[Need::Protoc, Need::RustTargets],
            guests: Selection::new(&[], &[Group::RustLocal])?,
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

/// Sets up, builds guests and requests, and runs `cargo test --workspace` with `arguments`; without any, a comparison
/// with other engines and the browser tests too.
pub(crate) fn run_tests(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let extent = Extent::all();
    extent.announce(workspace)?;
    setup::provide(workspace, extent.needs)?;
    requests::record_all(workspace)?;
    extent.guests.build(workspace)?;
    protoc::build(workspace, None)?;
    build_static(workspace)?;
    run(cargo_once(workspace)?.args(["test", "--workspace"]).args(arguments))?;
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
    run(cargo(workspace)?.args(["test", "--workspace"]).args(FAST_TARGETS.split_whitespace()).args(arguments))
}

/// Tests the command line with protoc inside, which is another executable.
fn test_embedded(workspace: &Workspace) -> Result<()> {
    let embedded = ["test", "--workspace", "--features", "bufwasm-cli/embed-protoc", "--test", "embed_protoc"];
    run(cargo_once(workspace)?.args(embedded))
}

/// Builds the tests of every package in `tests/gojs_std/table.rs`, for all ports or one of them `only`, and runs all of
/// them.
pub(crate) fn run_std_tests(workspace: &Workspace, only: Option<Port>) -> Result<()> {
    if only != Some(Port::Wasip1) {
        setup::provide(workspace, &[Need::GoRoot, Need::Node])?;
        Selection::new(&[], &[Group::GoStd, Group::GoStdMore])?.build(workspace)?;
        let mut cargo = cargo_once(workspace)?;
        cargo.args(["test", "--workspace", "--test", "gojs_std", "--", "--nocapture"]);
        run(cargo.env("BUFWASM_STD_TESTS", "all"))?;
    }
    if only != Some(Port::Js) {
        std_tests::compare(workspace)?;
    }
    Ok(())
}

/// Builds plugins by the releases of Go that [`run_tests`] leaves out, and compares them with their native builds.
pub(crate) fn run_go_releases(workspace: &Workspace) -> Result<()> {
    setup::provide(workspace, &[Need::Go, Need::Node, Need::Protoc])?;
    requests::record_all(workspace)?;
    Selection::of_go_releases().build(workspace)?;
    run(cargo_once(workspace)?.args(["test", "--workspace", "--test", "go_releases"]))
}

/// Builds the command line without a library of the machine's, which is what a place that allows nothing can start.
fn build_static(workspace: &Workspace) -> Result<()> {
    let build = ["build", "--quiet", "--workspace", "--bin", "bufwasm", "--target"];
    run(cargo_once(workspace)?.args(build).arg(setup::rust::static_target()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::files_below;
    use crate::process::output_of;
    use std::fs;
    use std::path::Path;

    /// Cargo runs none of what lies in a target with `test = false`, and says nothing of it.
    #[test]
    fn targets_that_are_not_tested_hold_no_test() {
        let mut cargo = cargo(&Workspace::here()).unwrap();
        let metadata = output_of(cargo.args(["metadata", "--no-deps", "--format-version", "1"])).unwrap();
        let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
        let targets =
            metadata["packages"].as_array().unwrap().iter().flat_map(|package| package["targets"].as_array().unwrap());
        let is_code = |kind: &serde_json::Value| ["lib", "cdylib", "bin"].iter().any(|code| kind == code);
        let untested =
            targets.filter(|target| target["test"] == false && target["kind"].as_array().unwrap().iter().any(is_code));
        let mut files = 0;
        for target in untested {
            let source = Path::new(target["src_path"].as_str().unwrap());
            for file in files_below(source.parent().unwrap()).unwrap() {
                assert!(!fs::read_to_string(&file).unwrap().contains("#[test]"), "{} is not run", file.display());
                files += 1;
            }
        }
        assert!(files > 10, "only {files} files are of targets that are not tested");
    }
}
