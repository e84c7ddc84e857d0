//! Tells from a run whether something is wrong with the plugin, and what.

use std::fmt;

use bufwasm::{Error, GuestEnd};
use bufwasm_codegen::{CodeGeneratorResponse, GenerateError, OutputTree};
use prost::Message;

use crate::blame::{Panic, without_particulars};
use crate::target::{Observation, Perturbation, Target};

/// What a plugin made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It answered.
    Answered,
    /// It said that it does not want the request, in its own words.
    Refused(String),
    /// It did what no plugin should.
    Wrong(Fault),
}

/// What is wrong with a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In general.
    pub kind: FaultKind,
    /// In its own words, the runtime's or ours.
    pub message: String,
    /// The place in the plugin, if it is known: in the source, or a function.
    pub place: Option<String>,
}

/// What can be wrong with a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// Its runtime gave up: a Rust or Go panic, a failed assertion.
    Panic,
    /// It executed what WebAssembly traps on, and said nothing.
    Trap,
    /// Its calls are nested too deeply.
    Stack,
    /// It burned more fuel than a run may.
    Hang,
    /// It asked for more memory than a run may have.
    Memory,
    /// It wrote more than a run may.
    Flood,
    /// It exited with a code other than 0, and said nothing.
    Silent,
    /// Its answer is not one that protoc would take.
    Response,
    /// Its answer depends on randomness or the time.
    Unstable,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Panic,
        Self::Trap,
        Self::Stack,
        Self::Hang,
        Self::Memory,
        Self::Flood,
        Self::Silent,
        Self::Response,
        Self::Unstable,
    ];

    /// One word for it, as files are named.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Panic => "panic",
            Self::Trap => "trap",
            Self::Stack => "stack",
            Self::Hang => "hang",
            Self::Memory => "memory",
            Self::Flood => "flood",
            Self::Silent => "silent",
            Self::Response => "response",
            Self::Unstable => "unstable",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What two sightings of one bug have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Signature {
    pub(crate) kind: FaultKind,
    /// The place; where none is known, what was said.
    pub(crate) mark: String,
}

impl Fault {
    fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None }
    }

    pub(crate) fn signature(&self) -> Signature {
        let mark = self.place.clone().unwrap_or_else(|| without_particulars(&self.message));
        Signature { kind: self.kind, mark }
    }
}

/// Judges one run by itself. [`Fault::place`] is as the plugin tells it.
pub(crate) fn of(observation: &Observation) -> Verdict {
    let wrong = |kind, message: String| Verdict::Wrong(Fault::new(kind, message));
    match &observation.ended {
        Ok(()) if observation.refused_grows > 0 => {
            wrong(FaultKind::Memory, "the plugin asked for more memory than it may have, and went on without".into())
        }
        Ok(()) => of_answer(&observation.stdout),
        Err(error) => match error {
            Error::Exit(exit) if exit.stderr.trim().is_empty() => wrong(FaultKind::Silent, error.to_string()),
            Error::Exit(exit) => panicked(&exit.stderr).unwrap_or_else(|| Verdict::Refused(last_line(&exit.stderr))),
            Error::Trap { message, stderr } => {
                panicked(stderr).unwrap_or_else(|| wrong(FaultKind::Trap, message.clone()))
            }
            Error::StackExhausted { .. } => wrong(FaultKind::Stack, error.to_string()),
            Error::OutOfFuel { .. } | Error::Timeout { .. } => wrong(FaultKind::Hang, error.to_string()),
            Error::MemoryLimit { end, .. } => Verdict::Wrong(memory(error, end)),
            Error::ObjectLimit { .. } => wrong(FaultKind::Memory, error.to_string()),
            Error::OutputLimit { .. } => wrong(FaultKind::Flood, error.to_string()),
            // Broken bodies of functions, which show when a run comes to them.
            _ => wrong(FaultKind::Trap, error.to_string()),
        },
    }
}

fn panicked(stderr: &str) -> Option<Verdict> {
    let Panic { message, place } = Panic::find(stderr)?;
    Some(Verdict::Wrong(Fault { kind: FaultKind::Panic, message, place }))
}

