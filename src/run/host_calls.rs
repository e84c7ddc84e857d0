//! The functions that a rewritten module calls without importing them: see [`HostCall`].

use wasmi::errors::{MemoryError, TableError};
use wasmi::{AsContextMut, Caller, ExternRef, Func, Instance, Nullable, Ref, Store, Table};

use super::slices::pay;
use super::{Stop, StoreData};
use crate::limits::{BYTES_PER_FUEL, PAGE_BYTES};
use crate::profile::Recorder;
use crate::rewrite::{EXTERNREF, HostCall, HostTable};

/// What a growth that is refused answers.
const REFUSED: u32 = u32::MAX;
/// What a wait answers whose time has passed.
const TIMED_OUT: u32 = 2;
/// Bytes that an element of a table is charged as.
const ELEMENT_BYTES: u64 = 8;

/// Puts the host's functions into the tables that the rewritten module has for them.
///
/// # Errors
///
/// The module does not export what it was rewritten to.
pub(crate) fn link<S: 'static>(
    store: &mut Store<StoreData<'_, S>>,
    instance: Instance,
    tables: &[HostTable],
) -> Result<(), wasmi::Error> {
    for table in tables {
        let elements = instance.get_table(&*store, table.export).ok_or_else(|| missing(table.export))?;
        for (place, call) in (0..).zip(&table.calls) {
            let function = function(store, instance, *call)?;
            elements.set(&mut *store, place, Ref::Func(function.into())).map_err(|_| missing(table.export))?;
        }
    }
    Ok(())
}

fn missing(export: &str) -> wasmi::Error {
    wasmi::Error::new(format!("the rewritten module lacks its export {export}"))
}

fn function<'g, S: 'static>(
    store: &mut Store<StoreData<'g, S>>,
    instance: Instance,
    call: HostCall,
) -> Result<Func, wasmi::Error> {
    let operand = call.operand().map_or(String::new(), |(name, ..)| name);
    Ok(match call {
        HostCall::GrowMemory(_) => {
            let memory = instance.get_memory(&*store, &operand).ok_or_else(|| missing(&operand))?;
            Func::wrap(store, move |caller: Caller<'_, StoreData<'g, S>>, pages: u32| {
                grow_memory(caller, memory, pages)
            })
        }
        HostCall::GrowTable { element, .. } => {
            let table = instance.get_table(&*store, &operand).ok_or_else(|| missing(&operand))?;
            if element == EXTERNREF {
                let grow = move |caller: Caller<'_, StoreData<'g, S>>, with: Nullable<ExternRef>, more: u32| {
                    grow_table(caller, table, with.into(), more)
                };
                Func::wrap(store, grow)
            } else {
                let grow = move |caller: Caller<'_, StoreData<'g, S>>, with: Nullable<Func>, more: u32| {
                    grow_table(caller, table, with.into(), more)
                };
                Func::wrap(store, grow)
            }
        }
        HostCall::Unaligned => Func::wrap(store, || -> Result<(), wasmi::Error> {
            Err(wasmi::Error::host(Stop::Fault("unaligned atomic".into())))
        }),
        HostCall::Wait => Func::wrap(store, |caller: Caller<'_, StoreData<'g, S>>, nanos: i64| wait(caller, nanos)),
        HostCall::Enter => Func::wrap(store, |caller: Caller<'_, StoreData<'g, S>>, function: u32, cost: u32| {
            record(caller, cost, |recorder, left| recorder.enter(function, left))
        }),
        HostCall::Tail => Func::wrap(store, |caller: Caller<'_, StoreData<'g, S>>, function: u32, cost: u32| {
            record(caller, cost, |recorder, left| {
                recorder.leave(left);
                recorder.enter(function, left);
            })
        }),
        HostCall::Leave => Func::wrap(store, |caller: Caller<'_, StoreData<'g, S>>| record(caller, 0, Recorder::leave)),
    })
}

/// `memory.grow`. What is added is paid for as if it were copied.
fn grow_memory<S: 'static>(
    mut caller: Caller<'_, StoreData<'_, S>>,
    memory: wasmi::Memory,
    pages: u32,
) -> Result<u32, wasmi::Error> {
    caller.data_mut().guest.spend_call().map_err(wasmi::Error::host)?;
    let before = match memory.grow(&mut caller, pages.into()) {
        Ok(before) => before,
        Err(MemoryError::OutOfBoundsGrowth | MemoryError::OutOfSystemMemory) => {
            let data = caller.data_mut();
            if data.limiter.refusals > 0 {
                data.guest.refuse_memory().map_err(wasmi::Error::host)?;
            }
            return Ok(REFUSED);
        }
        Err(error) => return Err(wasmi::Error::new(error.to_string())),
    };
    pay(&mut caller.as_context_mut(), u64::from(pages) * PAGE_BYTES / u64::from(BYTES_PER_FUEL))?;
    // A memory has at most 65536 pages.
    Ok(before as u32)
}

/// `table.grow`, paid for in the same way.
fn grow_table<S: 'static>(
    mut caller: Caller<'_, StoreData<'_, S>>,
    table: Table,
    with: Ref,
    more: u32,
) -> Result<u32, wasmi::Error> {
    caller.data_mut().guest.spend_call().map_err(wasmi::Error::host)?;
    let before = match table.grow(&mut caller, more.into(), with) {
        Ok(before) => before,
        Err(TableError::GrowOutOfBounds | TableError::OutOfSystemMemory) => return Ok(REFUSED),
        Err(error) => return Err(wasmi::Error::new(error.to_string())),
    };
    pay(&mut caller.as_context_mut(), u64::from(more) * ELEMENT_BYTES / u64::from(BYTES_PER_FUEL))?;
    Ok(u32::try_from(before).unwrap_or(REFUSED))
}

/// Waits for another thread, of which there is none: until the time has passed, by the guest's own clock.
fn wait<S>(mut caller: Caller<'_, StoreData<'_, S>>, nanos: i64) -> Result<u32, wasmi::Error> {
    let guest = &mut caller.data_mut().guest;
    guest.spend_call().map_err(wasmi::Error::host)?;
    let Ok(nanos) = u64::try_from(nanos) else { return Err(wasmi::Error::host(Stop::WaitsForThread)) };
    guest.clock.sleep(nanos, &guest.interrupt).map_err(wasmi::Error::host)?;
    Ok(TIMED_OUT)
}

/// Records what a hook reports, with the fuel that is left, and gives back what the hook has cost.
fn record<S>(
    mut caller: Caller<'_, StoreData<'_, S>>,
    cost: u32,
    note: impl FnOnce(&mut Recorder, u64),
) -> Result<(), wasmi::Error> {
    let slice = caller.get_fuel()?.saturating_add(cost.into());
    caller.set_fuel(slice)?;
    let data = caller.data_mut();
    let left = data.reserve.saturating_add(slice);
    let Some(recorder) = &mut data.recorder else { return Ok(()) };
    note(recorder, left);
    if recorder.is_over(left) { Err(wasmi::Error::host(Stop::OutOfFuel)) } else { Ok(()) }
}
