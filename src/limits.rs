//! What a run may spend, and how it is stopped from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::guest::Clock;

/// Bytes in a page of WebAssembly memory.
pub const PAGE_BYTES: u64 = 1 << 16;

/// The bounds of one run. Every field has a unit and a default; `None` means unbounded.
///
/// ```
/// let limits = bufwasm::Limits { fuel: Some(1_000_000_000), ..Default::default() };
/// assert_eq!(limits.memory_pages, 8192);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pages of 64 KiB that the guest's memories may have together. Default 8192 (512 MiB), at most 65536 (4 GiB).
    pub memory_pages: u32,
    /// Bytes of the interpreter's stack of values. Call frames are counted beside it, one for each
    /// [`STACK_BYTES_PER_FRAME`] of it. Default 256 MiB, of which a guest that does not recurse deeply touches little.
    /// In Go's js/wasm ABI each call from JavaScript back into Go has a stack of its own, of a quarter of this; there are 36 at
    /// most.
    pub stack_bytes: usize,
    /// Units of wasmi's fuel: one for each instruction of the blocks that are entered, and one for each
    /// [`BYTES_PER_FUEL`] bytes of a bulk memory operation. A million million units are some minutes of a Go plugin.
    pub fuel: Option<u64>,
    /// Bytes the guest may write to stdout.
    pub stdout_bytes: Option<u64>,
    /// Bytes the guest may write to stderr.
    pub stderr_bytes: Option<u64>,
    /// Bytes that the lines of a trace may have. The run ends some calls after the last line that fits.
    pub trace_bytes: Option<u64>,
    /// Elements that the guest's tables may have together. Default 10 million.
    pub table_elements: usize,
}

/// Bytes of [`Limits::stack_bytes`] for which one call frame is allowed.
pub const STACK_BYTES_PER_FRAME: usize = 64;

/// Bytes that a bulk memory operation touches for one unit of fuel: about what takes as long as an instruction, so that a
/// guest that fills memory again and again is looked at as often as one that counts.
pub const BYTES_PER_FUEL: u32 = 8;

impl Limits {
    /// The bound on memory, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        u64::from(self.memory_pages) * PAGE_BYTES
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_pages: 8192,
            stack_bytes: 256 << 20,
            fuel: None,
            stdout_bytes: None,
            stderr_bytes: None,
            trace_bytes: None,
            table_elements: 10_000_000,
        }
    }
}

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

    /// Asks every run that holds the token to stop; each does within a slice of fuel.
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
    /// `Err` once the run was cancelled or its deadline has passed.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        if self.token.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        match &self.deadline {
            Some(deadline) if deadline.clock.monotonic() >= deadline.at => {
                Err(Stop::Deadline { limit: deadline.limit })
            }
            _ => Ok(()),
        }
    }
}

/// Why a guest stopped before its function returned, other than by a trap of the engine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stop {
    #[error("the guest exited with code {0}")]
    Exit(u32),
    #[error("the run was cancelled")]
    Cancelled,
    #[error("the deadline of {limit:?} has passed")]
    Deadline { limit: Duration },
    #[error("the fuel is used up")]
    OutOfFuel,
    /// The host's side of a stream failed, and the guest goes on with it.
    #[error("a stream failed")]
    BrokenStream,
    #[error("{stream} is over its limit of {limit} bytes")]
    OutputLimit { stream: &'static str, limit: u64 },
    #[error("the guest's objects are over their limit of {limit} bytes")]
    ObjectLimit { limit: usize },
    #[error("arguments and environment take {bytes} bytes of {limit}")]
    ArgumentsTooLong { bytes: usize, limit: usize },
    /// A host function panicked; what with is kept beside.
    #[error("a host function panicked")]
    Panicked,
    /// The guest broke its ABI in a way that has no error code; it is treated as a trap.
    #[error("{0}")]
    Fault(String),
}

impl wasmi::errors::HostError for Stop {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_token_interrupts() {
        let interrupt = Interrupt::default();
        assert_eq!(interrupt.check(), Ok(()));
        interrupt.token.cancel();
        assert_eq!(interrupt.check(), Err(Stop::Cancelled));
    }

    #[test]
    fn the_default_cap_is_512_mebibytes() {
        assert_eq!(Limits::default().memory_bytes(), 512 << 20);
    }
}
