//! A module in the engine.

use std::sync::Arc;

use wasmi::Module;

use crate::abi::Abi;
use crate::engine;
use crate::error::{BadModule, Error};
use crate::limits::Limits;
use crate::module::{FunctionNames, ModuleSummary};
use crate::profile::Instrumented;
use crate::rewrite::HostTable;

/// What a module is translated for.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub(super) abi: Abi,
    pub(super) limits: Limits,
    /// The function that the module starts with.
    pub(super) start: Option<u32>,
    /// Elements that the plain module's tables begin with.
    pub(super) elements: u64,
    /// What gives functions hooks that report when they begin and end, if they are to have any.
    pub(super) instrument: Option<InstrumentFn>,
}

/// Gives a module's functions hooks: the second argument is what the engine is to get of the first, whose functions have the names.
/// It is passed on, so that a program which profiles nothing holds no code for it.
pub(super) type InstrumentFn = fn(&[u8], &[u8]) -> Option<(Instrumented, FunctionNames)>;

/// A module in an engine of its own: code stays in its engine, and goes with it.
#[derive(Clone)]
pub(super) struct Translated {
    pub(super) module: Module,
    /// Whether it has a start function.
    pub(super) starts: bool,
    /// What the host puts into the module once it is instantiated.
    pub(super) host_tables: Vec<HostTable>,
    /// Elements of the table that optimising has added, which the limit on the guest's is not for.
    pub(super) added_elements: usize,
    /// What a profile needs to know of the functions, if they have hooks.
    pub(super) hooked: Option<Arc<HookedFunctions>>,
}

/// Functions with hooks that report when they begin and end.
pub(super) struct HookedFunctions {
    pub(super) names: FunctionNames,
    /// Units of fuel that a run needs beyond its own.
    pub(super) lent: u64,
}

impl Translated {
    /// The module `wasm`.
    ///
    /// # Errors
    ///
    /// The engine refuses it.
    pub(super) fn new(wasm: &[u8], terms: &Terms) -> Result<Self, Error> {
        let Terms { abi, limits, start, instrument, .. } = *terms;
        let mut prepared = engine::prepare(wasm, start);
        let instrumented = instrument.and_then(|instrument| instrument(wasm, &prepared.wasm));
        let (hooked, profile) = instrumented.map_or((None, None), |(Instrumented { wasm, table, lent }, names)| {
            prepared.wasm = wasm.into();
            (Some(Arc::new(HookedFunctions { names, lent })), Some(table))
        });
        let engine = engine::new(abi.stack_bytes(&limits), hooked.is_some());
        let module =
            Module::new(&engine, &prepared.wasm).map_err(|error| Error::BadModule(BadModule::Engine(error)))?;
        let host_tables = prepared.host_table.into_iter().chain(profile).collect();
        Ok(Self { module, starts: prepared.starts, host_tables, added_elements: 0, hooked })
    }

    /// The same for a module that was optimised.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub(super) fn optimised(wasm: &[u8], terms: &Terms) -> Result<Self, Error> {
        let translated = Self::new(wasm, terms)?;
        let summary = ModuleSummary::parse(wasm).map_err(|error| Error::BadModule(BadModule::Structure(error)))?;
        let added = summary.table_floor().saturating_sub(terms.elements);
        Ok(Self { added_elements: usize::try_from(added).unwrap_or(usize::MAX), ..translated })
    }
}
