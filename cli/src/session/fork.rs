//! One session on several threads.

use std::sync::Arc;

use bufwasm::PluginExecutor;

use super::compiled::Compiled;
use super::{Sandbox, Session};
use crate::keep::Keep;
use crate::profile::Profiling;
use crate::recorder::Recorder;
use crate::stats::Statistics;
use crate::value::Sink;

/// What a thread needs to make a session of its own with the same options.
#[derive(Clone)]
pub(crate) struct Fork {
    executor: PluginExecutor,
    sandbox: Arc<Sandbox>,
    compiled: Compiled,
    is_measured: bool,
    profiling: Option<Profiling>,
    recorder: Option<Recorder>,
    is_repeatable: bool,
    shows_backtraces: bool,
}

/// What a session has measured.
#[derive(Default)]
pub(crate) struct Measured {
    /// Lines of statistics.
    lines: Vec<u8>,
    profiling: Option<Profiling>,
    recorder: Option<Recorder>,
}

impl Session {
    /// The beginnings of other sessions; `None` if this one traces: lines of several runs would get mixed up.
    pub(crate) fn fork(&self) -> Option<Fork> {
        if self.trace.is_some() {
            return None;
        }
        Some(Fork {
            executor: self.executor.clone(),
            sandbox: self.sandbox.clone(),
            compiled: self.compiled.clone(),
            is_measured: self.statistics.is_some(),
            profiling: self.profiling.as_ref().map(Profiling::empty),
            recorder: self.recorder.as_ref().map(Recorder::empty),
            is_repeatable: self.is_repeatable,
            shows_backtraces: self.shows_backtraces,
        })
    }

    /// What this session has measured so far, and measures no more.
    pub(crate) fn take_measured(&mut self) -> Measured {
        let lines = self.statistics.as_mut().map(Statistics::take).unwrap_or_default();
        Measured { lines, profiling: self.profiling.take(), recorder: self.recorder.take() }
    }

    /// Adds what another session has measured.
    pub(crate) fn add_measured(&mut self, measured: &Measured) {
        if let Some(statistics) = &mut self.statistics {
            statistics.add_lines(&measured.lines);
        }
        if let (Some(own), Some(other)) = (&mut self.profiling, &measured.profiling) {
            own.add_all(other);
        }
        if let (Some(own), Some(other)) = (&mut self.recorder, &measured.recorder) {
            own.add_all(other);
        }
    }
}

impl Fork {
    /// A session for this thread.
    pub(crate) fn session(&self) -> Session {
        let Self { executor, sandbox, compiled, is_measured, profiling, recorder, is_repeatable, shows_backtraces } =
            self.clone();
        Session {
            executor,
            sandbox,
            compiled,
            key: None,
            store: None,
            trace: None,
            trace_sink: None,
            statistics: is_measured.then(|| Statistics::new(Sink::Stderr)),
            profiling,
            recorder,
            is_repeatable,
            shows_backtraces,
            keep: Keep::default(),
            names_runs: false,
        }
    }
}
