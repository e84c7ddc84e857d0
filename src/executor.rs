//! Compile a plugin once, run it many times, in parallel if need be.

mod auto;
mod contents;
mod environment;
mod go_gc;
mod left;
mod profiled;
mod run;
mod translated;

use std::sync::Arc;
use std::time::Duration;

pub use auto::SharedModule;
use auto::{Later, Optimiser};
use contents::Contents;
pub use contents::check;
pub use go_gc::GoGc;
use go_gc::unless_given;
pub use left::{FilesLeft, FilesLeftError};
pub use profiled::{ProfiledPlugin, RunEnd};
pub use run::{Memories, RunOptions, Stats};
use translated::{InstrumentFn, Terms, Translated};

use crate::abi::Abi;
use crate::error::Error;
use crate::fs::MapFs;
use crate::host::{Clock, Random};
use crate::limits::Limits;
use crate::module::ModuleSummary;
use crate::optimise::{Optimise, pays};
use crate::proto::ExecConfig;

/// Compiles plugins. Their runs share its limits, clock and randomness.
///
/// ```
/// let executor = bufwasm::PluginExecutor::builder().memory_pages(1024).build();
/// assert_eq!(executor.limits().memory_pages, 1024);
/// ```
#[derive(Clone)]
pub struct PluginExecutor {
    settings: Settings,
}

/// Sets up a [`PluginExecutor`].
#[derive(Clone, Default)]
pub struct PluginExecutorBuilder(Settings);

/// What the runs of an executor have in common.
#[derive(Clone, Default)]
struct Settings {
    limits: Limits,
    timeout: Option<(Duration, Arc<dyn Clock>)>,
    /// The clock that guests see, when it is not the deterministic one.
    clock: Option<Arc<dyn Clock>>,
    /// The randomness that guests see, when it is not the seeded one.
    random: Option<Arc<dyn Random>>,
    optimise: Optimise,
    optimiser: Optimiser,
    go_gc: GoGc,
}

impl PluginExecutorBuilder {
    /// Replaces all limits at once.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.0.limits = limits;
        self
    }

    /// See [`Limits::memory_pages`].
    pub fn memory_pages(mut self, pages: u32) -> Self {
        self.0.limits.memory_pages = pages;
        self
    }

    /// See [`Limits::stack_bytes`].
    pub fn stack_bytes(mut self, bytes: usize) -> Self {
        self.0.limits.stack_bytes = bytes;
        self
    }

    /// See [`Limits::fuel`].
    pub fn fuel(mut self, units: u64) -> Self {
        self.0.limits.fuel = Some(units);
        self
    }

    /// Stops every run that takes longer than `limit`, by `clock`.
    pub fn timeout(mut self, limit: Duration, clock: Arc<dyn Clock>) -> Self {
        self.0.timeout = Some((limit, clock));
        self
    }

    /// Shows `clock` to guests, instead of the clock that is the same in every run. A sleeping guest then really waits.
    pub fn real_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.0.clock = Some(clock);
        self
    }

    /// Gives guests `random` instead of bytes that are the same in every run.
    pub fn real_random(mut self, random: Arc<dyn Random>) -> Self {
        self.0.random = Some(random);
        self
    }

    /// See [`Limits::scratch_bytes`].
    pub fn scratch_bytes(mut self, bytes: u64) -> Self {
        self.0.limits.scratch_bytes = bytes;
        self
    }

    /// Says when modules are [optimised](crate::optimise) before they run.
    pub fn optimise(mut self, when: Optimise) -> Self {
        self.0.optimise = when;
        self
    }

    /// Has modules optimised by `optimiser`, which gives what [`optimise`](crate::optimise::optimise) does: because it
    /// keeps that, for example.
    pub fn optimiser(mut self, optimiser: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        self.0.optimiser = Optimiser(Arc::new(optimiser));
        self
    }

    /// Says what plugins built by Go are told of the memory they may use for garbage.
    pub fn go_gc(mut self, go_gc: GoGc) -> Self {
        self.0.go_gc = go_gc;
        self
    }

    /// The executor.
    pub fn build(self) -> PluginExecutor {
        PluginExecutor { settings: self.0 }
    }
}

impl PluginExecutor {
    /// An executor with the default [`Limits`], deterministic clock and randomness.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// A builder for an executor that differs from the default.
    pub fn builder() -> PluginExecutorBuilder {
        PluginExecutorBuilder::default()
    }

    /// The limits of every run.
    pub fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// Compiles the module `wasm`, and reads the configuration in it.
    ///
    /// `name` becomes the plugin's first argument; if it is empty, `protoc-gen-wasm` does. A function is translated
    /// when it is first called, so starting a large plugin is cheap.
    ///
    /// # Errors
    ///
    /// The bytes are not a module, the configuration, its environment or its files are invalid, the ABI is unknown, an import is
    /// missing, or the module needs more memory than [`Limits::memory_pages`]. An invalid function body is found only
    /// when it is first called.
    pub fn compile(&self, name: &str, wasm: &[u8]) -> Result<CompiledPlugin, Error> {
        self.compile_as(name, wasm, None)
    }

