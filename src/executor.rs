//! Compile a plugin once, run it many times, in parallel if need be.

mod contents;
mod go_gc;
mod run;

use std::sync::Arc;
use std::time::Duration;

use wasmi::{ExternType, FuncType, Module, ValType};

use contents::Contents;
pub use contents::check;
pub use go_gc::GoGc;
use go_gc::unless_given;
pub use run::{Memories, RunOptions, Stats};

use crate::abi::{Abi, signature};
use crate::engine;
use crate::error::{BadModule, Error};
use crate::fs::MapFs;
use crate::host::{Clock, Random};
use crate::limits::Limits;
use crate::lower;
use crate::module::ModuleSummary;
use crate::optimise::{Optimise, optimise};
use crate::proto::ExecConfig;
use crate::rewrite::HostTable;

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

    /// Says when modules are [optimised](crate::optimise) before they run.
    pub fn optimise(mut self, when: Optimise) -> Self {
        self.0.optimise = when;
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
    /// The bytes are not a module, the configuration or its files are invalid, the ABI is unknown, an import is
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
        let Contents { summary, config, abi, files } = Contents::read(wasm, abi)?;
        self.check(abi, &summary)?;
        let optimised = self.settings.optimise.applies().then(|| optimise(wasm)).flatten();
        let wasm = optimised.as_ref().map_or(wasm, |optimised| &optimised.wasm);
        let (wasm, threads) = lower::lower(wasm);
        let prepared = engine::prepare(wasm, summary.start);
        // Code stays in its engine: with one of its own, a plugin leaves nothing behind.
        let engine = engine::new(abi.stack_bytes(self.limits()));
        let module =
            Module::new(&engine, &prepared.wasm).map_err(|error| Error::BadModule(BadModule::Engine(error)))?;
        check_entry(&module, abi.entry(), abi.entry(), abi.entry_params())?;
        if prepared.starts {
            check_entry(&module, engine::START_EXPORT, "the start function", &[])?;
        }
        let name = if name.is_empty() { DEFAULT_NAME } else { name };
        Ok(CompiledPlugin {
            module,
            starts: prepared.starts,
            host_tables: threads.into_iter().chain(prepared.host_table).collect(),
            abi,
            config,
            name: name.into(),
            files: Arc::new(files),
            go_variables: self.settings.go_gc.variables(&summary, self.limits()),
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

/// Refuses a `module` whose function `export`, of which messages speak as `function`, takes other parameters than `params`.
fn check_entry(module: &Module, export: &str, function: &str, params: &[ValType]) -> Result<(), Error> {
    let Some(ExternType::Func(ty)) = module.get_export(export) else { return Ok(()) };
    if ty.params() == params {
        return Ok(());
    }
    let takes = signature(&FuncType::new(ty.params().iter().copied(), []));
    let called_with = if params.is_empty() { "no arguments" } else { "(i32, i32)" };
    Err(Error::BadModule(BadModule::Entry { function: function.into(), takes, called_with }))
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
    module: Module,
    /// Whether it has a start function.
    starts: bool,
    /// What the host puts into the module once it is instantiated.
    host_tables: Vec<HostTable>,
    abi: Abi,
    config: Option<ExecConfig>,
    name: String,
    files: Arc<MapFs>,
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

    /// What Go's collector is told, as `KEY=VALUE`, in a run with the environment `given`: nothing if the caller sets one of
    /// the variables. See [`GoGc`].
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
