//! The data of a run's store, and what a host function sees of it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use wasmi::Caller;

use super::{Limiter, Pace, Stop};
use crate::guest::Guest;
use crate::memory::Memory;
use crate::profile::Recorder;

/// The data of a store: all that host functions work on.
pub(crate) struct StoreData<'g, S> {
    pub(crate) guest: Guest<'g>,
    pub(crate) state: S,
    /// The guest's memory, once it is instantiated; `None` if it exports none.
    pub(crate) memory: Option<wasmi::Memory>,
    pub(crate) limiter: Limiter,
    /// How often each import of the module was called, by its index there.
    pub(crate) calls: Vec<u64>,
    /// Units of fuel not yet handed to the store.
    pub(crate) reserve: u64,
    /// How many of them are handed over at once.
    pub(crate) pace: Pace,
    /// What the hooks of the guest's functions report, if the module was [instrumented](crate::profile).
    pub(crate) recorder: Option<Recorder>,
    /// What a host function has panicked with, such as one of the caller's streams.
    pub(crate) panic: Option<Box<dyn Any + Send>>,
}

/// What the body of a host function works on.
pub(crate) struct Call<'c, 'g, S> {
    pub(crate) memory: Memory<'c>,
    pub(crate) guest: &'c mut Guest<'g>,
    pub(crate) state: &'c mut S,
}

impl<'g, S> StoreData<'g, S> {
    /// Enters the host function that is the import at `index`: counts the call, and splits memory from the rest.
    pub(crate) fn enter<R>(
        mut caller: Caller<'_, Self>,
        index: usize,
        body: impl FnOnce(&mut Call<'_, 'g, S>) -> Result<R, Stop>,
    ) -> Result<R, wasmi::Error> {
        Self::guarded(&mut caller, index, |caller| {
            let (bytes, data) = match caller.data().memory {
                Some(memory) => memory.data_and_store_mut(&mut *caller),
                None => (&mut [][..], caller.data_mut()),
            };
            body(&mut Call { memory: Memory::new(bytes), guest: &mut data.guest, state: &mut data.state })
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
        self.guest.spend_call()
    }
}
