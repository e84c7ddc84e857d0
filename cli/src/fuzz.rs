//! `bufwasm fuzz`: looks for requests that break a plugin.

mod args;
mod command;
mod progress;
mod report;
mod seeds;

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bufwasm::{ErrorKind, Limits, Optimise};
use bufwasm_plugfuzz as plugfuzz;
use bufwasm_replay::{Conditions, Recording};
use plugfuzz::{Event, Finding, SetUpError, Settings, Verdict};

use crate::failure::{Failure, Result};
use crate::plugin::Plugin;
use crate::{message, output, replay};

pub(crate) use args::FuzzArgs;

/// How long a campaign goes on when nobody says.
const DEFAULT_TIME: Duration = Duration::from_secs(60);

/// Fuzzes the plugin that `args` name, or replays what was found before.
///
/// # Errors
///
/// There is no such plugin, it cannot be run, a seed cannot be used, a file cannot be written; or there are findings.
pub(crate) fn fuzz(args: &FuzzArgs, quiet: bool) -> Result<()> {
    let file = Plugin::open(&args.plugin)?;
    let mut plugin = plugin(args, &file)?;
    if !args.replay.is_empty() {
        plugin.limits.fuel = Some(fuel(args, &plugin)?);
        return judge(args, &plugin);
    }
    let seeds = seeds::read(args, quiet)?;
    let settings = settings(args);
    let wanted = |finding: &Finding| args.kinds.is_empty() || args.kinds.contains(&finding.fault.kind);
    let begun = Instant::now();
    let progress = progress::Progress::new(&file.name, quiet);
    let (mut written, recorded) = (Ok(()), plugin.clone());
    let report = plugfuzz::fuzz(plugin, seeds, &settings, &mut |event| {
        let finding = match &event {
            Event::Found(finding) | Event::Improved(finding) => Some(finding),
            _ => None,
        };
        if finding.is_some_and(|finding| !wanted(finding)) {
            return;
        }
        progress.show(&event);
        if let Some(finding) = finding
            && written.is_ok()
        {
            written = write(&args.out, finding);
        }
    });
    progress.end();
    let mut report = report.map_err(|error| failed(error, &file))?;
    written?;
    report.findings.retain(wanted);
    for finding in &report.findings {
        record(args, &file, &recorded, finding, report.fuel)?;
        write_sources(&args.out, finding)?;
    }
    if !quiet {
        report::pace(&report, begun.elapsed());
        report.refuses_seeds.iter().for_each(|reason| report::refuses_seeds(reason));
    }
    output::print(report::summary(args, &file.name, &report).as_bytes())?;
    found(&file.name, report.findings.len(), report.progress.runs)
}

/// The plugin as it is fuzzed.
fn plugin(args: &FuzzArgs, file: &Plugin) -> Result<plugfuzz::Plugin> {
    Ok(plugfuzz::Plugin {
        name: args.sandbox.argv0.clone().unwrap_or_else(|| file.name.clone()),
        wasm: file.wasm.to_vec(),
        abi: args.sandbox.abi,
        limits: args.memory.limits(args.fuel, Some(args.max_output))?,
        env: args.sandbox.env.clone(),
        files: args.sandbox.files.read()?,
    })
}

fn settings(args: &FuzzArgs) -> Settings {
    let time = args.minutes.or(args.runs.is_none().then_some(DEFAULT_TIME));
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN);
    Settings { random: args.random, runs: args.runs, time, jobs }
}

/// The fuel that tells a run that hangs, as in a campaign without seeds of its own.
fn fuel(args: &FuzzArgs, plugin: &plugfuzz::Plugin) -> Result<u64> {
    match args.fuel {
        Some(fuel) => Ok(fuel),
        None => {
            let seeds = plugfuzz::built_in(&args.parameter).map_err(|error| Failure::from(vec![error]))?;
            plugfuzz::fuel_limit(plugin, &seeds).map_err(|error| Failure::usage(error).of_plugin(&plugin.name))
        }
    }
}

