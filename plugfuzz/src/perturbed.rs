//! A perturbed environment: a clock and a randomness that differ from those that every run sees, but are deterministic
//! too.
//!
//! A plugin whose answer changes with them gives its users different code for the same .proto files, because it
//! iterates over a hash map or writes the date.

use std::cell::Cell;
use std::io;
use std::time::Duration;

use bufwasm::{Clock, Random};

thread_local! {
    /// What the run on this thread has seen so far: a run stays on its thread.
    static SEEN: Cell<Seen> = const { Cell::new(Seen { drawn: 0, elapsed: 0 }) };
}

#[derive(Clone, Copy)]
struct Seen {
    /// Numbers drawn.
    drawn: u64,
    /// Nanoseconds since the run began.
    elapsed: u64,
}

/// Makes the run that begins on this thread see the same as any other.
pub(crate) fn begin() {
    SEEN.set(Seen { drawn: 0, elapsed: 0 });
}

/// Randomness that is not the library's own.
pub(crate) struct PerturbedRandom;

impl Random for PerturbedRandom {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        let mut seen = SEEN.get();
        for chunk in bytes.chunks_mut(8) {
            let word = fastrand::Rng::with_seed(SEED ^ seen.drawn).u64(..);
            chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
            seen.drawn += 1;
        }
        SEEN.set(seen);
        Ok(())
    }
}

/// Any number but the library's.
const SEED: u64 = 0x6f74_6865_7220_6461;

/// A clock that shows another year, and runs at another pace.
pub(crate) struct PerturbedClock;

/// 2033-05-18T03:33:20Z, in nanoseconds since 1970.
const EPOCH: u64 = 2_000_000_000_000_000_000;
/// Nanoseconds by which a reading moves the clock.
const TICK: u64 = 1_700_000;

impl Clock for PerturbedClock {
    fn realtime(&self) -> u64 {
        EPOCH + self.monotonic()
    }

    fn monotonic(&self) -> u64 {
        pass(TICK)
    }

    /// Sleeps at least that long, and longer each time: a guest that sleeps for years must not keep anybody waiting.
    fn sleep(&self, duration: Duration) {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        pass(nanos.max(SEEN.get().elapsed));
    }
}

/// Lets `nanos` pass, and gives the time before.
fn pass(nanos: u64) -> u64 {
    let seen = SEEN.get();
    // Half of all there is, so that nothing overflows when it is added to the epoch.
    let elapsed = seen.elapsed.saturating_add(nanos).min(u64::MAX / 2);
    SEEN.set(Seen { elapsed, ..seen });
    seen.elapsed
}
