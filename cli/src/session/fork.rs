//! One session on several threads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bufwasm::{CompiledPlugin, Error, PluginExecutor};

use super::{Sandbox, Session};
use crate::plugin::Plugin;
use crate::stats::Statistics;
use crate::value::Sink;

/// What a thread needs to make a session of its own with the same options.
#[derive(Clone)]
pub(crate) struct Fork {
    executor: PluginExecutor,
    sandbox: Sandbox,
    compiled: Compiled,
    is_measured: bool,
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
        })
    }

    /// What this session has measured so far, and measures no more.
    pub(crate) fn measured_lines(&mut self) -> Vec<u8> {
        self.statistics.as_mut().map(Statistics::take).unwrap_or_default()
    }

    /// Adds what another session has measured.
    pub(crate) fn add_measured(&mut self, lines: &[u8]) {
        if let Some(statistics) = &mut self.statistics {
            statistics.add_lines(lines);
        }
    }
}

impl Fork {
    /// A session for this thread.
    pub(crate) fn session(&self) -> Session {
        let Self { executor, sandbox, compiled, is_measured } = self.clone();
        Session {
            executor,
            sandbox,
            compiled,
            key: None,
            trace: None,
            trace_sink: None,
            statistics: is_measured.then(|| Statistics::new(Sink::Stderr)),
        }
    }
}

/// Plugins that have been compiled, for all threads: each is compiled once.
#[derive(Clone, Default)]
pub(crate) struct Compiled(Arc<Mutex<HashMap<(String, usize), CompiledPlugin>>>);

impl Compiled {
    /// `plugin`, called `name`, compiled by `compile` unless it has been before.
    pub(super) fn get(
        &self,
        name: &str,
        plugin: &Plugin,
        compile: impl FnOnce() -> Result<CompiledPlugin, Error>,
    ) -> Result<CompiledPlugin, Error> {
        let key = (name.to_owned(), Arc::as_ptr(&plugin.wasm) as usize);
        // Others that want it wait, instead of compiling it too.
        let mut compiled = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(&key) {
            return Ok(known.clone());
        }
        let new = compile()?;
        compiled.insert(key, new.clone());
        Ok(new)
    }
}
