//! The targets that run guests, once more: by the engine as it is released, with tail calls.
//!
//! libFuzzer counts what a program executes by instrumentation, which keeps the compiler from making tail calls. So a program
//! without it runs what libFuzzer has found, and mutations of that: `fuzz/oracles/src/bin/tail-calling.rs`.

use super::{Extent, directory};
use crate::cargo;
use crate::process::cannot_start;
use crate::tail_calls;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The targets whose inputs make an engine execute something.
pub(super) const TARGETS: [&str; 5] = ["gojs_calls", "optimised", "optimised_any", "run_module", "wasi_calls"];

/// Of the time that a target has under libFuzzer, the part that it has here: nothing is found by coverage.
const PART: u64 = 4;

/// What [`TailCalling::run`] prints is below it.
pub(super) const HEADER: &str = "target              corpus   mutations";

/// The program, built in the workspace's own profile for development, whose engine is optimised as in a release.
pub(super) struct TailCalling {
    program: PathBuf,
}

impl TailCalling {
    /// Builds the program, and sees that its engine makes tail calls.
    pub(super) fn build(workspace: &Workspace) -> Result<Self> {
        let program = cargo::program(workspace, "tail-calling")?;
        tail_calls::look(&program)?;
        Ok(Self { program })
    }

    /// Runs the target `name`, and prints how many inputs it has had.
    ///
    /// # Errors
    ///
    /// It breaks: the error tells how, and where the input is.
    pub(super) fn run(&self, workspace: &Workspace, name: &str, extent: &Extent) -> Result<()> {
        let directory = directory(workspace).join(name);
        let log = directory.join("tail-calling.log");
        let stderr = fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut program = Command::new(&self.program);
        let random = extent.random.map_or_else(|| u64::from(std::process::id()), u64::from);
        program.arg(name).arg(&directory).arg(extent.seconds.div_ceil(PART).to_string()).arg(random.to_string());
        let output = program.stdin(Stdio::null()).stderr(stderr).output().with_context(|| cannot_start(&program))?;
        let told = String::from_utf8_lossy(&output.stdout);
        match told.trim().split_once(' ') {
            Some((found, mutated)) if output.status.success() => {
                println!("{name:<15} {found:>10}  {mutated:>10}");
                Ok(())
            }
            _ => {
                let crash = directory.join("crash-tail-calling");
                fs::rename(directory.join("running"), &crash).context("no input was running")?;
                bail!(
                    "{name} breaks with tail calls: {}; input in {}, more in {}",
                    output.status,
                    crash.display(),
                    log.display()
                )
            }
        }
    }
}
