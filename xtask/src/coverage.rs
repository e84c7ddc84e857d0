//! `cargo xtask coverage`: how many lines of the parts that meet untrusted bytes are run by the tests.

mod lines;

use crate::guests::Selection;
use crate::process::run;
use crate::tools::Tools;
use crate::workspace::Workspace;
use crate::{requests, setup};
use anyhow::{Context, Result, bail};
use lines::Part;
use std::process::Command;

const CARGO_LLVM_COV: &str = "0.9.1";

/// The parts that are held to [`LEAST`].
const PARTS: [&str; 3] = ["src/section", "src/fs", "src/abi"];

/// Test targets beside the library's own tests. Whole plugins run no other lines, and take long.
const TESTS: [&str; 4] = ["wasi_differential", "gojs_differential", "limits", "replay"];

/// Lines in a hundred that have to be run.
const LEAST: f64 = 90.0;

/// Runs the library's tests and the fuzz targets' seeds with every line counted, and prints a row for each part. Fails if
/// one is below [`LEAST`].
pub(crate) fn measure(workspace: &Workspace) -> Result<()> {
    setup::run(workspace)?;
    requests::record_all(workspace)?;
    Selection::all().build(workspace)?;
    // The compiler's own tools, which cargo-llvm-cov calls.
    run(Command::new("rustup").current_dir(workspace.root()).args(["--quiet", "component", "add", "llvm-tools"]))?;
    let report = workspace.built().join("coverage.json");
    let mut cargo = Tools::of(workspace).cargo_command("cargo-llvm-cov", CARGO_LLVM_COV)?;
    cargo.current_dir(workspace.root()).args(["--package", "bufwasm", "--package", "bufwasm-oracles", "--lib"]);
    cargo.args(TESTS.iter().flat_map(|test| ["--test", test])).args(["--json", "--output-path"]).arg(&report);
    run(&mut cargo)?;
    let text = std::fs::read_to_string(&report).with_context(|| format!("cannot read {}", report.display()))?;
    let parts = lines::of_parts(&text, workspace.root(), &PARTS)?;
    println!("{}", Part::HEADER);
    parts.iter().for_each(|part| println!("{part}"));
    let below: Vec<_> = parts.iter().filter(|part| part.percent() < LEAST).map(|part| part.name).collect();
    if below.is_empty() { Ok(()) } else { bail!("less than {LEAST} % of the lines of {} are run", below.join(", ")) }
}
