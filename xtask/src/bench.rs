//! `cargo xtask bench`: whole commands side by side, in turns, so that a noisy machine is noisy for all of them.

mod contest;
pub(crate) mod peers;

use anyhow::{Result, bail};
use contest::{CONTESTS, Contest};
use peers::{Peer, Peers};
use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::guests::Selection;
use crate::requests;
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

/// What one entry of a contest did: the times of its runs, or how it failed.
type Times = Result<Vec<Duration>, String>;

fn run(workspace: &Workspace, peers: &Peers, contest: &Contest, rounds: usize) -> Result<Vec<Times>> {
    let mut results: Vec<Times> = contest.entries.iter().map(|_| Ok(Vec::new())).collect();
    for round in 0..rounds.min(contest.most_rounds) {
        for (entry, result) in contest.entries.iter().zip(&mut results) {
            let Ok(times) = result else { continue };
            let guest = workspace.guests().join(entry.guest).with_extension_wasm();
            let mut command = peers.command(entry.peer, &guest, entry.environment);
            let request = File::open(workspace.requests().join(contest.request))?;
            let start = Instant::now();
            let output = command.stdin(request).stdout(Stdio::piped()).stderr(Stdio::piped()).output()?;
            let time = start.elapsed();
            if output.status.success() {
                times.push(time);
            } else {
                *result = Err(last_line(&output.stderr));
            }
        }
        eprintln!("{}: round {} of {}", contest.title, round + 1, rounds.min(contest.most_rounds));
    }
    Ok(results)
}

/// A line of a failed command's that says most in a table.
fn last_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let telling = text.lines().find(|line| line.to_lowercase().contains("error"));
    telling.or_else(|| text.lines().last()).unwrap_or("failed without a word").trim().to_owned()
}

fn report(contest: &Contest, results: &[Times]) {
    println!("\n### {}\n\n| | median | fastest | ratio to the first |\n|---|---|---|---|", contest.title);
    let first = results.first().and_then(|times| times.as_ref().ok()).map(|times| median(times));
    for (entry, result) in contest.entries.iter().zip(results) {
        let name = entry.name();
        match result {
            Ok(times) => {
                let (median, fastest) = (median(times), times.iter().min().copied().unwrap_or_default());
                let ratio = first
                    .map_or_else(String::new, |first| format!("{:.2}", median.as_secs_f64() / first.as_secs_f64()));
                println!("| {name} | {} | {} | {ratio} |", show(median), show(fastest));
            }
            Err(failure) => println!("| {name} | fails: {failure} | | |"),
        }
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn show(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{:.1} ms", time.as_secs_f64() * 1e3)
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// Appends `.wasm`, where `Path::with_extension` would take a version's last number for an extension.
trait WithExtensionWasm {
    fn with_extension_wasm(self) -> std::path::PathBuf;
}

impl WithExtensionWasm for std::path::PathBuf {
    fn with_extension_wasm(self) -> std::path::PathBuf {
        let mut name = self.into_os_string();
        name.push(".wasm");
        name.into()
    }
}
