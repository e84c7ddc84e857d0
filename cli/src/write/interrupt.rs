//! Signals that come while files take their places: those that did give theirs back before the process ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::SigId;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

use super::WriteError;

/// Keeps signals from ending the process as long as it lives.
pub(super) struct Interrupts {
    /// The signal that came last, or 0.
    signal: Arc<AtomicUsize>,
    registered: Vec<SigId>,
}

impl Interrupts {
    /// From now on, signals are only noted.
    pub(super) fn watch() -> Self {
        let signal = Arc::new(AtomicUsize::new(0));
        // Where a signal cannot be watched, it ends the process at once, as it did before.
        let watch =
            |number: i32| flag::register_usize(number, Arc::clone(&signal), number.unsigned_abs() as usize).ok();
        let registered = [SIGINT, SIGTERM].into_iter().filter_map(watch).collect();
        Self { signal, registered }
    }

    /// That a signal came is an error from here on.
    pub(super) fn check(&self) -> Result<(), WriteError> {
        match self.signal.load(Ordering::Relaxed) {
            0 => Ok(()),
            _ => Err(WriteError::Interrupted),
        }
    }

    /// Ends the process as the signal that came would have: whoever started it sees that.
    pub(super) fn end(&self) {
        if let Ok(number @ 1..) = i32::try_from(self.signal.load(Ordering::Relaxed)) {
            // If it cannot be done, the error that is told says as much.
            let _ = low_level::emulate_default_handler(number);
        }
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        self.registered.drain(..).for_each(|id| _ = low_level::unregister(id));
        // It came too late to change anything but how the process ends.
        self.end();
    }
}
