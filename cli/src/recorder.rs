//! Keeps what runs follow from, and how they end, for `bufwasm replay`.

use std::path::PathBuf;
use std::time::Duration;

use bufwasm::{Abi, Error, GoGc, Limits, Optimise};
use bufwasm_replay::{Conditions, Ended, Recording, Run};

use crate::failure::Result;
use crate::output;
use crate::plugin::Plugin;

/// The runs of a command, which are written together at its end.
#[derive(Clone)]
pub(crate) struct Recorder {
    path: PathBuf,
    terms: Terms,
    runs: Vec<Run>,
}

/// What all runs of a command have in common.
#[derive(Clone)]
pub(crate) struct Terms {
    pub(crate) limits: Limits,
    pub(crate) timeout: Option<Duration>,
    pub(crate) optimise: Optimise,
    pub(crate) go_gc: GoGc,
}

/// What a run adds to them.
pub(crate) struct Own {
    pub(crate) name: String,
    pub(crate) args: Vec<String>,
    pub(crate) env: Vec<String>,
    pub(crate) files: Vec<bufwasm::fs::File>,
    pub(crate) abi: Option<Abi>,
}

/// What went through a run's streams.
pub(crate) struct Passed {
    pub(crate) stdin: Vec<u8>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

impl Recorder {
    /// One that will write to the file at `path`.
    pub(crate) fn new(path: PathBuf, terms: Terms) -> Self {
        Self { path, terms, runs: Vec::new() }
    }

    /// Another of the same terms, which has no run yet.
    pub(crate) fn empty(&self) -> Self {
        Self { runs: Vec::new(), ..self.clone() }
    }

    /// Adds a run of `plugin` that took so much `fuel`.
    pub(crate) fn add(&mut self, plugin: &Plugin, own: Own, passed: Passed, error: Option<&Error>, fuel: u64) {
        let Own { name, args, env, files, abi } = own;
        let Terms { limits, timeout, optimise, go_gc } = self.terms;
        let conditions = Conditions { args, env, files, abi, limits, timeout, optimise, go_gc };
        let Passed { stdin, stdout, stderr } = passed;
        let ended = Ended::of(error, stdout, stderr, fuel);
        let path = plugin.path.to_string_lossy();
        self.runs.push(Run::new(&name, &path, &plugin.wasm, conditions, stdin, ended));
    }

    /// Adds the runs of another.
    pub(crate) fn add_all(&mut self, other: &Self) {
        self.runs.extend_from_slice(&other.runs);
    }

    /// Writes all runs.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(crate) fn write(self) -> Result<()> {
        output::write_file(&self.path, &Recording::new(self.runs).to_bytes())
    }
}
