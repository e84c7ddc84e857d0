//! `bufwasm_inspection`: what a module is and needs, without compiling or running it.

use std::mem::MaybeUninit;

use bufwasm::module::ModuleSummary;
use bufwasm::{BadModule, Provision, section};

use crate::boundary::create;
use crate::call_error::CallError;
use crate::config::{Abi, PluginConfig};
use crate::error::Error;
use crate::infallible::infallible;
use crate::kept::Kept;
use crate::view::{Bytes, Text};

/// What a module needs.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Import {
    /// The module it is imported from.
    pub module: Text,
    /// Its name there.
    pub name: Text,
    /// What it is, such as `func (i32, i32) -> i32`.
    pub type_text: Text,
    /// Whether the module's ABI provides it. False if the ABI cannot be told.
    pub is_provided: bool,
    /// The type that the ABI provides under this name, if only the type is wrong; NULL otherwise.
    pub provided_type: Text,
}

/// What a module offers.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Export {
    /// Its name.
    pub name: Text,
    /// `func`, `memory`, `table`, `global` or `tag`.
    pub kind: Text,
}

/// A tool that helped to make a module.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Producer {
    /// `language`, `processed-by` or `sdk`.
    pub field: Text,
    /// The tool's name.
    pub name: Text,
    /// The tool's version; may be empty.
    pub version: Text,
}

/// What a module is and needs. Later versions may append fields.
///
/// The caller frees it with `bufwasm_inspection_free`. It never changes: any number of threads may read it.
#[repr(C)]
pub struct Inspection {
    /// The ABI it speaks; `BUFWASM_ABI_UNSPECIFIED` if that cannot be told.
    pub abi: Abi,
    /// Whether functions have names, which traps can show.
    pub has_names: bool,
    /// Why the ABI cannot be told; NULL if it can.
    pub abi_problem: Text,
    /// The module's own name; NULL if it has none.
    pub module_name: Text,
    /// The configuration that it carries; NULL if it carries none.
    pub config: *const PluginConfig,
    /// Pages of 64 KiB that all its memories start with.
    pub memory_floor_pages: u64,
    /// What it needs.
    pub imports: *const Import,
    /// How many `imports` there are.
    pub import_count: usize,
    /// What it offers.
    pub exports: *const Export,
    /// How many `exports` there are.
    pub export_count: usize,
    /// What made it.
    pub producers: *const Producer,
    /// How many `producers` there are.
    pub producer_count: usize,
    /// The library's own.
    pub(crate) kept: Box<Kept>,
}

/// Reads what the module `wasm` says about itself. It does not look at function bodies and data.
///
/// Sets `inspection`, which the caller frees with `bufwasm_inspection_free`. Errors: `BUFWASM_ERROR_KIND_BAD_MODULE`,
/// `_BAD_SECTION`, `_USAGE`.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_inspect(
    wasm: Bytes,
    inspection: Option<&mut MaybeUninit<Option<Box<Inspection>>>>,
) -> Option<Box<Error>> {
    create(inspection, "inspection", || {
        // SAFETY: the caller passes bytes.
        Inspection::of(unsafe { wasm.read("wasm") }?)
    })
}

/// Frees `inspection` and all it points to, which no thread may use after that. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_inspection_free(inspection: Option<Box<Inspection>>) {
    infallible(|| drop(inspection));
}

impl Inspection {
    fn of(wasm: &[u8]) -> Result<Self, CallError> {
        let summary =
            ModuleSummary::parse(wasm).map_err(|error| bufwasm::Error::BadModule(BadModule::Structure(error)))?;
        let config = section::find(wasm).map_err(bufwasm::Error::from)?;
        let abi = bufwasm::Abi::detect(None, config.as_ref(), &summary.exported_functions());
        let mut kept = Box::<Kept>::default();
        let (imports, import_count) = imports(&summary, abi.as_ref().ok(), &mut kept);
        let (exports, export_count) = exports(&summary, &mut kept);
        let (producers, producer_count) = producers(&summary, &mut kept);
        let config = config.map(|config| PluginConfig::of(&config, &mut kept));
        Ok(Self {
            has_names: summary.has_names(),
            abi_problem: kept.optional(abi.as_ref().err().map(ToString::to_string)),
            abi: abi.map_or(Abi::Unspecified, Abi::from),
            module_name: kept.optional(summary.name),
            config: kept.array(Vec::from_iter(config)).0,
            memory_floor_pages: summary.memory_floor(),
            imports,
            import_count,
            exports,
            export_count,
            producers,
            producer_count,
            kept,
        })
    }
}

fn imports(summary: &ModuleSummary<'_>, abi: Option<&bufwasm::Abi>, kept: &mut Kept) -> (*const Import, usize) {
    let imports = summary.imports.iter().map(|import| {
        let provision = abi.map(|abi| abi.provision(import));
        let is_provided = provision == Some(Provision::Same);
        let provided_type = match provision {
            Some(Provision::OtherType(ty)) => Some(ty.to_string()),
            _ => None,
        };
        Import {
            module: kept.text(import.module),
            name: kept.text(import.name),
            type_text: kept.text(import.ty.to_string()),
            is_provided,
            provided_type: kept.optional(provided_type),
        }
    });
    let imports = imports.collect();
    kept.array::<Import>(imports)
}

fn exports(summary: &ModuleSummary<'_>, kept: &mut Kept) -> (*const Export, usize) {
    let exports =
        summary.exports.iter().map(|export| Export { name: kept.text(export.name), kind: kept.text(export.kind) });
    let exports = exports.collect();
    kept.array::<Export>(exports)
}

fn producers(summary: &ModuleSummary<'_>, kept: &mut Kept) -> (*const Producer, usize) {
    let producers = summary.producers.iter().map(|producer| Producer {
        field: kept.text(producer.field),
        name: kept.text(producer.name),
        version: kept.text(producer.version),
    });
    let producers = producers.collect();
    kept.array::<Producer>(producers)
}
