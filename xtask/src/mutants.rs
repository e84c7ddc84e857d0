//! `cargo xtask mutants`: breaks each rule of the optimiser on purpose, and sees that a test fails.
//!
//! The rules are changed in a copy below `target/mutants`, one at a time. A mutant that no test notices is a rule that is not
//! tested; one that does not compile, or whose text is not there any more, is to be mended here.

mod table;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::process::output_of;
use crate::workspace::Workspace;
use table::{MUTANTS, Mutant};

/// The packages whose tests are to notice: modules that run plain and optimised, and the optimiser's own.
const PACKAGES: [&str; 2] = ["bufwasm-oracles", "bufwasm"];

/// Tries the mutants whose names contain `only`, and prints which of them were noticed.
///
/// # Errors
///
/// One was not, or the tests fail on what is not changed.
pub(crate) fn try_all(workspace: &Workspace, only: &str) -> Result<()> {
    let mutants: Vec<_> = MUTANTS.iter().filter(|mutant| mutant.name.contains(only)).collect();
    ensure!(!mutants.is_empty(), "no mutant's name contains {only:?}; `cargo xtask mutants` without it tries them all");
    let source = workspace.target().join("mutants/source");
    copy_sources(workspace.root(), &source)?;
    for package in PACKAGES {
        ensure!(build(&source, package)? && pass(&source, package)?, "the tests of {package} fail without a mutant");
    }
    let mut survivors = Vec::new();
    for mutant in mutants {
        let is_noticed = is_noticed(&source, mutant)?;
        println!("{}: {}", mutant.name, if is_noticed { "noticed" } else { "SURVIVES" });
        if !is_noticed {
            survivors.push(mutant.name);
        }
    }
    ensure!(survivors.is_empty(), "no test notices: {}", survivors.join(", "));
    Ok(())
}

/// Copies the files that git knows of, as they are now.
fn copy_sources(root: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("cannot remove {}", to.display()))?;
    }
    let files = output_of(Command::new("git").current_dir(root).args(["ls-files"]))?;
    for file in files.lines() {
        let (from, to) = (root.join(file), to.join(file));
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap_or(&to))?;
            fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
        }
    }
    Ok(())
}

/// Whether a test fails with the mutant in its file.
fn is_noticed(source: &Path, Mutant { name, file, rule, broken }: &Mutant) -> Result<bool> {
    let path = source.join("src").join(file);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(text.matches(rule).count() == 1, "{name}: src/{file} does not have it once: {rule}");
    fs::write(&path, text.replace(rule, broken))?;
    let mut tried = PACKAGES.iter().map(|package| notices(source, package));
    let noticed = tried.find(|noticed| !matches!(noticed, Ok(false)));
    fs::write(&path, text)?;
    noticed.unwrap_or(Ok(false)).with_context(|| format!("the mutant {name}"))
}

/// Whether a test of this package fails.
fn notices(source: &Path, package: &str) -> Result<bool> {
    ensure!(build(source, package)?, "it does not compile");
    Ok(!pass(source, package)?)
}

fn build(source: &Path, package: &str) -> Result<bool> {
    succeeds(source, package, &["--no-run"])
}

fn pass(source: &Path, package: &str) -> Result<bool> {
    succeeds(source, package, &[])
}

fn succeeds(source: &Path, package: &str, more: &[&str]) -> Result<bool> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(source).args(["test", "--quiet", "--target-dir", "../target", "--package", package]);
    cargo.args(["--lib", "optimise"]).args(more);
    let status = cargo.stdout(Stdio::null()).stderr(Stdio::null()).status();
    Ok(status.context("cannot start cargo")?.success())
}
