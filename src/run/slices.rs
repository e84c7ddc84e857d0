//! Calls of a guest's functions, slice of fuel by slice of fuel.

use std::panic::resume_unwind;

use wasmi::{AsContext, AsContextMut, Extern, Func, Instance, Store, Val};

use super::{Pace, Stop, StoreData};
use crate::profile::Recorder;

/// An instantiated guest.
pub(crate) struct Running<'g, S> {
    pub(crate) store: Store<StoreData<'g, S>>,
    pub(crate) instance: Instance,
}

impl<'g, S: 'static> Running<'g, S> {
    /// The function that the guest exports as `name`.
    pub(crate) fn function(&self, name: &str) -> Option<Func> {
        self.instance.get_export(&self.store, name).and_then(Extern::into_func)
    }

    /// Calls `function`. What it returns, as some do that end a program, tells nothing.
    pub(crate) fn call(&mut self, function: Func, arguments: &[Val]) -> Result<(), wasmi::Error> {
        let mut results = vec![Val::I32(0); function.ty(&self.store).results().len()];
        call(&mut self.store, function, arguments, &mut results)
    }

    /// What an instrumented guest has reported, until its end.
    pub(crate) fn end_of_record(&mut self) -> Option<Recorder> {
        let mut recorder = self.store.data_mut().recorder.take()?;
        recorder.spend(self.store.data().reserve.saturating_add(self.store.get_fuel().unwrap_or(0)));
        Some(recorder)
    }

    /// Units of a budget of `fuel` that are used up.
    pub(crate) fn fuel_used(&self, fuel: u64) -> u64 {
        let unspent = self.store.data().reserve.saturating_add(self.store.get_fuel().unwrap_or(0));
        fuel.saturating_sub(unspent)
    }
}

/// Calls the guest's `function` slice of fuel by slice of fuel, from outside or from within a host function.
pub(crate) fn call<'g, S: 'static>(
    store: &mut impl AsContextMut<Data = StoreData<'g, S>>,
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
    store: &mut impl AsContextMut<Data = StoreData<'g, S>>,
    function: Func,
    arguments: &[Val],
    results: &mut [Val],
) -> Result<(), wasmi::Error> {
    refuel(store, 0, Pace::begin)?;
    let mut call = function.call_resumable(&mut *store, arguments, results)?;
    loop {
        match call {
            wasmi::ResumableCall::Finished => return Ok(()),
            wasmi::ResumableCall::HostTrap(trap) => return Err(trap.into_host_error()),
            wasmi::ResumableCall::OutOfFuel(paused) => {
                refuel(store, paused.required_fuel(), Pace::next)?;
                call = paused.resume(&mut *store, results)?;
            }
        }
    }
}

/// Hands the store its next slice, as large as `pace` has it by what the clock reads, but of `required` units at least,
/// unless the run is to stop.
fn refuel<'g, S: 'static>(
    store: &mut impl AsContextMut<Data = StoreData<'g, S>>,
    required: u64,
    pace: fn(&mut Pace, Option<u64>) -> u64,
) -> Result<(), wasmi::Error> {
    let mut store = store.as_context_mut();
    let now = store.data().guest.check().map_err(wasmi::Error::host)?;
    let available = store.data().reserve.saturating_add(store.as_context().get_fuel()?);
    let slice = pace(&mut store.data_mut().pace, now).max(required).min(available);
    if slice < required || slice == 0 {
        return Err(wasmi::Error::host(Stop::OutOfFuel));
    }
    store.data_mut().reserve = available - slice;
    store.set_fuel(slice)
}

/// Takes `units` of fuel for what a host function has done in an instruction's place.
pub(super) fn pay<'g, S: 'static>(
    store: &mut impl AsContextMut<Data = StoreData<'g, S>>,
    units: u64,
) -> Result<(), wasmi::Error> {
    let mut store = store.as_context_mut();
    let slice = store.get_fuel()?;
    let Some(reserve) = store.data().reserve.checked_sub(units.saturating_sub(slice)) else {
        return Err(wasmi::Error::host(Stop::OutOfFuel));
    };
    store.data_mut().reserve = reserve;
    store.set_fuel(slice.saturating_sub(units))
}
