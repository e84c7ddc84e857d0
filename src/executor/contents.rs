//! What a plugin is made of, read and checked before it is compiled.

use wasmparser::{FuncType, ValType};

use super::environment;
use crate::abi::Abi;
use crate::error::{BadModule, Error};
use crate::fs::MapFs;
use crate::module::{ModuleSummary, signature};
use crate::proto::ExecConfig;
use crate::section;

/// What a module says about itself, and what it carries.
pub(super) struct Contents<'a> {
    pub(super) summary: ModuleSummary<'a>,
    pub(super) config: Option<ExecConfig>,
    pub(super) abi: Abi,
    /// The configuration's files.
    pub(super) files: MapFs,
    /// The configuration's environment, with one entry for each key.
    pub(super) env: Vec<String>,
}

impl<'a> Contents<'a> {
    /// Reads the module `wasm`, which is to run under the `given` ABI, or the one that it tells itself.
    pub(super) fn read(wasm: &'a [u8], given: Option<Abi>) -> Result<Self, Error> {
        let summary = ModuleSummary::parse_within_bounds(wasm);
        let mut summary = summary.map_err(|error| Error::BadModule(BadModule::Structure(error)))?;
        let config = section::find(wasm)?;
        let abi = Abi::detect(given, config.as_ref(), &summary.exported_functions())?;
        check_entries(&summary, abi, config.as_ref())?;
        summary.forget_function_types();
        let files = MapFs::new(config.iter().flat_map(ExecConfig::tree))?;
        let env = environment::carried(config.as_ref())?;
        Ok(Self { summary, config, abi, files, env })
    }
}

/// Refuses a module that begins with functions of other types than its ABI has.
fn check_entries(summary: &ModuleSummary<'_>, abi: Abi, config: Option<&ExecConfig>) -> Result<(), Error> {
    if let Some(start) = summary.start.and_then(|start| summary.function_type(start)) {
        check_parameters("the start function", start, &[])?;
    }
    let Some(called) = config.and_then(ExecConfig::called_function) else {
        let entry = summary.exported_type(abi.entry());
        return entry.map_or(Ok(()), |ty| check_parameters(abi.entry(), ty, abi.entry_params()));
    };
    for name in [Abi::INITIALIZE, called] {
        let Some(ty) = summary.exported_type(name) else { continue };
        check_parameters(name, ty, &[])?;
        if !ty.results().is_empty() {
            return Err(Error::BadModule(BadModule::Result { function: name.into(), ty: signature(ty) }));
        }
    }
    Ok(())
}

fn check_parameters(function: &str, ty: &FuncType, params: &[ValType]) -> Result<(), Error> {
    if ty.params() == params {
        return Ok(());
    }
    let takes = signature(&FuncType::new(ty.params().iter().copied(), []));
    let called_with = if params.is_empty() { "no arguments" } else { "(i32, i32)" };
    Err(Error::BadModule(BadModule::Entry { function: function.into(), takes, called_with }))
}

/// Checks whether the plugin `wasm` can be compiled: that its module, its configuration, its environment and its set of
/// files are valid, that the ABI is the module's, and that it begins with functions of the ABI's types. Its imports and
/// the memory it needs are left to the host that will run it, and the bodies of its functions to their first calls.
///
/// ```
/// let wasm = wat::parse_str(r#"(module (import "nowhere" "nothing" (func)) (func (export "_start")))"#)?;
/// assert!(bufwasm::check(&wasm).is_ok());
/// assert!(matches!(bufwasm::check(b"\0asm\x01\0\0\0"), Err(bufwasm::Error::UnknownAbi(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The bytes are no module, the section, its environment or its files are broken, the ABI is unknown, or the function that
/// a run begins with has another type.
pub fn check(wasm: &[u8]) -> Result<(), Error> {
    Contents::read(wasm, None).map(drop)
}