/// A runtime that gets no memory panics: the place it tells is where memory was asked for.
fn memory(error: &Error, end: &GuestEnd) -> Fault {
    let stderr = match end {
        GuestEnd::Exit(exit) => &exit.stderr,
        GuestEnd::Trap { stderr, .. } => stderr,
    };
    Fault {
        place: Panic::find(stderr).and_then(|panic| panic.place),
        ..Fault::new(FaultKind::Memory, error.to_string())
    }
}

/// A plugin's last word is its reason.
fn last_line(stderr: &str) -> String {
    stderr.trim().lines().last().unwrap_or_default().into()
}

/// Judges an answer as `bufwasm generate` does, except that other plugins may have written the files it inserts in.
fn of_answer(stdout: &[u8]) -> Verdict {
    let response = match CodeGeneratorResponse::decode(stdout) {
        Ok(response) => response,
        Err(error) => {
            return Verdict::Wrong(Fault::new(FaultKind::Response, GenerateError::NoResponse(error).to_string()));
        }
    };
    if let Some(refusal) = response.refusal() {
        return Verdict::Refused(refusal.to_owned());
    }
    match OutputTree::default().add("the plugin", response.file) {
        Ok(_) | Err(GenerateError::NoFileToInsertIn { .. }) => Verdict::Answered,
        Err(error) => Verdict::Wrong(Fault::new(FaultKind::Response, error.to_string())),
    }
}

impl Target {
    /// What is wrong with how the plugin deals with `request`, with the best place that can be told.
    pub(crate) fn judge(&self, request: &[u8]) -> Verdict {
        let observation = self.run(request);
        match of(&observation) {
            Verdict::Wrong(fault) => Verdict::Wrong(self.locate(request, fault)),
            verdict => match self.unstable(request, &observation) {
                Some(fault) => Verdict::Wrong(fault),
                None => verdict,
            },
        }
    }

    /// The same fault with its place, where the plugin did not tell it.
    pub(crate) fn locate(&self, request: &[u8], fault: Fault) -> Fault {
        let in_function = |function: String| Some(format!("in {function}"));
        let place = match fault.kind {
            _ if fault.place.is_some() => fault.place,
            FaultKind::Trap => self.trail(request).and_then(|trail| in_function(trail.last)),
            FaultKind::Stack | FaultKind::Hang | FaultKind::Memory | FaultKind::Flood => {
                self.trail(request).and_then(|trail| in_function(trail.hottest))
            }
            FaultKind::Panic | FaultKind::Silent | FaultKind::Response | FaultKind::Unstable => None,
        };
        Fault { place, ..fault }
    }

    /// Whether another clock or another randomness would have changed what was observed.
    pub(crate) fn unstable(&self, request: &[u8], here: &Observation) -> Option<Fault> {
        let there = self.run_perturbed(request, Perturbation::RandomnessAndClock);
        let what = difference(here, &there)?;
        let by_randomness = difference(here, &self.run_perturbed(request, Perturbation::Randomness)).is_some();
        let cause = if by_randomness { "randomness" } else { "the time" };
        Some(Fault::new(FaultKind::Unstable, format!("{what} depends on {cause}")))
    }
}

/// What differs between two runs with the same request.
fn difference(here: &Observation, there: &Observation) -> Option<&'static str> {
    if here.ended.is_ok() != there.ended.is_ok() {
        return Some("whether the plugin succeeds");
    }
    if here.stdout == there.stdout {
        return None;
    }
    let answers = [here, there].map(|observation| {
        let mut answer = CodeGeneratorResponse::decode(&*observation.stdout).ok()?;
        answer.file.sort_by(|one, other| (&one.name, &one.content).cmp(&(&other.name, &other.content)));
        Some(answer)
    });
    // Whoever writes the files does not mind their order.
    Some(if answers[0].is_some() && answers[0] == answers[1] {
        "the order of files in the answer"
    } else {
        "the answer"
    })
}
