//! The programs that are installed under `target/tools`, beside those of the machine.

use crate::process::{output_of, run};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

/// `target/tools`.
pub(crate) struct Tools {
    directory: PathBuf,
}

impl Tools {
    pub(crate) fn of(workspace: &Workspace) -> Self {
        Self { directory: workspace.tools() }
    }

    /// Links to the programs that are installed here because the machine has none, or none recent enough.
    pub(crate) fn programs(&self) -> PathBuf {
        self.directory.join("bin")
    }

    /// Packages from PyPI, as a virtual environment.
    pub(crate) fn python(&self) -> PathBuf {
        self.directory.join("python")
    }

    /// The files of the package `name` from PyPI, which has a directory of its own.
    pub(crate) fn package(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Packages from npm: the parent of `node_modules`.
    pub(crate) fn npm(&self) -> PathBuf {
        self.directory.join("npm")
    }

    /// A link to the directory of the newest Go release that guests are built with.
    pub(crate) fn go_root(&self) -> PathBuf {
        self.directory.join("goroot")
    }

    /// `PATH` with [`Self::programs`] in front.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        let machine = std::env::var_os("PATH").unwrap_or_default();
        let directories = std::iter::once(self.programs()).chain(std::env::split_paths(&machine));
        std::env::join_paths(directories).context("the checkout's path cannot be part of PATH")
    }

    /// A command that finds `program`, and whatever that starts, in [`Self::search_path`].
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Result<Command> {
        let mut command = Command::new(program);
        command.env("PATH", self.search_path()?);
        Ok(command)
    }

    /// A command of cargo's, such as `cargo-fuzz`, in this version; installed here if it is missing.
    pub(crate) fn cargo_command(&self, name: &str, version: &str) -> Result<Command> {
        let root = self.directory.join("cargo");
        let program = root.join("bin").join(name);
        let subcommand = name.trim_start_matches("cargo-");
        let installed = output_of(Command::new(&program).args([subcommand, "--version"])).unwrap_or_default();
        if !installed.ends_with(version) {
            // Not optimised: what takes time is what these start, or takes none. Nobody debugs them, either.
            let install = ["install", "--quiet", "--locked", "--debug", "--version", version, name, "--root"];
            let mut cargo = Command::new("cargo");
            cargo.env("CARGO_PROFILE_DEV_DEBUG", "false").env("CARGO_PROFILE_DEV_STRIP", "symbols");
            run(cargo.args(install).arg(root))?;
        }
        let mut command = self.command(program)?;
        command.arg(subcommand);
        Ok(command)
    }
}
