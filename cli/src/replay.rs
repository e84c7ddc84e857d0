//! `bufwasm replay`: runs again what was recorded, and compares how it ends.

mod args;
mod modules;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bufwasm::ErrorKind;
use bufwasm::host::SystemClock;
use bufwasm_replay::{Recording, Run};

use crate::failure::{Failure, Result};
use crate::output;

pub(crate) use args::ReplayArgs;
use modules::Modules;

/// The longest recording that is read.
const MOST_BYTES: u64 = 1 << 30;

/// Runs again what the file that `args` name has kept.
///
/// # Errors
///
/// The file is no recording, a plugin is not there or is another; or something is different now.
pub(crate) fn replay(args: &ReplayArgs) -> Result<()> {
    let recording = read(&args.file)?;
    let modules = Modules::open(&args.plugins)?;
    let mut different = 0;
    for run in recording.runs() {
        let (wasm, is_same) = modules.of(run)?;
        let now = run.again(&wasm, Some(Arc::new(SystemClock::new())));
        let differences = run.ended().differences(&now, is_same);
        let mut text = match &differences[..] {
            [] => format!("{}: the same, {}\n", run.name(), outcome(run, is_same)),
            _ => format!("{}: different\n", run.name()),
        };
        differences.iter().for_each(|difference| text += &format!("  {difference}\n"));
        output::print(text.as_bytes())?;
        different += usize::from(!differences.is_empty());
    }
    match different {
        0 => Ok(()),
        _ => Err(told(&recording, different)),
    }
}

/// Reads the recording in the file at `path`.
///
/// # Errors
///
/// It cannot be read, or is none.
pub(crate) fn read(path: &Path) -> Result<Recording> {
    let failed = |error: io::Error| Failure::io("read", path, &error);
    if fs::metadata(path).map_err(failed)?.len() > MOST_BYTES {
        return Err(Failure::usage(format_args!("{} is longer than a recording can be", path.display())));
    }
    parse(path, &fs::read(path).map_err(failed)?)
}

/// Reads the recording `bytes`, which are those of the file at `path`.
///
/// # Errors
///
/// They are none.
pub(crate) fn parse(path: &Path, bytes: &[u8]) -> Result<Recording> {
    Recording::read(bytes).map_err(|error| {
        let hint = "bufwasm run and generate write one with --record FILE".to_owned();
        Failure::usage(format_args!("{}: {error}", path.display())).hint(hint)
    })
}

/// How a run ended, and what it took.
fn outcome(run: &Run, is_same: bool) -> String {
    let ended = run.ended();
    match is_same {
        // How far it came is chance.
        true if ended.is_timeout() => ended.told(),
        true => format!("{} ({} units of fuel)", ended.told(), ended.fuel),
        false => format!("{} (by another module, whose fuel is not compared)", ended.told()),
    }
}

fn told(recording: &Recording, different: usize) -> Failure {
    let all = recording.runs().len();
    let release = recording.recorded_by();
    let message = format!("{different} of {all} {} differently", if all == 1 { "run ends" } else { "runs end" });
    let hint = (release != env!("CARGO_PKG_VERSION")).then(|| format!("it was recorded by bufwasm {release}"));
    Failure { reported: hint.is_none(), ..Failure::new(ErrorKind::Findings, message).hint(hint) }
}
