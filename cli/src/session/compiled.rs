//! Plugins, compiled once for all threads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bufwasm::profile::Profile;
use bufwasm::{CompiledPlugin, Error, ProfiledPlugin, RunOptions};

use super::Streams;
use crate::plugin::Plugin;
use crate::profile::Profiling;

/// A plugin as it is run.
#[derive(Clone)]
pub(super) enum Form {
    Plain(CompiledPlugin),
    /// So that it tells where it spends its fuel.
    Profiled(ProfiledPlugin),
}

impl Form {
    pub(super) fn plugin(&self) -> &CompiledPlugin {
        match self {
            Self::Plain(plugin) => plugin,
            Self::Profiled(profiled) => profiled.plugin(),
        }
    }

    /// Runs the plugin `name`, and adds what it spends to the `profiling`, if there is any.
    pub(super) fn run(
        &self,
        Streams { mut stdin, stdout, stderr }: Streams<'_>,
        options: RunOptions<'_>,
        name: &str,
        profiling: Option<&mut Profiling>,
    ) -> Result<(), Error> {
        let profiled = match self {
            Self::Plain(plugin) => return plugin.run(&mut stdin, stdout, stderr, options),
            Self::Profiled(profiled) => profiled,
        };
        let mut profile = Profile::default();
        let ended = profiled.run(&mut stdin, stdout, stderr, options, &mut profile);
        if let Some(profiling) = profiling {
            profiling.add(name, &profile);
        }
        ended
    }
}

/// Plugins that have been compiled, for all threads.
#[derive(Clone, Default)]
pub(super) struct Compiled(Arc<Mutex<HashMap<(String, usize), Form>>>);

impl Compiled {
    /// `plugin`, called `name`, compiled by `compile` unless it has been before, and how long that took.
    pub(super) fn get(
        &self,
        name: &str,
        plugin: &Plugin,
        compile: impl FnOnce() -> Result<Form, Error>,
    ) -> (Result<Form, Error>, Duration) {
        let key = (name.to_owned(), Arc::as_ptr(&plugin.wasm) as usize);
        // Others that want it wait, instead of compiling it too.
        let mut compiled = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(&key) {
            return (Ok(known.clone()), Duration::ZERO);
        }
        let begun = Instant::now();
        let new = compile();
        let took = begun.elapsed();
        if let Ok(new) = &new {
            compiled.insert(key, new.clone());
        }
        (new, took)
    }
}
