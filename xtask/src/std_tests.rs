//! `cargo xtask std-tests`: the tests of Go's standard library, for both ABIs. Those for `GOOS=js` are `tests/gojs_std`; these are
//! the same packages for `GOOS=wasip1`, plain and optimised, beside wazero.

use crate::bench::peers::{Peer, Peers};
use crate::cargo;
use crate::files;
use crate::go_tests::{Port, build, outcomes};
use crate::guests::std_table::{PACKAGES, Package, RUN};
use crate::setup::{self, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the tests of every package of the table that is not `GOOS=js`'s alone, and runs them.
///
/// # Errors
///
/// A test ends otherwise than under wazero.
pub(crate) fn compare(workspace: &Workspace) -> Result<()> {
    setup::provide(workspace, &[Need::Go, Need::GoRoot])?;
    let wazero = Peers::install(workspace, std::iter::once(Peer::WazeroCompiler))?.program(Peer::WazeroCompiler);
    let hosts = Hosts { tools: Tools::of(workspace), bufwasm: cargo::program(workspace, "bufwasm")?, wazero };
    let mut wrong = Vec::new();
    for package in PACKAGES.iter().filter(|package| package.edits.is_empty()) {
        match hosts.compare(package) {
            Ok(alike) => println!("{:<20} {alike} tests and subtests alike", package.path),
            Err(why) => wrong.push(format!("{}: {why:#}", package.path)),
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// What the tests run under.
struct Hosts {
    tools: Tools,
    bufwasm: PathBuf,
    wazero: PathBuf,
}

impl Hosts {
    /// How many tests of `package` end alike.
    fn compare(&self, package: &Package) -> Result<usize> {
        let room = tempfile::tempdir()?;
        let (wasm, tree) = (room.path().join("tests.wasm"), room.path().join("tree"));
        build(&self.tools, Port::Wasip1, package.path, &wasm)?;
        self.tree(package, &tree)?;
        let mut wazero = Command::new(&self.wazero);
        wazero.args(["run", "-env", "GOROOT=/", "-mount"]).arg(format!("{}:/:ro", tree.display()));
        let theirs = outcomes(told(wazero.arg(&wasm), package)).context("wazero")?;
        for optimise in ["never", "always"] {
            let mut bufwasm = Command::new(&self.bufwasm);
            bufwasm.args(["run", "--no-cache", "--go-gc", "default", "--optimise", optimise, "--env", "GOROOT=/"]);
            bufwasm.arg("--dir").arg(format!("/={}", tree.display()));
            let ours = outcomes(told(bufwasm.arg(&wasm), package)).context("bufwasm")?;
            let differing: Vec<_> = ours.symmetric_difference(&theirs).map(String::as_str).collect();
            ensure!(
                differing.is_empty(),
                "--optimise {optimise}, under bufwasm or wazero alone: {}",
                differing.join(", ")
            );
        }
        Ok(theirs.len())
    }

    /// The files that the tests of `package` look for.
    fn tree(&self, package: &Package, tree: &Path) -> Result<()> {
        fs::create_dir_all(tree)?;
        for (seen, path) in package.files {
            files::copy_all(&self.tools.go_root().join(path), &tree.join(seen))?;
        }
        Ok(())
    }
}

/// `command` with what tells Go's tests which of them are to run.
fn told<'c>(command: &'c mut Command, package: &Package) -> &'c mut Command {
    command.args(["-test.v", "-test.short", &format!("-test.run={RUN}")]);
    let left_out: Vec<_> = package.left_out.iter().flat_map(|left_out| left_out.tests).copied().collect();
    if !left_out.is_empty() {
        command.arg(format!("-test.skip=^({})$", left_out.join("|")));
    }
    command
}
