//! `cargo xtask coverage`: how many lines of the parts that meet untrusted bytes are run by the tests.

use crate::guests::Selection;
use crate::process::run;
use crate::requests;
use crate::setup::{self, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::process::Command;

const CARGO_LLVM_COV: &str = "0.9.1";

/// The parts of `src` that are held to [`LEAST`].
const PARTS: [&str; 3] = ["section", "fs", "abi"];

/// Test targets beside the library's own tests. Whole plugins run no other lines, and take long.
const TESTS: [&str; 4] = ["wasi_differential", "gojs_differential", "limits", "replay"];

/// Lines in a hundred that have to be run.
const LEAST: &str = "90";

/// Runs the library's tests and the fuzz targets' seeds with every line counted, and prints a table of files for each
/// part. Fails if one is below [`LEAST`].
pub(crate) fn measure(workspace: &Workspace) -> Result<()> {
    setup::provide(
        workspace,
        &[Need::Clang, Need::Go, Need::GoRoot, Need::Node, Need::Protoc, Need::RustTargets, Need::Zig],
    )?;
    requests::record_all(workspace)?;
    Selection::all().build(workspace)?;
    // The compiler's own tools, which cargo-llvm-cov calls.
    run(Command::new("rustup").current_dir(workspace.root()).args(["--quiet", "component", "add", "llvm-tools"]))?;
    let mut cargo = llvm_cov(workspace)?;
    cargo.args(["--no-report", "--package", "bufwasm", "--package", "bufwasm-oracles", "--lib"]);
    run(cargo.args(TESTS.iter().flat_map(|test| ["--test", test])))?;
    let report = |part: &&str| {
        // A report of no files would have no line that is not run.
        ensure!(workspace.root().join("src").join(part).is_dir(), "there is no src/{part}");
        println!("\nsrc/{part}");
        let mut cargo = llvm_cov(workspace)?;
        cargo.args(["report", "--fail-under-lines", LEAST, "--ignore-filename-regex"]);
        run(cargo.arg(all_but(workspace, part)?))
    };
    // Each part is reported, also after one that falls short.
    let short: Vec<_> = PARTS.iter().filter_map(|part| report(part).err().map(|error| format!("{error:#}"))).collect();
    if short.is_empty() {
        Ok(())
    } else {
        bail!("less than {LEAST} % of the lines of a part are run: {}", short.join("; "))
    }
}

fn llvm_cov(workspace: &Workspace) -> Result<Command> {
    let mut cargo = Tools::of(workspace).cargo_command("cargo-llvm-cov", CARGO_LLVM_COV)?;
    cargo.current_dir(workspace.root());
    Ok(cargo)
}

/// A regular expression for the paths of all files but those of one part, and for its tests: what runs them says
/// nothing of what they test. LLVM's expressions cannot say "not".
fn all_but(workspace: &Workspace, part: &str) -> Result<String> {
    let entries = |directory: &str| -> Result<Vec<String>> {
        let path = workspace.root().join(directory);
        let entries = fs::read_dir(&path).with_context(|| format!("cannot list {}", path.display()))?;
        entries.map(|entry| Ok(entry?.path().file_stem().unwrap_or_default().to_string_lossy().into_owned())).collect()
    };
    let root = regex_escaped(&workspace.root().display().to_string());
    let beside =
        entries("")?.into_iter().filter(|name| name != "src").map(|name| format!("{root}/{}/", regex_escaped(&name)));
    let others = entries("src")?.into_iter().filter(|name| name != part);
    let others = others.map(|name| format!("{root}/src/{}(/|\\.rs$)", regex_escaped(&name)));
    let tests = ["/tests(/|\\.rs$)".to_owned()];
    Ok(beside.chain(others).chain(tests).collect::<Vec<_>>().join("|"))
}

fn regex_escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| (!c.is_ascii_alphanumeric() && !"/_".contains(c)).then_some('\\').into_iter().chain([c]))
        .collect()
}
