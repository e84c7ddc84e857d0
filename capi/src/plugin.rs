//! `bufwasm_plugin`: compiled once, run many times.

use std::mem::MaybeUninit;

use bufwasm::CompiledPlugin;

use crate::boundary::{create, required};
use crate::config::{Abi, PluginConfig, requested};
use crate::error::Error;
use crate::executor::Executor;
use crate::infallible::infallible;
use crate::kept::Kept;
use crate::view::{Bytes, Text};

/// A plugin that is ready to run. It never changes: any number of threads may use it, and run it, at once.
pub struct Plugin {
    pub(crate) compiled: CompiledPlugin,
    name: Text,
    config: Option<PluginConfig>,
    /// What `name` and `config` point to.
    _kept: Kept,
}

// SAFETY: the pointers in it are to plain data that it keeps, and nothing changes either.
unsafe impl Send for Plugin {}
// SAFETY: see above.
unsafe impl Sync for Plugin {}

impl Plugin {
    fn new(compiled: CompiledPlugin) -> Self {
        let mut kept = Kept::default();
        let name = kept.text(compiled.name());
        let config = compiled.config().map(|config| PluginConfig::of(config, &mut kept));
        Self { compiled, name, config, _kept: kept }
    }
}

/// Compiles the module `wasm`, and reads the configuration in it.
///
/// `name` becomes the plugin's first argument; the default is `protoc-gen-wasm`. `abi` is a `bufwasm_abi`: pass
/// `BUFWASM_ABI_UNSPECIFIED` unless you know better than the module. Both `name` and `wasm` are copied. This is cheap,
/// because a function is translated when it is first called.
///
/// Sets `plugin`, which the caller frees with `bufwasm_plugin_free`. The plugin does not need the executor. Errors:
/// `BUFWASM_ERROR_KIND_BAD_MODULE`, `_BAD_SECTION`, `_UNKNOWN_ABI`, `_MISSING_IMPORTS`, `_MEMORY_LIMIT`, `_USAGE`.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_executor_compile(
    executor: Option<&Executor>,
    name: Text,
    wasm: Bytes,
    abi: u32,
    plugin: Option<&mut MaybeUninit<Option<Box<Plugin>>>>,
) -> Option<Box<Error>> {
    create(plugin, "plugin", || {
        let Executor(executor) = required(executor, "executor")?;
        // SAFETY: the caller passes a text and bytes.
        let (name, wasm) = unsafe { (name.read("name")?, wasm.read("wasm")?) };
        Ok(Plugin::new(executor.compile_as(name, wasm, requested(abi)?)?))
    })
}

/// The ABI of `plugin`. `BUFWASM_ABI_UNSPECIFIED` if `plugin` is NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_plugin_abi(plugin: Option<&Plugin>) -> Abi {
    plugin.map_or(Abi::Unspecified, |plugin| plugin.compiled.abi().into())
}

/// The first argument of `plugin`, valid as long as `plugin` is. Empty if `plugin` is NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_plugin_name(plugin: Option<&Plugin>) -> Text {
    plugin.map_or_else(Text::default, |plugin| plugin.name)
}

/// The configuration in `plugin`, valid as long as `plugin` is. NULL if there is none, or `plugin` is NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_plugin_get_config(plugin: Option<&Plugin>) -> Option<&PluginConfig> {
    plugin.and_then(|plugin| plugin.config.as_ref())
}

/// Frees `plugin`, which no thread may use or be running by then. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_plugin_free(plugin: Option<Box<Plugin>>) {
    infallible(|| drop(plugin));
}
