//! `cargo xtask bench`: whole commands side by side, measured by hyperfine.

mod contest;
pub(crate) mod peers;

use anyhow::{Context, Result, bail};
use contest::{CONTESTS, Contest};
use peers::{Peer, Peers};
use serde::Deserialize;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use crate::guests::Selection;
use crate::process;
use crate::requests;
use crate::setup::{self, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;

/// Builds what is compared and prints a Markdown table for each contest whose title contains `only`.
pub(crate) fn compare(workspace: &Workspace, rounds: usize, only: &str) -> Result<()> {
    if rounds == 0 {
        bail!("--rounds must be at least 1");
    }
    let contests: Vec<_> = CONTESTS.iter().filter(|contest| contest.title.contains(only)).collect();
    if contests.is_empty() {
        bail!("no contest's title contains {only:?}; `cargo xtask bench` without it runs them all");
    }
    setup::provide(workspace, &[Need::Hyperfine, Need::Go, Need::Node, Need::Protoc, Need::RustTargets])?;
    let guests: Vec<_> = contests.iter().flat_map(|contest| contest.entries).map(|entry| entry.guest.into()).collect();
    Selection::new(&guests, &[])?.build(workspace)?;
    requests::record_all(workspace)?;
    let needed = contests.iter().flat_map(|contest| contest.entries).map(|entry| entry.peer);
    let peers = Peers::install(workspace, needed)?;
    for contest in contests {
        report(contest, &run(workspace, &peers, contest, rounds)?);
    }
    Ok(())
}

/// What one entry of a contest did: its times, or how it failed.
type Entered = Result<Times, String>;

/// A row of what hyperfine exports, in seconds.
#[derive(Deserialize)]
struct Times {
    median: f64,
    min: f64,
}

fn run(workspace: &Workspace, peers: &Peers, contest: &Contest, rounds: usize) -> Result<Vec<Entered>> {
    let request = workspace.requests().join(contest.request);
    let mut entered = Vec::new();
    let mut lines = Vec::new();
    for entry in contest.entries {
        let mut guest = workspace.guests().join(entry.guest).into_os_string();
        guest.push(".wasm"); // `Path::with_extension` would take a version's last number for an extension
        let mut command = peers.command(entry.peer, Path::new(&guest), entry.environment);
        let tried = command.stdin(File::open(&request)?).output().with_context(|| process::cannot_start(&command))?;
        entered.push(if tried.status.success() { Ok(()) } else { Err(last_line(&tried.stderr)) });
        if tried.status.success() {
            lines.push(shell_line(&command, &request));
        }
    }
    let mut times = measure(workspace, &lines, rounds.min(contest.most_rounds))?.into_iter();
    let result = |entered: Result<(), String>| match entered {
        Ok(()) => Ok(Ok(times.next().context("hyperfine reports fewer commands than it was given")?)),
        Err(failure) => Ok(Err(failure)),
    };
    entered.into_iter().map(result).collect()
}

/// Runs each of `lines` that many times, and gives their times in the same order.
fn measure(workspace: &Workspace, lines: &[String], rounds: usize) -> Result<Vec<Times>> {
    #[derive(Deserialize)]
    struct Report {
        results: Vec<Times>,
    }
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let report = workspace.target().join("bench.json");
    let mut hyperfine = Tools::of(workspace).command("hyperfine")?;
    hyperfine.args(["--shell", "sh", "--runs", &rounds.to_string(), "--export-json"]).arg(&report).args(lines);
    process::run(&mut hyperfine)?;
    let text = fs::read(&report).with_context(|| format!("cannot read {}", report.display()))?;
    Ok(serde_json::from_slice::<Report>(&text).context("hyperfine's report is not understood")?.results)
}

/// What a shell runs as `command`, with the file `stdin`.
fn shell_line(command: &Command, stdin: &Path) -> String {
    let quote = |word: &OsStr| format!("'{}'", word.to_string_lossy().replace('\'', "'\\''"));
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    format!("{} < {}", words.map(quote).collect::<Vec<_>>().join(" "), quote(stdin.as_os_str()))
}

/// A line of a failed command's that says most in a table.
fn last_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let telling = text.lines().find(|line| line.to_lowercase().contains("error"));
    telling.or_else(|| text.lines().last()).unwrap_or("failed without a word").trim().to_owned()
}

fn report(contest: &Contest, results: &[Entered]) {
    println!("\n### {}\n\n| | median | fastest | ratio to the first |\n|---|---|---|---|", contest.title);
    let first = results.first().and_then(|times| times.as_ref().ok()).map(|times| times.median);
    for (entry, result) in contest.entries.iter().zip(results) {
        let name = entry.name();
        match result {
            Ok(Times { median, min }) => {
                let ratio = first.map_or_else(String::new, |first| format!("{:.2}", median / first));
                println!("| {name} | {} | {} | {ratio} |", show(*median), show(*min));
            }
            Err(failure) => println!("| {name} | fails: {failure} | | |"),
        }
    }
}

/// `seconds`, as a table has them.
fn show(seconds: f64) -> String {
    if seconds < 10.0 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.1} s") }
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
