//! What runs spent, as lines of JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use bufwasm::{Abi, ErrorKind, Stats};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::output;
use crate::value::Sink;

/// The lines of all runs, written together at the end.
pub(crate) struct Statistics {
    sink: Sink,
    lines: Vec<u8>,
}

/// One run.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) plugin: String,
    /// Known once the plugin is compiled.
    pub(crate) abi: Option<Abi>,
    /// What Go's collector is told, if the caller says nothing else.
    pub(crate) go_gc: Vec<String>,
    pub(crate) error: Option<ErrorKind>,
    /// The code the plugin exited with, if it did exit by itself.
    pub(crate) exit_code: Option<u32>,
    pub(crate) times: Times,
    pub(crate) stats: Stats,
}

/// How long each part of a run took.
#[derive(Clone, Copy, Default)]
pub(crate) struct Times {
    pub(crate) compile: Duration,
    pub(crate) instantiate: Duration,
    pub(crate) run: Duration,
}

impl Record {
    /// The run of `plugin` that is about to begin.
    pub(crate) fn of(plugin: &str) -> Self {
        Self { plugin: plugin.into(), ..Self::default() }
    }

    fn line(&self) -> Line<'_> {
        let Self { plugin, abi, go_gc, error, exit_code, times, stats } = self;
        Line {
            plugin,
            abi: abi.map(|abi| abi.to_string()),
            error: error.map(ErrorKind::name),
            exit_code: *exit_code,
            compile_ns: nanos(times.compile),
            instantiate_ns: nanos(times.instantiate),
            run_ns: nanos(times.run),
            fuel: stats.fuel,
            peak_pages: stats.peak_pages,
            refused_grows: stats.refused_grows,
            stdin_bytes: stats.stdin_bytes,
            stdout_bytes: stats.stdout_bytes,
            stderr_bytes: stats.stderr_bytes,
            host_calls: &stats.host_calls,
            go_gc,
        }
    }
}

/// A [`Record`] as it is written. The names are what scripts rely on.
#[derive(Serialize)]
struct Line<'a> {
    plugin: &'a str,
    abi: Option<String>,
    error: Option<&'static str>,
    exit_code: Option<u32>,
    compile_ns: u64,
    instantiate_ns: u64,
    run_ns: u64,
    fuel: u64,
    peak_pages: u64,
    refused_grows: u64,
    stdin_bytes: u64,
    stdout_bytes: u64,
    stderr_bytes: u64,
    host_calls: &'a BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    go_gc: &'a [String],
}

impl Statistics {
    /// Statistics that will be written to `sink`.
    pub(crate) fn new(sink: Sink) -> Self {
        Self { sink, lines: Vec::new() }
    }

    /// Adds a run.
    pub(crate) fn add(&mut self, record: &Record) {
        // Strings and numbers always make JSON, and a vector takes all of it.
        let _ = serde_json::to_writer(&mut self.lines, &record.line());
        self.lines.push(b'\n');
    }

    /// The lines so far, which are then no longer here.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines)
    }

    /// Adds lines of other statistics.
    pub(crate) fn add_lines(&mut self, lines: &[u8]) {
        self.lines.extend_from_slice(lines);
    }

    /// Writes all lines at once.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(crate) fn write(self) -> Result<()> {
        match &self.sink {
            Sink::Stderr => {
                io::stderr().write_all(&self.lines).map_err(|error| Failure::io("write", "stderr".as_ref(), &error))
            }
            Sink::File(path) => output::write_file(path, &self.lines),
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
