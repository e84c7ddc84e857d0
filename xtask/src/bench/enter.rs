//! The entries of a contest: each is tried, must give what the others give, and is measured.

use anyhow::{Context, Result};
use prost::Message;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use super::contest::{Contest, Entry};
use super::measure::{Round, Times, measure_one, shell_line};
use super::peers::Peers;
use crate::process;
use crate::workspace::Workspace;

/// What one entry of a contest did: its times, or how it failed.
pub(super) type Entered = Result<Times, String>;

/// How often commands are run.
pub(super) struct Pace {
    pub(super) rounds: usize,
    /// From so many seconds on, once.
    long: f64,
}

impl Pace {
    pub(super) fn of(rounds: usize) -> Self {
        Self { rounds, long: 15.0 }
    }

    pub(super) fn quick(rounds: usize) -> Self {
        Self { rounds: rounds.min(3), long: 3.0 }
    }
}

/// Runs all that take part in `contest`, and says so.
pub(super) fn all(workspace: &Workspace, peers: &Peers, contest: &Contest, pace: &Pace) -> Vec<Entered> {
    let mut expected = None;
    let results = contest.entries.iter().map(|entry| {
        eprintln!("{}: {} …", contest.title, entry.name());
        let (times, files) = enter(workspace, peers, contest, entry, pace).map_err(|error| format!("{error:#}"))?;
        if *expected.get_or_insert_with(|| files.clone()) != files {
            return Err("gives other files than the first".into());
        }
        Ok(times)
    });
    results.collect()
}

/// The times of one entry, and the files of its answer.
fn enter(
    workspace: &Workspace,
    peers: &Peers,
    contest: &Contest,
    entry: &Entry,
    pace: &Pace,
) -> Result<(Times, Vec<Vec<u8>>)> {
    let request = workspace.requests().join(contest.request);
    let mut guest = workspace.guests().join(entry.guest).into_os_string();
    guest.push(".wasm"); // `Path::with_extension` would take a version's last number for an extension
    let mut command = peers.command(entry.peer, Path::new(&guest), entry.environment)?;
    let line = shell_line(&command, &request);
    let output = workspace.target().join("bench/answer.bin");
    let first = measure_one(workspace, &line, &Round { rounds: 1, output: Some(&output), ..Round::default() });
    let first = first.map_err(|error| failure(&mut command, &request).unwrap_or(error))?;
    let answer = fs::read(&output).with_context(|| format!("cannot read {}", output.display()))?;
    let rounds = if first.median > pace.long { 1 } else { pace.rounds.min(contest.most_rounds) };
    // The first run counts where no other would be different.
    let times = match rounds {
        1 if !entry.peer.is_warm() => first,
        _ => measure_one(workspace, &line, &Round::of(rounds))?,
    };
    Ok((times, files(&answer)?))
}

/// What `command` says of why it fails, if it does so again.
fn failure(command: &mut Command, request: &Path) -> Option<anyhow::Error> {
    let tried = command.stdin(File::open(request).ok()?).output();
    match tried.with_context(|| process::cannot_start(command)) {
        Ok(tried) => (!tried.status.success()).then(|| anyhow::Error::msg(last_line(&tried.stderr))),
        Err(error) => Some(error),
    }
}

/// The files of a plugin's response, sorted: some iterate over hash maps, in another order wherever randomness is real.
fn files(response: &[u8]) -> Result<Vec<Vec<u8>>> {
    #[derive(Clone, PartialEq, prost::Message)]
    struct Response {
        #[prost(bytes = "vec", repeated, tag = "15")]
        file: Vec<Vec<u8>>,
    }
    let mut files = Response::decode(response).context("an answer is no response of a plugin")?.file;
    files.sort();
    Ok(files)
}

/// A line of a failed command's that says most in a table.
fn last_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let telling = text.lines().find(|line| line.to_lowercase().contains("error"));
    telling.or_else(|| text.lines().last()).unwrap_or("failed without a word").trim().to_owned()
}
