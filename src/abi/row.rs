//! What both ABIs are made of: rows of host functions, and how a guest is run.

use wasmi::{Func, FuncType, Store};

use crate::guest::Guest;
use crate::limits::Limits;
use crate::module::{Import, ImportType};
use crate::run::{Running, StoreData};

/// An ABI: its tables of host functions, its own state, and how it runs a guest.
///
/// The implementing type is the state, made anew for every run.
pub(crate) trait Interface: Sized + 'static {
    /// The export that is the guest's memory.
    const MEMORY: &'static str;

    /// The rows of the import module `module`.
    fn rows(module: &str) -> impl Iterator<Item = &'static HostFunction<Self>>;

    /// The row that provides the import `module.name`.
    fn row(module: &str, name: &str) -> Option<&'static HostFunction<Self>> {
        Self::rows(module).find(|row| row.name == name)
    }

    /// The state of a run that is about to begin.
    fn new(guest: &Guest<'_>, limits: &Limits) -> Self;

    /// Runs the guest until it ends; a guest that exits by itself ends with [`Stop::Exit`](crate::run::Stop::Exit).
    fn run(running: &mut Running<'_, Self>) -> Result<(), wasmi::Error>;
}

/// A row of an ABI's table: a function that a guest may import.
pub(crate) struct HostFunction<S: 'static> {
    pub(crate) name: &'static str,
    /// The names of the parameters, which a guest of Go's ABI passes on its stack.
    pub(crate) params: &'static [&'static str],
    pub(crate) ty: fn() -> FuncType,
    /// Makes the function for the import at this index of the module.
    pub(crate) link: for<'s, 'g> fn(&'s mut Store<StoreData<'g, S>>, usize) -> Func,
}

/// A function that an ABI provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvidedFunction {
    /// Its name.
    pub name: &'static str,
    /// The names of its parameters. In Go's ABI they lie on the guest's stack, whose pointer is what the type has.
    pub params: &'static [&'static str],
    /// Its type in WebAssembly.
    pub ty: FuncType,
}

/// What `S` provides to a module that imports from `module`.
pub(super) fn provided<S: Interface>(module: &str) -> Vec<ProvidedFunction> {
    S::rows(module).map(|row| ProvidedFunction { name: row.name, params: row.params, ty: (row.ty)() }).collect()
}

/// How an ABI provides what a module imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provision {
    /// Under its name and with its type.
    Same,
    /// Under its name, with this type.
    OtherType(ImportType),
    /// Not at all.
    Nothing,
}

/// How the rows of `S` provide `import`.
pub(super) fn provision<S: Interface>(import: &Import<'_>) -> Provision {
    if import.ty.kind() == "memory" {
        // It is made as it is declared.
        return Provision::Same;
    }
    let Some(row) = S::row(import.module, import.name) else { return Provision::Nothing };
    let ty = ImportType::function(function_type(&(row.ty)()));
    if ty == import.ty { Provision::Same } else { Provision::OtherType(ty) }
}

/// The engine's type of a function, as modules have it.
fn function_type(ty: &FuncType) -> wasmparser::FuncType {
    let [params, results] = [ty.params(), ty.results()].map(|types| types.iter().map(value_type));
    wasmparser::FuncType::new(params, results)
}

fn value_type(ty: &wasmi::ValType) -> wasmparser::ValType {
    match ty {
        wasmi::ValType::I32 => wasmparser::ValType::I32,
        wasmi::ValType::I64 => wasmparser::ValType::I64,
        wasmi::ValType::F32 => wasmparser::ValType::F32,
        wasmi::ValType::F64 => wasmparser::ValType::F64,
        wasmi::ValType::V128 => wasmparser::ValType::V128,
        wasmi::ValType::FuncRef => wasmparser::ValType::FUNCREF,
        wasmi::ValType::ExternRef => wasmparser::ValType::EXTERNREF,
    }
}
