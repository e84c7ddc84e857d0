//! Plugins whose functions report what they do.

use std::io::{Read, Write, sink};
use std::sync::Arc;

use super::{CompiledPlugin, PluginExecutor, RunOptions, Stats};
use crate::abi::Abi;
use crate::error::{Error, ErrorKind};
use crate::module::FunctionNames;
use crate::profile::{Backtrace, Instrumented, Profile, Recorder, has_place, instrument};

/// A plugin that is ready to run, and whose runs record where they spend their fuel. They take several times as long.
#[derive(Clone)]
pub struct ProfiledPlugin {
    plugin: CompiledPlugin,
}

/// How a run ended, as far as another must end alike to tell where it was.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd<'a> {
    /// The kind of its error.
    pub kind: ErrorKind,
    /// What the error says.
    pub message: &'a str,
    /// Units of fuel that the run spent.
    pub fuel: u64,
}

impl PluginExecutor {
    /// The same as [`compile_as`](Self::compile_as), for a plugin whose runs record what its functions do. See
    /// [`profile`](crate::profile).
    ///
    /// # Errors
    ///
    /// Those of [`compile`](Self::compile).
    pub fn compile_profiled(&self, name: &str, wasm: &[u8], abi: Option<Abi>) -> Result<ProfiledPlugin, Error> {
        Ok(ProfiledPlugin { plugin: self.compile_for(name, wasm, abi, Some(hooked), || Arc::new(wasm.to_vec()))? })
    }
}

impl ProfiledPlugin {
    /// The plugin, of which this is another form.
    pub fn plugin(&self) -> &CompiledPlugin {
        &self.plugin
    }

    /// Runs the plugin as [`CompiledPlugin::run`] does, and adds to `profile` what it spends, however it ends.
    ///
    /// # Errors
    ///
    /// Those of [`CompiledPlugin::run`].
    pub fn run(
        &self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        stderr: &mut dyn Write,
        options: RunOptions<'_>,
        profile: &mut Profile,
    ) -> Result<(), Error> {
        self.plugin.run_recorded(stdin, stdout, stderr, options, &mut |recorder, names| {
            profile.add_run(recorder, |function| name(names, function));
        })
    }

    /// Which functions were being executed when a run of this plugin, in its plain form, `ended` with an error after it had
    /// `spent` so much: a trap, or more stack or fuel than it may have.
    ///
    /// The plugin is run again to find out, with the input and the options that it had, so that runs which do not trap need not
    /// take note of anything. `None` if the error is another one, or if the second run does not end as the first did: it sees
    /// other times or other randomness, or another input.
    pub fn backtrace(
        &self,
        stdin: &mut dyn Read,
        options: RunOptions<'_>,
        ended: &Error,
        spent: &Stats,
    ) -> Option<Backtrace> {
        if !has_place(ended) {
            return None;
        }
        let message = &*ended.to_string();
        self.backtrace_of(stdin, options, RunEnd { kind: ended.kind(), message, fuel: spent.fuel })
    }

    /// The same as [`backtrace`](Self::backtrace), for a run of which no more is known than how it `ended`.
    pub fn backtrace_of(&self, stdin: &mut dyn Read, options: RunOptions<'_>, ended: RunEnd<'_>) -> Option<Backtrace> {
        let mut again = self.plugin.clone();
        again.settings.limits.fuel = Some(ended.fuel);
        let (mut fuel, mut backtrace) = (0, None);
        let mut recorded = |recorder: &Recorder, names: &FunctionNames| {
            fuel = recorder.fuel();
            backtrace = Some(Backtrace::of(recorder, |function| name(names, function)));
        };
        let end = again.run_recorded(stdin, &mut sink(), &mut sink(), options, &mut recorded).err()?;
        let alike = match ended.kind {
            // The second run ends where the fuel of the first does.
            ErrorKind::StackExhausted | ErrorKind::OutOfFuel => {
                matches!(end.kind(), ErrorKind::StackExhausted | ErrorKind::OutOfFuel)
            }
            kind => (kind, ended.fuel, ended.message) == (end.kind(), fuel, &*end.to_string()),
        };
        backtrace.filter(|_| alike && has_place(&end))
    }
}

/// The module `prepared` with hooks, and the names of the functions of `wasm`, of which it was made.
fn hooked(wasm: &[u8], prepared: &[u8]) -> Option<(Instrumented, FunctionNames)> {
    Some((instrument(prepared)?, FunctionNames::of(wasm)))
}

fn name(names: &FunctionNames, function: u32) -> String {
    names.get(function).map_or_else(|| format!("function {function}"), ToOwned::to_owned)
}
