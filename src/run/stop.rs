//! What ends a guest from inside a host function, or between two slices of fuel.

use std::time::Duration;

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
    /// The run is begun again with another module: see [`Trial`](crate::guest::Trial).
    #[error("the run is begun again")]
    Again,
    /// The guest waits for another thread, and for ever.
    #[error("waits for another thread, of which there is none")]
    WaitsForThread,
    /// The guest broke its ABI in a way that has no error code; it is treated as a trap.
    #[error("{0}")]
    Fault(String),
}

impl wasmi::errors::HostError for Stop {}