/// Says of each file what its request shows now.
fn judge(args: &FuzzArgs, plugin: &plugfuzz::Plugin) -> Result<()> {
    let mut wrong = 0;
    for path in &args.replay {
        let request = request(path)?;
        let verdict = plugfuzz::replay(plugin.clone(), &request)
            .map_err(|error| Failure::usage(error).of_plugin(&plugin.name))?;
        wrong += usize::from(matches!(verdict, Verdict::Wrong(_)));
        output::print(report::verdict(path, &verdict).as_bytes())?;
    }
    found(&plugin.name, wrong, args.replay.len() as u64)
}

/// The request in the file at `path`: by itself, or as the input of the first run of a recording.
fn request(path: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    if !Recording::begins(&bytes) {
        return Ok(bytes);
    }
    let recording = replay::parse(path, &bytes)?;
    let first = recording.runs().first();
    let none = || Failure::usage(format_args!("{} has no run", path.display()));
    first.map(|run| run.stdin().to_vec()).ok_or_else(none)
}

/// Findings are the command's result, and its failure: the text on stdout tells a person about them.
fn found(plugin: &str, findings: usize, runs: u64) -> Result<()> {
    match findings {
        0 => Ok(()),
        count => {
            let message = format!("{} in {}", report::plural(count as u64, "finding"), report::plural(runs, "run"));
            Err(Failure { reported: true, ..Failure::new(ErrorKind::Findings, message).of_plugin(plugin) })
        }
    }
}

fn failed(error: SetUpError, file: &Plugin) -> Failure {
    match error {
        SetUpError::Plugin(error) => {
            Failure::from(&error).hint(crate::hint::remedy(&error, None, &file.wasm)).of_plugin(&file.name)
        }
        error => Failure::usage(error).of_plugin(&file.name),
    }
}

/// The file of `finding` below `out`.
fn path(out: &Path, finding: &Finding) -> PathBuf {
    out.join(format!("{}-{}.bin", finding.fault.kind, finding.id))
}

/// The directory of the .proto files that show `finding`.
fn directory(out: &Path, finding: &Finding) -> PathBuf {
    path(out, finding).with_extension("")
}

fn write(out: &Path, finding: &Finding) -> Result<()> {
    fs::create_dir_all(out).map_err(|error| Failure::io("make", out, &error))?;
    output::write_file(&path(out, finding), &finding.request)?;
    Ok(())
}

/// Writes the recording of a run that shows `finding`, beside its request.
fn record(args: &FuzzArgs, file: &Plugin, plugin: &plugfuzz::Plugin, finding: &Finding, fuel: u64) -> Result<()> {
    let plugfuzz::Plugin { name, wasm, abi, limits, env, files } = plugin.clone();
    let limits = Limits { fuel: Some(fuel), ..limits };
    let optimise = Optimise::Never;
    let conditions = Conditions { abi, limits, env, files, optimise, ..Conditions::default() };
    let run = bufwasm_replay::record(&name, &file.path.to_string_lossy(), &wasm, conditions, &finding.request);
    let path = path(&args.out, finding).with_extension("record");
    output::write_file(&path, &Recording::new(vec![run]).to_bytes())
}

/// Writes the .proto files that show `finding`, if there are any, below a directory beside its request.
fn write_sources(out: &Path, finding: &Finding) -> Result<()> {
    let directory = directory(out, finding);
    for source in finding.sources.iter().flat_map(|sources| &sources.files) {
        let path = directory.join(&source.name);
        let parent = path.parent().unwrap_or(&directory);
        fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))?;
        output::write_file(&path, source.text.as_bytes())?;
    }
    Ok(())
}

/// Says that something is worth knowing, though it is no error.
fn warn(text: &str) {
    message::note(&format!("warning: {text}"));
}
