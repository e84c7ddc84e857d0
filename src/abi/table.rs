//! What both ABIs are made of: rows of host functions, the state they share, and the loop that runs a guest.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use wasmi::{AsContext, AsContextMut, Caller, Extern, Func, FuncType, Instance, Store, Val};

use crate::error::MissingImport;
use crate::executor::limiter::Limiter;
use crate::guest::Guest;
use crate::limits::{Limits, Stop};
use crate::memory::Memory;
use crate::module::ModuleSummary;

/// An ABI: its tables of host functions, its own state, and how it runs a guest.
///
/// The implementing type is the state, made anew for every run.
pub(crate) trait Interface: Sized + 'static {
    /// The export that is the guest's memory.
    const MEMORY: &'static str;

    /// The row that provides the import `module.name`.
    fn row(module: &str, name: &str) -> Option<&'static HostFunction<Self>>;

    /// The state of a run that is about to begin.
    fn new(guest: &Guest<'_>, limits: &Limits) -> Self;

    /// Runs the guest until it ends; a guest that exits by itself ends with [`Stop::Exit`].
    fn run(running: &mut Running<'_, Self>) -> Result<(), wasmi::Error>;
}

/// A row of an ABI's table: a function that a guest may import.
pub(crate) struct HostFunction<S: 'static> {
    pub(crate) name: &'static str,
    pub(crate) ty: fn() -> FuncType,
    /// Makes the function for the import at this index of the module.
    pub(crate) link: for<'s, 'g> fn(&'s mut Store<Host<'g, S>>, usize) -> Func,
}

/// The data of a store: all that host functions work on.
pub(crate) struct Host<'g, S> {
    pub(crate) guest: Guest<'g>,
    pub(crate) state: S,
    /// The guest's memory, once it is instantiated; `None` if it exports none.
    pub(crate) memory: Option<wasmi::Memory>,
    pub(crate) limiter: Limiter,
    /// How often each import of the module was called, by its index there.
    pub(crate) calls: Vec<u64>,
    /// Units of fuel not yet handed to the store.
    pub(crate) reserve: u64,
    /// What a host function has panicked with, such as one of the caller's streams.
    pub(crate) panic: Option<Box<dyn Any + Send>>,
}

/// What the body of a host function works on.
pub(crate) struct Call<'c, 'g, S> {
    pub(crate) memory: Memory<'c>,
    pub(crate) guest: &'c mut Guest<'g>,
    pub(crate) state: &'c mut S,
}

impl<'g, S> Host<'g, S> {
    /// Enters the host function that is the import at `index`: counts the call, and splits memory from the rest.
    pub(crate) fn enter<R>(
        mut caller: Caller<'_, Self>,
        index: usize,
        body: impl FnOnce(&mut Call<'_, 'g, S>) -> Result<R, Stop>,
    ) -> Result<R, wasmi::Error> {
        Self::guarded(&mut caller, index, |caller| {
            let (bytes, host) = match caller.data().memory {
                Some(memory) => memory.data_and_store_mut(&mut *caller),
                None => (&mut [][..], caller.data_mut()),
            };
            body(&mut Call { memory: Memory::new(bytes), guest: &mut host.guest, state: &mut host.state })
                .map_err(wasmi::Error::host)
        })
    }

    /// Counts a call of the import at `index`, and makes it. A panic ends the run, and goes on behind it: the engine's
    /// own frames do not unwind on every processor.
    pub(crate) fn guarded<R>(
        caller: &mut Caller<'_, Self>,
        index: usize,
        body: impl FnOnce(&mut Caller<'_, Self>) -> Result<R, wasmi::Error>,
    ) -> Result<R, wasmi::Error> {
        caller.data_mut().count(index).map_err(wasmi::Error::host)?;
        catch_unwind(AssertUnwindSafe(|| body(caller))).unwrap_or_else(|panic| {
            caller.data_mut().panic = Some(panic);
            Err(wasmi::Error::host(Stop::Panicked))
        })
    }

    /// Counts a call of the import at `index`. `Err` when the run is to end.
    fn count(&mut self, index: usize) -> Result<(), Stop> {
        self.calls[index] += 1;
        self.guest.called()
    }
}

/// An instantiated guest.
pub(crate) struct Running<'g, S> {
    pub(crate) store: Store<Host<'g, S>>,
    pub(crate) instance: Instance,
}

/// Units of fuel between two looks at what may end the run: a few milliseconds' worth of a real plugin, and some 50 of an
/// empty loop.
const SLICE: u64 = 50_000_000;

impl<'g, S: 'static> Running<'g, S> {
    /// The function that the guest exports as `name`.
    pub(crate) fn function(&self, name: &str) -> Option<Func> {
        self.instance.get_export(&self.store, name).and_then(Extern::into_func)
    }

    /// Calls `function`, which returns nothing.
    pub(crate) fn call(&mut self, function: Func, arguments: &[Val]) -> Result<(), wasmi::Error> {
        call(&mut self.store, function, arguments, &mut [])
    }

    /// Units of a budget of `fuel` that are used up.
    pub(crate) fn fuel_used(&self, fuel: u64) -> u64 {
        let unspent = self.store.data().reserve.saturating_add(self.store.get_fuel().unwrap_or(0));
        fuel.saturating_sub(unspent)
    }
}

/// Calls the guest's `function` slice of fuel by slice of fuel, from outside or from within a host function.
pub(crate) fn call<'g, S: 'static>(
    store: &mut impl AsContextMut<Data = Host<'g, S>>,
    function: Func,
    arguments: &[Val],
    results: &mut [Val],
) -> Result<(), wasmi::Error> {
    let ended = call_in_slices(store, function, arguments, results);
    match store.as_context_mut().data_mut().panic.take() {
        Some(panic) => resume_unwind(panic),
        None => ended,
    }
}

fn call_in_slices<'g, S: 'static>(
    store: &mut impl AsContextMut<Data = Host<'g, S>>,
    function: Func,
    arguments: &[Val],
    results: &mut [Val],
) -> Result<(), wasmi::Error> {
    refuel(store, 0)?;
    let mut call = function.call_resumable(&mut *store, arguments, results)?;
    loop {
        match call {
            wasmi::ResumableCall::Finished => return Ok(()),
            wasmi::ResumableCall::HostTrap(trap) => return Err(trap.into_host_error()),
            wasmi::ResumableCall::OutOfFuel(paused) => {
                refuel(store, paused.required_fuel())?;
                call = paused.resume(&mut *store, results)?;
            }
        }
    }
}

/// Hands the store its next slice, of `required` units at least, unless the run is to stop.
fn refuel<'g, S: 'static>(
    store: &mut impl AsContextMut<Data = Host<'g, S>>,
    required: u64,
) -> Result<(), wasmi::Error> {
    let mut store = store.as_context_mut();
    store.data().guest.check().map_err(wasmi::Error::host)?;
    let available = store.data().reserve.saturating_add(store.as_context().get_fuel()?);
    let slice = SLICE.max(required).min(available);
    if slice < required || slice == 0 {
        return Err(wasmi::Error::host(Stop::OutOfFuel));
    }
    store.data_mut().reserve = available - slice;
    store.set_fuel(slice)
}

/// Those of a module's imports that no row of `S` provides, by name and by type.
pub(super) fn missing_imports<S: Interface>(module: &ModuleSummary<'_>) -> Vec<MissingImport> {
    let missing = module.imports.iter().filter_map(|import| {
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
