//! Where guests are built, and with what.

use crate::process::output_of;
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// `target/guests`, held by this process alone.
pub(super) struct Builder<'a> {
    pub(super) workspace: &'a Workspace,
    tools: Tools,
    /// Released when dropped, also by a process that is killed.
    _lock: File,
}

impl<'a> Builder<'a> {
    /// Waits until no other process builds guests in this checkout.
    pub(super) fn open(workspace: &'a Workspace) -> Result<Self> {
        let scratch = scratch_of(workspace);
        fs::create_dir_all(&scratch).with_context(|| format!("cannot create {}", scratch.display()))?;
        let lock = File::create(scratch.join("lock")).context("cannot create the lock on target/guests")?;
        lock.lock().context("cannot lock target/guests")?;
        Ok(Self { workspace, tools: Tools::of(workspace), _lock: lock })
    }

    pub(super) fn tools(&self) -> &Tools {
        &self.tools
    }

    pub(super) fn root(&self) -> &Path {
        self.workspace.root()
    }

    pub(super) fn sources(&self) -> PathBuf {
        self.workspace.guest_sources()
    }

    /// Where toolchains put what they make on the way.
    pub(super) fn scratch(&self) -> PathBuf {
        scratch_of(self.workspace)
    }

    /// What a compiler says of its version.
    pub(super) fn version_of(&self, program: &str) -> Result<String> {
        let argument = if program == "python-zig" { "version" } else { "--version" };
        output_of(self.tools.command(program)?.current_dir(self.root()).arg(argument))
    }

    /// The user's own module cache, so that nothing is downloaded twice.
    pub(super) fn go_modules(&self) -> Result<String> {
        output_of(self.tools.command("go")?.args(["env", "GOMODCACHE"]))
    }
}

fn scratch_of(workspace: &Workspace) -> PathBuf {
    workspace.guests().join(".build")
}
