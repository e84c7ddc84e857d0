//! What the host may lend to guests: its clock and its randomness.
//!
//! The library has neither by itself. The operating system's are here with the feature `host`.

#[cfg(feature = "host")]
mod system;

use std::io;
use std::time::Duration;

#[cfg(feature = "host")]
pub use system::{SystemClock, SystemRandom};

/// The host's clock.
///
/// The library reads no clock by itself; `bufwasm::host::SystemClock` (feature `host`) is the operating system's.
pub trait Clock: Send + Sync {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    fn realtime(&self) -> u64;
    /// Nanoseconds since a moment that is fixed for the life of the clock. Readings never decrease.
    fn monotonic(&self) -> u64;
    /// The smallest difference between two distinct readings, in nanoseconds.
    fn resolution(&self) -> u64 {
        1
    }
    /// Waits for approximately `duration`.
    fn sleep(&self, duration: Duration);
}

/// The host's source of randomness.
///
/// The library has none by itself; `bufwasm::host::SystemRandom` (feature `host`) is the operating system's.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    ///
    /// The source failed. The guest then sees its ABI's I/O error.
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()>;
}
