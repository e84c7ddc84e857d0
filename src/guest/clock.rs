//! The guest's clock: the same readings in every run, or the host's.

use std::sync::Arc;
use std::time::Duration;

use crate::host::Clock;
use crate::run::{Interrupt, Stop};

/// 2022-01-01T00:00:00Z, in nanoseconds since 1970.
const EPOCH: u64 = 1_640_995_200_000_000_000;
/// Nanoseconds by which a reading of the deterministic clock moves it.
const TICK: u64 = 1_000_000;
/// How long a sleep on the host's clock goes on without a look at the interrupt.
const NAP: Duration = Duration::from_millis(10);

/// The clock of one run.
pub(crate) enum GuestClock {
    /// Starts at 2022-01-01T00:00:00Z, moves a millisecond at each reading, and jumps when the guest sleeps.
    Deterministic {
        /// Nanoseconds since the run began.
        elapsed: u64,
    },
    /// The host's own; `start` is its monotonic reading when the run began.
    Host { clock: Arc<dyn Clock>, start: u64 },
}

impl GuestClock {
    /// The clock of a run that begins now: the host's, if the caller passed one in.
    pub(crate) fn new(host: Option<&Arc<dyn Clock>>) -> Self {
        match host {
            None => Self::Deterministic { elapsed: 0 },
            Some(clock) => Self::Host { start: clock.monotonic(), clock: Arc::clone(clock) },
        }
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub(crate) fn realtime(&mut self) -> u64 {
        match self {
            Self::Deterministic { elapsed } => EPOCH.saturating_add(tick(elapsed)),
            Self::Host { clock, .. } => clock.realtime(),
        }
    }

    /// Nanoseconds since the run began.
    pub(crate) fn monotonic(&mut self) -> u64 {
        match self {
            Self::Deterministic { elapsed } => tick(elapsed),
            Self::Host { clock, start } => clock.monotonic().saturating_sub(*start),
        }
    }

    /// Nanoseconds since the run began, read by the host for itself: the deterministic clock stays where it is.
    pub(crate) fn now(&self) -> u64 {
        match self {
            Self::Deterministic { elapsed } => *elapsed,
            Self::Host { clock, start } => clock.monotonic().saturating_sub(*start),
        }
    }

    /// What [`realtime`](Self::realtime) reads next, read by the host for itself.
    pub(crate) fn wall(&self) -> u64 {
        match self {
            Self::Deterministic { elapsed } => EPOCH.saturating_add(*elapsed),
            Self::Host { clock, .. } => clock.realtime(),
        }
    }

    /// Nanoseconds from 1970-01-01T00:00:00Z to the beginning of the run.
    pub(crate) fn origin(&self) -> u64 {
        match self {
            Self::Deterministic { .. } => EPOCH,
            Self::Host { clock, .. } => clock.realtime().saturating_sub(self.now()),
        }
    }

    /// The smallest difference between two distinct readings, in nanoseconds.
    pub(crate) fn resolution(&self) -> u64 {
        match self {
            Self::Deterministic { .. } => TICK,
            Self::Host { clock, .. } => clock.resolution(),
        }
    }

    /// Lets `nanos` pass: at once on the deterministic clock, by waiting on the host's, where `interrupt` ends the wait.
    pub(crate) fn sleep(&mut self, nanos: u64, interrupt: &Interrupt) -> Result<(), Stop> {
        match self {
            Self::Deterministic { elapsed } => *elapsed = elapsed.saturating_add(nanos),
            Self::Host { clock, .. } => {
                let end = clock.monotonic().saturating_add(nanos);
                loop {
                    interrupt.check()?;
                    let left = Duration::from_nanos(end.saturating_sub(clock.monotonic()));
                    if left.is_zero() {
                        break;
                    }
                    clock.sleep(left.min(NAP));
                }
            }
        }
        interrupt.check().map(drop)
    }
}

/// The reading, after which the clock moves on.
fn tick(elapsed: &mut u64) -> u64 {
    let reading = *elapsed;
    *elapsed = elapsed.saturating_add(TICK);
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deterministic_clock_moves_by_readings_and_sleeps_alone() {
        let mut clock = GuestClock::new(None);
        assert_eq!(clock.realtime(), EPOCH);
        assert_eq!(clock.monotonic(), TICK);
        clock.sleep(5, &Interrupt::default()).unwrap();
        assert_eq!(clock.monotonic(), 2 * TICK + 5);
        clock.sleep(u64::MAX, &Interrupt::default()).unwrap();
        assert_eq!(clock.realtime(), u64::MAX, "the end of time is a reading like any other");
    }

    #[test]
    fn a_cancelled_run_does_not_sleep() {
        struct Forever;
        impl Clock for Forever {
            fn realtime(&self) -> u64 {
                0
            }
            fn monotonic(&self) -> u64 {
                0
            }
            fn sleep(&self, _: Duration) {
                panic!("slept");
            }
        }
        let clock: Arc<dyn Clock> = Arc::new(Forever);
        let interrupt = Interrupt::default();
        interrupt.token.cancel();
        assert_eq!(GuestClock::new(Some(&clock)).sleep(u64::MAX, &interrupt), Err(Stop::Cancelled));
    }
}
