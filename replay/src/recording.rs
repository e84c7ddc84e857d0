//! Recordings as bytes.

use bufwasm::ErrorKind;
use prost::Message;

use crate::conditions::Conditions;
use crate::error::{FORMAT, MOST_ITEMS, ReadError};
use crate::proto;
use crate::run::Run;

/// Runs of plugins.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    recorded_by: String,
    runs: Vec<Run>,
}

impl Recording {
    /// The recording of `runs`, made by this release.
    pub fn new(runs: Vec<Run>) -> Self {
        Self { recorded_by: env!("CARGO_PKG_VERSION").into(), runs }
    }

    /// The release of bufwasm that made it.
    pub fn recorded_by(&self) -> &str {
        &self.recorded_by
    }

    /// Its runs, in the order in which they were asked for.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Whether `bytes` begin as a recording of some version.
    pub fn begins(bytes: &[u8]) -> bool {
        format(bytes).is_some()
    }

    /// The recording as bytes: the same for the same runs.
    pub fn to_bytes(&self) -> Vec<u8> {
        let runs = self.runs.iter().map(|run| run.0.clone()).collect();
        proto::Recording { format: FORMAT.into(), recorded_by: self.recorded_by.clone(), runs }.encode_to_vec()
    }

    /// Reads what [`Self::to_bytes`] has written. It takes memory in proportion to `bytes`.
    ///
    /// # Errors
    ///
    /// The bytes are no recording, or hold what this release does not know.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        match format(bytes).ok_or(ReadError::Format)? {
            FORMAT => {}
            other => return Err(ReadError::Version(other.into())),
        }
        let proto::Recording { recorded_by, runs, .. } =
            proto::Recording::decode(bytes).map_err(|error| ReadError::Damaged(error.to_string()))?;
        at_most("runs", runs.len())?;
        runs.iter().enumerate().try_for_each(|(at, run)| check(at + 1, run))?;
        Ok(Self { recorded_by, runs: runs.into_iter().map(Run).collect() })
    }
}

/// The format that `bytes` name first, if they name one of this family.
fn format(bytes: &[u8]) -> Option<&str> {
    let ([0x0a, length], rest) = bytes.split_first_chunk::<2>()? else { return None };
    let name = std::str::from_utf8(rest.get(..usize::from(*length))?).ok()?;
    let (family, _) = FORMAT.rsplit_once('v')?;
    name.starts_with(family).then_some(name)
}

/// Checks all that a run has to have, and that its names are known.
fn check(number: usize, run: &proto::Run) -> Result<(), ReadError> {
    let missing = |what| ReadError::Missing { run: number, what };
    let module = run.module.as_ref().ok_or_else(|| missing("module"))?;
    if module.sha256.len() != 32 {
        return Err(missing("SHA-256 of its module"));
    }
    let ended = run.ended.as_ref().ok_or_else(|| missing("end"))?;
    if !ended.error.is_empty() && !ErrorKind::ALL.iter().any(|kind| kind.name() == ended.error) {
        return Err(ReadError::Unknown { what: "kind of error", name: ended.error.clone() });
    }
    let counts = [
        ("arguments", run.args.len()),
        ("variables", run.env.len()),
        ("files", run.files.len()),
        ("limits", run.limits.len()),
    ];
    counts.into_iter().try_for_each(|(what, count)| at_most(what, count))?;
    Conditions::of(run).map(drop)
}

fn at_most(what: &'static str, count: usize) -> Result<(), ReadError> {
    if count > MOST_ITEMS { Err(ReadError::TooMany { what }) } else { Ok(()) }
}
