//! How a run is stopped from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::Stop;
use crate::host::Clock;

/// Stops runs from another thread. Clones share one state.
///
/// ```
/// let token = bufwasm::CancellationToken::new();
/// let for_the_run = token.clone();
/// token.cancel();
/// assert!(for_the_run.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// A token nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks every run that has the token to stop. Each does so within a slice of fuel.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The moment at which a run is over its time, on a clock of the host.
#[derive(Clone)]
pub(crate) struct Deadline {
    clock: Arc<dyn Clock>,
    /// Reading of [`Clock::monotonic`], in nanoseconds.
    at: u64,
    limit: Duration,
}

impl Deadline {
    /// The moment `limit` from now.
    pub(crate) fn after(limit: Duration, clock: &Arc<dyn Clock>) -> Self {
        let nanos = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
        Self { at: clock.monotonic().saturating_add(nanos), clock: Arc::clone(clock), limit }
    }
}

/// What may stop a run from outside; looked at between slices of fuel and while a guest sleeps.
#[derive(Clone, Default)]
pub(crate) struct Interrupt {
    pub(crate) token: CancellationToken,
    pub(crate) deadline: Option<Deadline>,
}

impl Interrupt {
    /// What the deadline's clock reads, if there is one; `Err` once the run was cancelled or its deadline has passed.
    pub(crate) fn check(&self) -> Result<Option<u64>, Stop> {
        if self.token.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let Some(deadline) = &self.deadline else { return Ok(None) };
        match deadline.clock.monotonic() {
            now if now >= deadline.at => Err(Stop::Deadline { limit: deadline.limit }),
            now => Ok(Some(now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_token_interrupts() {
        let interrupt = Interrupt::default();
        assert_eq!(interrupt.check(), Ok(None));
        interrupt.token.cancel();
        assert_eq!(interrupt.check(), Err(Stop::Cancelled));
    }
}
