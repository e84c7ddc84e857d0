//! `cargo xtask fuzz`: runs the targets of `fuzz/`, each for a while, and prints how far they came.
//!
//! Their corpora grow in `target/fuzz`. An input that breaks a property is left there as `TARGET/crash-…`; once what
//! it shows is fixed, it belongs into `fuzz/regressions/TARGET`, where `cargo test` replays it.

mod report;
mod tail_calling;

use crate::cargo;
use crate::files;
use crate::process::{host, run};
use crate::setup::rust::{NIGHTLY, install_nightly};
use crate::setup::{self, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use report::{Figures, Finding};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tail_calling::TailCalling;

const CARGO_FUZZ: &str = "0.13.2";

/// Mebibytes that a target may take: more than any of its inputs may make the library allocate.
const MEMORY: u32 = 2048;

/// Seconds that one input may take.
const TIMEOUT: u32 = 20;

/// Writes the targets' seeds and dictionaries.
pub(crate) fn seed(workspace: &Workspace) -> Result<()> {
    let mut seeds = Command::new(cargo::program(workspace, "fuzz-seeds")?);
    run(seeds.current_dir(workspace.root()).arg(directory(workspace)))
}

/// How much of what is possible a run tries.
pub(crate) struct Extent {
    pub(crate) seconds: u64,
    /// What the random numbers start from; from the time if there is none.
    pub(crate) random: Option<u32>,
}

/// Runs each of `names`, or all targets.
pub(crate) fn fuzz(workspace: &Workspace, names: &[String], extent: &Extent) -> Result<()> {
    let all = targets(workspace)?;
    if let Some(unknown) = names.iter().find(|name| !all.contains(name)) {
        bail!("there is no target {unknown}: there are {}", all.join(", "));
    }
    let programs = build(workspace)?;
    seed(workspace)?;
    println!("{}", Figures::HEADER);
    let mut broken = Vec::new();
    let chosen: Vec<_> = all.iter().filter(|name| names.is_empty() || names.contains(name)).collect();
    for name in &chosen {
        let target = Target { program: programs.join(name), directory: directory(workspace).join(name) };
        match target.run(extent, &workspace.root().join("fuzz/regressions").join(name))? {
            Ok(figures) => println!("{}", figures.row(name)),
            Err(finding) => {
                println!("{name:<15} breaks:\n{finding}");
                broken.push(name.as_str());
            }
        }
    }
    broken.extend(with_tail_calls(workspace, &chosen, extent)?);
    if broken.is_empty() { Ok(()) } else { bail!("a property of {} does not hold; see above", broken.join(", ")) }
}

/// Runs those of the `chosen` targets that run guests with tail calls, and gives those that break.
fn with_tail_calls<'a>(workspace: &Workspace, chosen: &[&'a String], extent: &Extent) -> Result<Vec<&'a str>> {
    let names: Vec<_> = chosen.iter().filter(|name| tail_calling::TARGETS.contains(&name.as_str())).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    println!("\nwith tail calls:");
    let program = TailCalling::build(workspace)?;
    println!("{}", tail_calling::HEADER);
    let mut broken = Vec::new();
    for name in names {
        if let Err(error) = program.run(workspace, name, extent) {
            println!("{error:#}");
            broken.push(name.as_str());
        }
    }
    Ok(broken)
}

/// Where corpora and findings are.
fn directory(workspace: &Workspace) -> PathBuf {
    workspace.built().join("fuzz")
}

/// The names of all targets.
fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let sources = files::files_below(&workspace.root().join("fuzz/targets"))?;
    Ok(sources.iter().filter_map(|source| Some(source.file_stem()?.to_str()?.to_owned())).collect())
}

/// Builds all targets, and returns the directory they are in.
///
/// Without a sanitizer: there is no `unsafe` here for one to watch, and inputs run twice as often.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    setup::provide(workspace, &[Need::LibFuzzer])?;
    install_nightly(&[])?;
    let target = workspace.built().join("fuzz-build");
    let mut cargo = Tools::of(workspace).cargo_command("cargo-fuzz", CARGO_FUZZ)?;
    cargo.current_dir(workspace.root()).env("RUSTUP_TOOLCHAIN", NIGHTLY).env_remove("CARGO_TARGET_DIR");
    run(cargo.args(["build", "--sanitizer", "none", "--target-dir"]).arg(&target))?;
    Ok(target.join(host()?).join("release"))
}

/// A target that is built and has seeds.
struct Target {
    program: PathBuf,
    directory: PathBuf,
}

impl Target {
    /// Runs the target; when it breaks, the result tells how.
    fn run(&self, extent: &Extent, regressions: &Path) -> Result<Result<Figures, Finding>> {
        let log = self.directory.join("log");
        let stderr = fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut command = Command::new(&self.program);
        command.arg(self.directory.join("corpus"));
        if regressions.is_dir() {
            command.arg(regressions);
        }
        command
            .arg(format!("-dict={}", self.directory.join("dictionary").display()))
            .arg(format!("-artifact_prefix={}/", self.directory.display()))
            .arg(format!("-max_total_time={}", extent.seconds))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg(format!("-timeout={TIMEOUT}"))
            .arg("-print_final_stats=1")
            .args(extent.random.map(|number| format!("-seed={number}")));
        let status = command.stderr(stderr).status().context("cannot start the target")?;
        let text = fs::read(&log).with_context(|| format!("cannot read {}", log.display()))?;
        let text = String::from_utf8_lossy(&text);
        match Figures::read(&text) {
            Some(figures) if status.success() => Ok(Ok(figures)),
            _ => Ok(Err(Finding::read(&text, log))),
        }
    }
}
