//! Commands as hyperfine measures them.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// A row of what hyperfine exports, in seconds.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Times {
    pub(super) median: f64,
    user: f64,
    system: f64,
}

impl Times {
    /// Seconds that all cores spent together.
    pub(super) fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// How commands are measured.
#[derive(Default)]
pub(super) struct Round<'a> {
    pub(super) rounds: usize,
    /// Runs that are not measured, first.
    pub(super) warmup: usize,
    /// What is done before each run.
    pub(super) prepare: Option<String>,
    /// The file that gets what the commands print.
    pub(super) output: Option<&'a Path>,
}

impl Round<'_> {
    pub(super) fn of(rounds: usize) -> Self {
        Self { rounds, ..Self::default() }
    }
}

/// Runs each of `lines` that many times, and gives their times in the same order.
///
/// # Errors
///
/// One of them failed.
pub(super) fn measure(workspace: &Workspace, lines: &[String], round: &Round<'_>) -> Result<Vec<Times>> {
    #[derive(Deserialize)]
    struct Report {
        results: Vec<Times>,
    }
    let report = workspace.target().join("bench.json");
    let mut hyperfine = Tools::of(workspace).command("hyperfine")?;
    hyperfine.args(["--shell", "sh", "--style", "none", "--runs", &round.rounds.to_string()]);
    hyperfine.args(["--warmup", &round.warmup.to_string()]);
    round.prepare.iter().for_each(|prepare| _ = hyperfine.arg("--prepare").arg(prepare));
    round.output.iter().for_each(|output| _ = hyperfine.arg("--output").arg(output));
    hyperfine.arg("--export-json").arg(&report).args(lines);
    process::run_quietly(&mut hyperfine)?;
    let text = fs::read(&report).with_context(|| format!("cannot read {}", report.display()))?;
    Ok(serde_json::from_slice::<Report>(&text).context("hyperfine's report is not understood")?.results)
}

/// The same for one command.
pub(super) fn measure_one(workspace: &Workspace, line: &str, round: &Round<'_>) -> Result<Times> {
    measure(workspace, &[line.to_owned()], round)?.pop().context("hyperfine reports nothing")
}

/// What a shell runs as `command`, with the file `stdin`.
pub(super) fn shell_line(command: &Command, stdin: &Path) -> String {
    let quote = |word: &OsStr| format!("'{}'", word.to_string_lossy().replace('\'', "'\\''"));
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    format!("{} < {}", words.map(quote).collect::<Vec<_>>().join(" "), quote(stdin.as_os_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_gets_the_words_of_a_command_as_they_are() {
        let mut command = Command::new("printf");
        command.args(["%s|", "a b", "it's", "$HOME"]);
        let line = shell_line(&command, Path::new("/dev/null"));
        let printed = process::output_of(Command::new("sh").args(["-c", &line])).unwrap();
        assert_eq!(printed, "a b|it's|$HOME|");
    }
}
