//! The command line for each system, and the documents that come with it.

use super::empty;
use crate::cargo::{self, cargo};
use crate::process::{output_of, run};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A system that there is a release for.
pub(super) struct Target {
    pub(super) triple: String,
    /// What Debian calls the processor, where there is a package for it.
    pub(super) debian: Option<&'static str>,
    /// How programs end.
    pub(super) extension: &'static str,
}

impl Target {
    /// What `triple`, by Rust's name, says of itself.
    pub(super) fn parse(triple: &str) -> Result<Self> {
        let mut parts = triple.split('-');
        let processor = parts.next().filter(|processor| !processor.is_empty()).context("a target is empty")?;
        let debian = match (processor, triple.ends_with("-linux-musl")) {
            ("x86_64", true) => Some("amd64"),
            ("aarch64", true) => Some("arm64"),
            _ => None,
        };
        let extension = if triple.contains("-windows-") { ".exe" } else { "" };
        Ok(Self { triple: triple.to_owned(), debian, extension })
    }

    /// Whether it takes no linker of the system's: Rust brings what a static program for Linux is linked with.
    fn is_linked_by_rust(&self) -> bool {
        self.triple.ends_with("-linux-musl")
    }
}

/// Builds bufwasm for `target`, and says where it is.
pub(super) fn build(workspace: &Workspace, target: &Target) -> Result<PathBuf> {
    let triple = &target.triple;
    let rustup = |command: &str| {
        let mut rustup = Command::new("rustup");
        rustup.current_dir(workspace.root()).args(["--quiet", "target", command, triple]);
        rustup
    };
    run(&mut rustup("add"))?;
    let mut cargo = cargo(workspace)?;
    cargo.args(["build", "--release", "--locked", "--package", "bufwasm-cli", "--target", triple]);
    cargo.env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
    if target.is_linked_by_rust() {
        let linker = format!("CARGO_TARGET_{}_LINKER", triple.to_uppercase().replace('-', "_"));
        cargo.env(linker, "rust-lld");
    }
    run(&mut cargo)?;
    Ok(workspace.built().join(triple).join("release").join(format!("bufwasm{}", target.extension)))
}

/// Shells, and where each looks for the completions of a program.
const COMPLETIONS: [(&str, &str); 4] = [
    ("bash", "completions/bufwasm.bash"),
    ("fish", "completions/bufwasm.fish"),
    ("powershell", "completions/_bufwasm.ps1"),
    ("zsh", "completions/_bufwasm"),
];

/// Writes completions, manual pages, the licence and what to read first into `directory`, by a program of this
/// system's.
pub(super) fn documents(workspace: &Workspace, directory: &Path) -> Result<PathBuf> {
    empty(directory)?;
    for folder in ["completions", "man"] {
        empty(&directory.join(folder))?;
    }
    let program = cargo::program(workspace, "bufwasm")?;
    let write = |place: &str, text: &str| {
        fs::write(directory.join(place), text).with_context(|| format!("cannot write {place}"))
    };
    for (shell, place) in COMPLETIONS {
        write(place, &(output_of(Command::new(&program).args(["completions", shell]))? + "\n"))?;
    }
    write("man/bufwasm.1", &(output_of(Command::new(&program).arg("man"))? + "\n"))?;
    for command in commands(&program)? {
        let page = output_of(Command::new(&program).args(["man", &command]))?;
        write(&format!("man/bufwasm-{command}.1"), &(page + "\n"))?;
    }
    for file in ["LICENSE", "README.md", "CHANGELOG.md"] {
        crate::files::copy(&workspace.root().join(file), &directory.join(file))?;
    }
    Ok(directory.to_owned())
}

/// The names of the commands, as the help lists them.
fn commands(program: &Path) -> Result<Vec<String>> {
    let help = output_of(Command::new(program).arg("--help"))?;
    let (_, list) = help.split_once("Commands:\n").context("the help lists no commands")?;
    let lines = list.lines().take_while(|line| !line.trim().is_empty());
    // What is said of a command goes on in lines that begin further in.
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    Ok(names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect())
}
