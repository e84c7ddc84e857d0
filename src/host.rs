//! What the host may lend to guests: its clock and its randomness.
//!
//! The library has neither by itself. The operating system's are here with the feature `host`.

#[cfg(feature = "host")]
mod system;

use std::io;
use std::time::Duration;

#[cfg(feature = "host")]
pub use system::{SystemClock, SystemRandom};

/// Time as the host tells it.
///
/// The library reads no clock by itself; `bufwasm::host::SystemClock` (feature `host`) is the operating system's.
pub trait Clock: Send + Sync {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    fn realtime(&self) -> u64;
    /// Nanoseconds since a moment that stays the same for the life of the clock; never less than before.
    fn monotonic(&self) -> u64;
    /// Nanoseconds between two distinct readings, at best.
    fn resolution(&self) -> u64 {
        1
    }
    /// Waits for about `duration`.
    fn sleep(&self, duration: Duration);
}

/// Randomness as the host offers it.
///
/// The library has none by itself; `bufwasm::host::SystemRandom` (feature `host`) is the operating system's.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    ///
    /// The source failed; the guest then sees its ABI's I/O error.
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()>;
}
