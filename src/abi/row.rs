//! What both ABIs are made of: rows of host functions, and how a guest is run.

use wasmi::{Func, FuncType, Store};

use crate::error::MissingImport;
use crate::guest::Guest;
use crate::limits::Limits;
use crate::module::ModuleSummary;
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

/// Those of a module's imports that no row of `S` provides, by name and by type. Memories are made as they are declared.
pub(super) fn missing_imports<S: Interface>(module: &ModuleSummary<'_>) -> Vec<MissingImport> {
    let missing = module.imports.iter().filter(|import| import.kind != "memory").filter_map(|import| {
        let provided = S::row(import.module, import.name).map(|row| format!("func {}", signature(&(row.ty)())));
        (provided.as_ref() != Some(&import.ty)).then(|| MissingImport {
            module: import.module.into(),
            name: import.name.into(),
            ty: import.ty.clone(),
            provided,
        })
    });
    missing.collect()
}

/// A function's type as errors show it: `(i32, i32) -> i32`.
pub(crate) fn signature(ty: &FuncType) -> String {
    let list = |types: &[wasmi::ValType]| {
        types.iter().map(|ty| format!("{ty:?}").to_lowercase()).collect::<Vec<_>>().join(", ")
    };
    match ty.results() {
        [] => format!("({})", list(ty.params())),
        [one] => format!("({}) -> {}", list(ty.params()), list(&[*one])),
        many => format!("({}) -> ({})", list(ty.params()), list(many)),
    }
}
