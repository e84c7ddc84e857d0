//! `cargo xtask demo`: a real plugin at work, on a machine that has rustup and git.

use crate::cargo::cargo;
use crate::files::{files_below, protos_below};
use crate::guests::Selection;
use crate::process::run;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The plugin's name among the guests.
const PLUGIN: &str = "rust/protoc-gen-prost.wasm";

/// How much of a generated file is shown.
const LINES: usize = 25;

/// Builds bufwasm and a plugin from the Rust registry, generates code with them, and shows some of it.
pub(crate) fn run_demo(workspace: &Workspace) -> Result<()> {
    println!("building bufwasm");
    run(cargo(workspace)?.args(["build", "--package", "bufwasm-cli", "--profile", "demo"]))?;
    println!("building protoc-gen-prost, from the Rust registry, as WebAssembly");
    Selection::only(PLUGIN)?.build(workspace)?;
    let out = workspace.target().join("demo/generated");
    generate(workspace, &out)?;
    show(&out)
}

/// Runs `bufwasm generate` as a user would, and prints its command line.
fn generate(workspace: &Workspace, out: &Path) -> Result<()> {
    let directory = workspace.root().join("examples/proto");
    let protos = protos_below(&directory)?;
    ensure!(!protos.is_empty(), "there are no .proto files in {}", directory.display());
    if out.exists() {
        fs::remove_dir_all(out).with_context(|| format!("cannot remove {}", out.display()))?;
    }
    fs::create_dir_all(out).with_context(|| format!("cannot create {}", out.display()))?;

    let mut bufwasm = Command::new("target/demo/bufwasm");
    bufwasm.current_dir(workspace.root()).args(["generate", "-I", "examples/proto"]);
    bufwasm.args(["--plugin", &format!("target/guests/{PLUGIN}"), "--out", "target/demo/generated"]);
    bufwasm.args(protos.iter().map(|proto| proto.strip_prefix(&directory).unwrap_or(proto)));
    let words = bufwasm.get_args().map(|word| word.to_string_lossy()).collect::<Vec<_>>();
    println!("\n$ target/demo/bufwasm {}", words.join(" "));
    run(&mut bufwasm)
}

/// Lists the generated files, and prints the beginning of the first.
fn show(out: &Path) -> Result<()> {
    let files = files_below(out)?;
    for file in &files {
        println!("{} ({} bytes)", file.display(), fs::metadata(file)?.len());
    }
    let first = files.first().context("the plugin generated no file")?;
    println!("\n{} begins:\n", first.display());
    for line in fs::read_to_string(first)?.lines().take(LINES) {
        println!("    {line}");
    }
    Ok(())
}
