//! The tests of a package of Go's standard library, as a program: how it is built, and how each of them ends.

use crate::process::{cannot_start, run};
use crate::tools::Tools;
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

/// A port of Go's to WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Port {
    Js,
    Wasip1,
}

impl Port {
    /// As Go calls it: `GOOS`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Js => "js",
            Self::Wasip1 => "wasip1",
        }
    }
}

/// Builds the tests of `package` for this port by the newest release, and writes them to `wasm`.
pub(crate) fn build(tools: &Tools, port: Port, package: &str, wasm: &Path) -> Result<()> {
    let root = tools.go_root();
    let mut go = tools.command(root.join("bin/go"))?;
    go.env("GOOS", port.name()).env("GOARCH", "wasm").env("GOTOOLCHAIN", "local").env("GOROOT", &root);
    run(go.args(["test", "-c", "-trimpath", "-ldflags=-s -w", "-o"]).arg(wasm).arg(package))
}

/// A line `STATUS: NAME` for each test and subtest that `command` has run.
///
/// # Errors
///
/// It ended before its last test.
pub(crate) fn outcomes(command: &mut Command) -> Result<BTreeSet<String>> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("--- "));
    let outcomes: BTreeSet<_> = lines.filter_map(|line| Some(line.rsplit_once(" (")?.0.to_owned())).collect();
    // The last line of `testing`: whatever is missing after it is no test that was cut off.
    let ended = matches!(text.lines().last(), Some("PASS" | "FAIL"));
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(ended && !outcomes.is_empty(), "{}: {}", output.status, words.lines().last().unwrap_or_default());
    Ok(outcomes)
}