    /// The same as [`compile`](Self::compile), for a caller who knows the ABI.
    ///
    /// # Errors
    ///
    /// Those of [`compile`](Self::compile).
    pub fn compile_as(&self, name: &str, wasm: &[u8], abi: Option<Abi>) -> Result<CompiledPlugin, Error> {
        self.compile_for(name, wasm, abi, None, || Arc::new(wasm.to_vec()))
    }

    /// The same as [`compile_as`](Self::compile_as), for a module that the caller shares: no copy of it is kept for runs that
    /// may want it [optimised](Optimise::Auto).
    ///
    /// # Errors
    ///
    /// Those of [`compile`](Self::compile).
    pub fn compile_shared(&self, name: &str, wasm: SharedModule, abi: Option<Abi>) -> Result<CompiledPlugin, Error> {
        self.compile_for(name, (*wasm).as_ref(), abi, None, || Arc::clone(&wasm))
    }

    /// Compiles `wasm`, whose functions get hooks by `instrument` if there is one, and which `share` gives to keep.
    fn compile_for(
        &self,
        name: &str,
        wasm: &[u8],
        abi: Option<Abi>,
        instrument: Option<InstrumentFn>,
        share: impl FnOnce() -> SharedModule,
    ) -> Result<CompiledPlugin, Error> {
        let Contents { summary, config, abi, files, env } = Contents::read(wasm, abi)?;
        self.check(abi, &summary)?;
        let limits = *self.limits();
        let terms = Terms { abi, limits, start: summary.start, elements: summary.table_floor(), instrument };
        let Settings { optimise, optimiser, .. } = &self.settings;
        let optimised = if *optimise == Optimise::Always { optimiser.0(wasm) } else { None };
        let module = match optimised {
            Some(optimised) => Translated::optimised(&optimised, &terms)?,
            None => Translated::new(wasm, &terms)?,
        };
        let later = *optimise == Optimise::Auto && pays(wasm);
        let name = if name.is_empty() { DEFAULT_NAME } else { name };
        Ok(CompiledPlugin {
            module,
            later: later.then(|| Arc::new(Later::new(share(), optimiser.clone(), terms))),
            abi,
            config,
            name: name.into(),
            files: Arc::new(files),
            go_variables: self.settings.go_gc.variables(&summary, self.limits(), &env),
            env,
            settings: self.settings.clone(),
        })
    }

    /// Refuses a module that could not be instantiated, with the numbers and names that say why.
    fn check(&self, abi: Abi, summary: &ModuleSummary<'_>) -> Result<(), Error> {
        let imports = abi.missing_imports(summary);
        if !imports.is_empty() {
            return Err(Error::MissingImports { abi, imports });
        }
        let limits = self.limits();
        let needed = summary.memory_floor();
        if needed > u64::from(limits.memory_pages) {
            return Err(Error::MemoryFloor { needed, cap: limits.memory_pages });
        }
        let needed = summary.table_floor();
        if needed > limits.table_elements as u64 {
            return Err(Error::TableFloor { needed, limit: limits.table_elements });
        }
        Ok(())
    }
}

impl Default for PluginExecutor {
    fn default() -> Self {
        Self::new()
    }
}

/// The first argument of a plugin that the caller gave no name.
const DEFAULT_NAME: &str = "protoc-gen-wasm";

/// A plugin that is ready to run, by many threads at once if need be.
#[derive(Clone)]
pub struct CompiledPlugin {
    module: Translated,
    /// The optimised module, where runs may be of that instead.
    later: Option<Arc<Later>>,
    abi: Abi,
    config: Option<ExecConfig>,
    name: String,
    files: Arc<MapFs>,
    /// The environment that the plugin carries.
    env: Vec<String>,
    /// What Go's collector is told, if the caller says nothing else.
    go_variables: Vec<String>,
    settings: Settings,
}

impl CompiledPlugin {
    /// The plugin's ABI.
    pub fn abi(&self) -> Abi {
        self.abi
    }

    /// The configuration the plugin carries, if it has a `.bufplugin` section.
    pub fn config(&self) -> Option<&ExecConfig> {
        self.config.as_ref()
    }

    /// What Go's collector is told, as `KEY=VALUE`, in a run with the environment `given`: nothing if the caller or
    /// the plugin's configuration sets one of the variables. See [`GoGc`].
    pub fn go_variables(&self, given: &[String]) -> &[String] {
        unless_given(&self.go_variables, given)
    }

    /// The plugin's first argument.
    pub fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiled_plugin_can_be_shared_between_threads() {
        fn shared<T: Send + Sync + 'static>() {}
        shared::<PluginExecutor>();
        shared::<CompiledPlugin>();
    }
}
