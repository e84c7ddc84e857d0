//! What a campaign came to, as text and as JSON.

use std::path::Path;
use std::time::Duration;

use bufwasm_plugfuzz::{Fault, FaultKind, Finding, Report, Verdict};
use serde::Serialize;

use super::{command, directory, path, warn};
use crate::fuzz::FuzzArgs;
use crate::message;

/// Bytes of a message that are shown: plugins repeat what they were asked.
const SHOWN: usize = 300;

/// What was found, as `args` want it.
pub(super) fn summary(args: &FuzzArgs, plugin: &str, report: &Report) -> String {
    if args.json { json(args, plugin, report) } else { text(args, plugin, report) }
}

/// How fast it was: differs from time to time, and is no part of the result.
pub(super) fn pace(report: &Report, time: Duration) {
    let pace = report.progress.runs as f64 / time.as_secs_f64().max(0.001);
    message::note(&format!(
        "{} in {:.1}s, {pace:.0} a second",
        plural(report.progress.runs, "run"),
        time.as_secs_f64()
    ));
}

/// Nothing but a plugin's own checks is tested when it refuses all it is given.
pub(super) fn refuses_seeds(reason: &str) {
    warn(&format!("the plugin refuses every seed: {}", shown(reason)));
    message::note("hint: give it the options it needs with --opt, or .proto files it takes with --seed-dir");
}

fn text(args: &FuzzArgs, plugin: &str, report: &Report) -> String {
    let progress = &report.progress;
    let mut text = format!("{plugin}: {}", counted(report));
    text += &format!(
        " in {}; {} of {} blocks ran, {} kept, {} refused\n",
        plural(progress.runs, "run"),
        progress.blocks,
        progress.all_blocks,
        plural(progress.kept as u64, "request"),
        progress.refused,
    );
    for finding in by_weight(report) {
        let file = path(&args.out, finding);
        text += &format!("\n{}: {}\n", finding.fault.kind, sentence(&finding.fault));
        let sender =
            if finding.valid { "a request that protoc could send" } else { "a request that protoc would not send" };
        text +=
            &format!("  {sender}, {}, first in run {}\n", plural(finding.request.len() as u64, "byte"), finding.run);
        text += &format!("  {}\n", command::replay(args, finding, report.fuel, &file));
        text += &by_sources(args, finding, report.fuel);
    }
    text
}

/// How .proto files show `finding`, or that none do.
fn by_sources(args: &FuzzArgs, finding: &Finding, fuel: u64) -> String {
    let Some(sources) = &finding.sources else { return "  no .proto file is known that shows it\n".into() };
    let command = command::generate(args, finding, sources, fuel, &directory(&args.out, finding));
    let untried = if sources.tried { "" } else { "  not tried, for it takes protoc to compile an edition:\n" };
    format!("{untried}  {command}\n")
}

/// The findings that users of the plugin can meet, then the others; each in the order of the runs.
fn by_weight(report: &Report) -> impl Iterator<Item = &Finding> {
    let (met, others): (Vec<_>, Vec<_>) = report.findings.iter().partition(|finding| finding.valid);
    met.into_iter().chain(others)
}

/// `3 findings (panic 2, hang 1)`.
fn counted(report: &Report) -> String {
    let count = |kind: FaultKind| report.findings.iter().filter(|finding| finding.fault.kind == kind).count();
    let kinds = FaultKind::ALL.into_iter().filter(|kind| count(*kind) > 0);
    let kinds: Vec<_> = kinds.map(|kind| format!("{kind} {}", count(kind))).collect();
    match report.findings.len() {
        0 => "no findings".into(),
        findings => format!("{} ({})", plural(findings as u64, "finding"), kinds.join(", ")),
    }
}

/// What is wrong, and where.
pub(super) fn sentence(fault: &Fault) -> String {
    match &fault.place {
        Some(place) => format!("{}, {place}", shown(&fault.message)),
        None => shown(&fault.message),
    }
}

/// What a replayed request shows.
pub(super) fn verdict(path: &Path, verdict: &Verdict) -> String {
    let path = path.display();
    match verdict {
        Verdict::Answered => format!("{path}: the plugin answers\n"),
        Verdict::Refused(reason) => format!("{path}: the plugin refuses: {}\n", shown(reason)),
        Verdict::Wrong(fault) => format!("{path}: {}: {}\n", fault.kind, sentence(fault)),
    }
}

/// The beginning of `text`, on one line, without what a terminal would take for itself.
fn shown(text: &str) -> String {
    let mut line: String = text
        .trim()
        .chars()
        .flat_map(|char| match char {
            char if char.is_control() => char.escape_default().collect::<Vec<_>>(),
            char => vec![char],
        })
        .take(SHOWN + 1)
        .collect();
    if line.chars().count() > SHOWN {
        line.pop();
        line.push('…');
    }
    line
}

/// `1 run`, `2 runs`.
pub(super) fn plural(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn json(args: &FuzzArgs, plugin: &str, report: &Report) -> String {
    #[derive(Serialize)]
    struct Summary<'a> {
        plugin: &'a str,
        random: u64,
        runs: u64,
        blocks: usize,
        all_blocks: usize,
        kept: usize,
        refused: u64,
        fuel: u64,
        findings: Vec<Found<'a>>,
    }
    #[derive(Serialize)]
    struct Found<'a> {
        kind: &'static str,
        message: &'a str,
        place: Option<&'a str>,
        valid: bool,
        run: u64,
        bytes: usize,
        file: String,
        replay: String,
        sources: Option<Sources>,
    }
    #[derive(Serialize)]
    struct Sources {
        directory: String,
        generate: String,
        tried: bool,
    }
    let findings = by_weight(report).map(|finding| {
        let (file, directory) = (path(&args.out, finding), directory(&args.out, finding));
        let sources = finding.sources.as_ref().map(|sources| Sources {
            generate: command::generate(args, finding, sources, report.fuel, &directory),
            directory: directory.display().to_string(),
            tried: sources.tried,
        });
        Found {
            sources,
            kind: finding.fault.kind.name(),
            message: &finding.fault.message,
            place: finding.fault.place.as_deref(),
            valid: finding.valid,
            run: finding.run,
            bytes: finding.request.len(),
            replay: command::replay(args, finding, report.fuel, &file),
            file: file.display().to_string(),
        }
    });
    let progress = &report.progress;
    let summary = Summary {
        plugin,
        random: args.random,
        runs: progress.runs,
        blocks: progress.blocks,
        all_blocks: progress.all_blocks,
        kept: progress.kept,
        refused: progress.refused,
        fuel: report.fuel,
        findings: findings.collect(),
    };
    // Strings and numbers always make JSON.
    serde_json::to_string_pretty(&summary).map(|text| text + "\n").unwrap_or_default()
}
