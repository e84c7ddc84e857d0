//! Which modules recorded runs are run with.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use bufwasm_replay::Run;

use crate::failure::{Failure, Result};
use crate::plugin::Plugin;

/// Modules that were given in place of those that were recorded.
pub(super) struct Modules(Vec<Plugin>);

impl Modules {
    pub(super) fn open(given: &[OsString]) -> Result<Self> {
        given.iter().map(|named| Plugin::open(named)).collect::<Result<_>>().map(Self)
    }

    /// The module for `run`, and whether it is the one that was recorded: of those that were given, the same one, the one of
    /// its name, or the only one; else the file that was recorded.
    ///
    /// # Errors
    ///
    /// It is not there, or is another one without having been given.
    pub(super) fn of(&self, run: &Run) -> Result<(Arc<Vec<u8>>, bool)> {
        let same = self.0.iter().find(|plugin| run.is_of(&plugin.wasm));
        if let Some(plugin) = same {
            return Ok((plugin.wasm.clone(), true));
        }
        let stem = Path::new(run.path()).file_stem().unwrap_or_default();
        let is_named = |plugin: &&Plugin| plugin.name == run.name() || *plugin.name == *stem;
        let only = if let [only] = &self.0[..] { Some(only) } else { None };
        if let Some(plugin) = self.0.iter().find(is_named).or(only) {
            return Ok((plugin.wasm.clone(), false));
        }
        let recorded = Plugin::open(OsStr::new(run.path())).or_else(|missing| {
            // It was embedded or bundled, or lies elsewhere by now.
            Plugin::open(OsStr::new(run.name())).map_err(|_| missing)
        });
        let hint = || "name the module with --plugin; another build of it can be compared, too".to_owned();
        let plugin = recorded.map_err(|failure| failure.hint(hint()))?;
        match run.is_of(&plugin.wasm) {
            true => Ok((plugin.wasm, true)),
            false => {
                let message = format!("{} is not the module that was recorded", plugin.path.display());
                let recorded: String = run.sha256().iter().map(|byte| format!("{byte:02x}")).collect();
                let message = format!(
                    "{message}: its sha256 is {}, and that was {recorded}",
                    bufwasm_inspect::sha256(&plugin.wasm)
                );
                Err(Failure::usage(message).of_plugin(run.name()).hint(hint()))
            }
        }
    }
}
