//! `bufwasm_canceller`: a callback that a run asks, now and then, whether it should stop.
//!
//! The library knows two things that stop a run: a token, which another thread cancels, and a deadline on a clock that the
//! caller passes in. Whenever a run looks whether to stop, it reads that clock on its own thread. So the clock here first
//! asks the callback of the run on its thread. If the callback says stop, the clock reads the end of time.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::rc::Rc;
use std::time::Duration;

use bufwasm::Clock;
use bufwasm::host::SystemClock;

/// Says whether the run is to stop: any value other than 0 stops it.
///
/// It gets the `context` next to it. It is called about ten times a second or more often, and may change its answer.
pub type IsCancelled = Option<unsafe extern "C" fn(context: *mut c_void) -> i32>;

/// How a run finds out whether to stop.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Canceller {
    /// The function to ask; NULL never stops a run.
    pub is_cancelled: IsCancelled,
    /// Passed on to `is_cancelled`.
    pub context: *mut c_void,
}

thread_local! {
    /// What the innermost run on this thread asks.
    static ASKED: RefCell<Option<Rc<Asked>>> = const { RefCell::new(None) };
}

struct Asked {
    canceller: Canceller,
    has_cancelled: Cell<bool>,
}

/// A run on this thread that asks a canceller, for as long as this lives.
pub(crate) struct Polling {
    asked: Rc<Asked>,
    /// A run whose callback started this one.
    outer: Option<Rc<Asked>>,
}

impl Polling {
    /// Lets the run that begins now on this thread ask `canceller`.
    ///
    /// # Safety
    ///
    /// The callback may be called with its context while this lives.
    pub(crate) unsafe fn begin(canceller: Canceller) -> Self {
        let asked = Rc::new(Asked { canceller, has_cancelled: Cell::new(false) });
        Self { outer: ASKED.replace(Some(Rc::clone(&asked))), asked }
    }

    /// The `error` of a run as its caller knows it: one that the canceller ended met no deadline.
    pub(crate) fn told(&self, error: bufwasm::Error) -> bufwasm::Error {
        match error {
            // The clock that deadlines go by has asked the canceller.
            bufwasm::Error::Timeout { .. } if self.has_cancelled() => bufwasm::Error::Cancelled,
            error => error,
        }
    }

    /// Whether the canceller ended the run.
    fn has_cancelled(&self) -> bool {
        self.asked.has_cancelled.get()
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        ASKED.set(self.outer.take());
    }
}

/// The operating system's clock, for deadlines: what a run reads when it looks whether to stop.
pub(crate) struct PollingClock(pub(crate) SystemClock);

impl Clock for PollingClock {
    fn realtime(&self) -> u64 {
        self.0.realtime()
    }

    fn monotonic(&self) -> u64 {
        // The callback may start a run, so nothing stays borrowed.
        let asked = ASKED.with_borrow(Option::clone);
        match asked {
            Some(asked) if asked.ask() => u64::MAX,
            _ => self.0.monotonic(),
        }
    }

    fn sleep(&self, duration: Duration) {
        self.0.sleep(duration);
    }
}

impl Asked {
    fn ask(&self) -> bool {
        let Canceller { is_cancelled: Some(is_cancelled), context } = self.canceller else { return false };
        if !self.has_cancelled.get() {
            // SAFETY: whoever began this promised that it may be called.
            self.has_cancelled.set(unsafe { is_cancelled(context) } != 0);
        }
        self.has_cancelled.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn count(context: *mut c_void) -> i32 {
        // SAFETY: the tests pass a counter.
        let counter = unsafe { &*context.cast::<Cell<i32>>() };
        counter.set(counter.get() + 1);
        i32::from(counter.get() > 1)
    }

    #[test]
    fn the_innermost_run_is_asked_until_it_is_told_to_stop() {
        let clock = PollingClock(SystemClock::new());
        let (outer, inner) = (Cell::new(0), Cell::new(0));
        let begin = |counter: &Cell<i32>| {
            let context = std::ptr::from_ref(counter).cast_mut().cast();
            // SAFETY: the counters outlive the test.
            unsafe { Polling::begin(Canceller { is_cancelled: Some(count), context }) }
        };
        let outer_run = begin(&outer);
        let inner_run = begin(&inner);
        let readings = [(); 3].map(|()| clock.monotonic());
        assert!(readings[0] < u64::MAX && readings[1..] == [u64::MAX; 2]);
        assert!(inner_run.has_cancelled());
        assert_eq!((outer.get(), inner.get()), (0, 2));
        drop(inner_run);
        assert!(clock.monotonic() < u64::MAX && !outer_run.has_cancelled());
        drop(outer_run);
        clock.monotonic();
        assert_eq!((outer.get(), inner.get()), (1, 2));
    }
}
