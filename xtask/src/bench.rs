//! `cargo xtask bench`: whole commands side by side, measured by hyperfine.

mod chart;
mod contest;
mod cores;
mod generate;
pub(crate) mod peers;
mod report;

use anyhow::{Context, Result, bail, ensure};
use chart::Line;
use contest::{CONTESTS, Contest};
use peers::Peers;
use prost::Message;
use serde::Deserialize;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::guests::Selection;
use crate::process;
use crate::requests;
use crate::setup::{self, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct BenchArgs {
    /// Runs of each command at most; contests whose runs take long have fewer.
    #[arg(long, default_value_t = 40)]
    rounds: usize,
    /// At most three runs of each command, none of 4 MB, and no more than ten minutes.
    #[arg(long)]
    quick: bool,
    /// Write tables and charts into docs/performance.md and docs/performance instead of printing the tables.
    #[arg(long)]
    write: bool,
    /// Only the contests whose title contains this.
    #[arg(default_value = "")]
    only: String,
}

/// Builds what is compared, checks that all give the same, and makes a table for each contest, and charts.
pub(crate) fn compare(workspace: &Workspace, args: &BenchArgs) -> Result<()> {
    if args.rounds == 0 {
        bail!("--rounds must be at least 1");
    }
    let wanted =
        |contest: &&Contest| contest.title.contains(&args.only) && !(args.quick && contest.title.contains("4 MB"));
    let contests: Vec<_> = CONTESTS.iter().filter(wanted).collect();
    if contests.is_empty() && !"generate".contains(&args.only) {
        bail!("no contest's title contains {:?}; `cargo xtask bench` without it runs them all", args.only);
    }
    let needs = [Need::Hyperfine, Need::Go, Need::Node, Need::Protoc, Need::RustTargets, Need::Wasmtime];
    setup::provide(workspace, &needs)?;
    let guests = contests.iter().flat_map(|contest| contest.entries).map(|entry| entry.guest);
    let guests: Vec<_> = guests.chain([generate::GUEST_NAME]).map(Into::into).collect();
    Selection::new(&guests, &[])?.build(workspace)?;
    requests::record_all(workspace)?;
    let needed = contests.iter().flat_map(|contest| contest.entries).map(|entry| entry.peer);
    let peers = Peers::install(workspace, needed)?;
    let rounds = if args.quick { args.rounds.min(3) } else { args.rounds };
    let (mut text, mut by_size) = (String::new(), BySize::default());
    for contest in contests {
        let results = run(workspace, &peers, contest, rounds)?;
        by_size.add(workspace, contest, &results)?;
        let table = report::table(contest, &results);
        println!("{table}");
        text += &table;
    }
    if "generate".contains(&args.only) {
        let table = generate::table(workspace, &peers, rounds.min(3))?;
        println!("{table}");
        text += &table;
    }
    if args.write {
        let directory = workspace.root().join("docs/performance");
        fs::create_dir_all(&directory)?;
        fs::write(directory.join("by-size.svg"), by_size.chart())?;
        fs::write(directory.join("by-cores.svg"), cores::chart(workspace, &peers, rounds.min(3))?)?;
        let charts =
            "\n![time by size of the request](performance/by-size.svg)\n\n![time by cores](performance/by-cores.svg)\n";
        report::write(&workspace.root().join("docs/performance.md"), &(text + charts))?;
    }
    Ok(())
}

/// Times of protoc-gen-go by the size of the request.
#[derive(Default)]
struct BySize {
    ticks: Vec<(f64, String)>,
    lines: Vec<Line>,
}

impl BySize {
    fn add(&mut self, workspace: &Workspace, contest: &Contest, results: &[Entered]) -> Result<()> {
        let Some(size) = contest.title.strip_prefix("protoc-gen-go, ") else { return Ok(()) };
        let bytes = fs::metadata(workspace.requests().join(contest.request))?.len() as f64;
        self.ticks.push((bytes, size.to_owned()));
        for (entry, result) in contest.entries.iter().zip(results) {
            let Ok(times) = result else { continue };
            let name = entry.peer.to_string();
            let at = self.lines.iter().position(|line| line.name == name).unwrap_or_else(|| {
                self.lines.push(Line { name, points: Vec::new() });
                self.lines.len() - 1
            });
            self.lines[at].points.push((bytes, times.median));
        }
        Ok(())
    }

    fn chart(&self) -> String {
        chart::svg("protoc-gen-go: time by size of the request", &self.ticks, &self.lines)
    }
}

/// What one entry of a contest did: its times, or how it failed.
type Entered = Result<Times, String>;

/// A row of what hyperfine exports, in seconds.
#[derive(Deserialize)]
struct Times {
    median: f64,
    user: f64,
    system: f64,
}

impl Times {
    /// Seconds that all cores spent together.
    fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

fn run(workspace: &Workspace, peers: &Peers, contest: &Contest, rounds: usize) -> Result<Vec<Entered>> {
    let request = workspace.requests().join(contest.request);
    let mut entered = Vec::new();
    let (mut lines, mut seconds) = (Vec::new(), Vec::new());
    let mut expected: Option<Vec<Vec<u8>>> = None;
    for entry in contest.entries {
        let mut guest = workspace.guests().join(entry.guest).into_os_string();
        guest.push(".wasm"); // `Path::with_extension` would take a version's last number for an extension
        let mut command = peers.command(entry.peer, Path::new(&guest), entry.environment);
        let begun = Instant::now();
        let tried = command.stdin(File::open(&request)?).output().with_context(|| process::cannot_start(&command))?;
        entered.push(if tried.status.success() { Ok(()) } else { Err(last_line(&tried.stderr)) });
        if tried.status.success() {
            let files = files(&tried.stdout)?;
            let expected = expected.get_or_insert_with(|| files.clone());
            ensure!(*expected == files, "{}: {} gives other files than the first", contest.title, entry.name());
        }
        if tried.status.success() {
            lines.push(shell_line(&command, &request));
            seconds.push(begun.elapsed().as_secs_f64());
        }
    }
    // What takes long is measured once: a median of a few would take minutes.
    let mut times = Vec::new();
    for (line, seconds) in lines.iter().zip(seconds) {
        let rounds = if seconds > LONG_SECONDS { 1 } else { rounds.min(contest.most_rounds) };
        times.append(&mut measure(workspace, std::slice::from_ref(line), &Round::of(rounds))?);
    }
    let mut times = times.into_iter();
    let result = |entered: Result<(), String>| match entered {
        Ok(()) => Ok(Ok(times.next().context("hyperfine reports fewer commands than it was given")?)),
        Err(failure) => Ok(Err(failure)),
    };
    entered.into_iter().map(result).collect()
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

/// From so many seconds on, a command is measured once.
const LONG_SECONDS: f64 = 15.0;

/// How commands are measured.
struct Round {
    rounds: usize,
    /// Runs that are not measured, first.
    warmup: usize,
    /// What is done before each run.
    prepare: Option<String>,
}

impl Round {
    fn of(rounds: usize) -> Self {
        Self { rounds, warmup: 0, prepare: None }
    }
}

/// Runs each of `lines` that many times, and gives their times in the same order.
fn measure(workspace: &Workspace, lines: &[String], round: &Round) -> Result<Vec<Times>> {
    #[derive(Deserialize)]
    struct Report {
        results: Vec<Times>,
    }
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let report = workspace.target().join("bench.json");
    let mut hyperfine = Tools::of(workspace).command("hyperfine")?;
    hyperfine.args(["--shell", "sh", "--runs", &round.rounds.to_string(), "--warmup", &round.warmup.to_string()]);
    round.prepare.iter().for_each(|prepare| _ = hyperfine.arg("--prepare").arg(prepare));
    hyperfine.arg("--export-json").arg(&report).args(lines);
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
