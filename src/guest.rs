//! What a guest can see, the same for both ABIs: arguments, environment, standard streams, clock, randomness, files.

mod clock;
mod random;
mod stdio;
mod trace;

pub use clock::Clock;
pub(crate) use clock::GuestClock;
pub(crate) use random::GuestRandom;
pub use random::Random;
pub(crate) use stdio::{Input, Output, WriteFailure};
pub(crate) use trace::Trace;

use std::sync::Arc;

use crate::fs::MapFs;
use crate::limits::{Interrupt, Stop};

/// One run's view of the world. Nothing in it comes from the operating system unless the caller passed it in.
pub(crate) struct Guest<'a> {
    /// Arguments; the first is the plugin's name. No NUL in any.
    pub(crate) args: Vec<String>,
    /// `KEY=VALUE` each. No NUL in any.
    pub(crate) env: Vec<String>,
    pub(crate) stdin: Input<'a>,
    pub(crate) stdout: Output<'a>,
    pub(crate) stderr: Output<'a>,
    pub(crate) clock: GuestClock,
    pub(crate) random: GuestRandom,
    pub(crate) files: Arc<MapFs>,
    pub(crate) interrupt: Interrupt,
    pub(crate) trace: Option<Trace<'a>>,
}

impl Guest<'_> {
    /// `Err` when the run is to end: it was cancelled, its deadline has passed, or nobody gets its trace any more.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        match &self.trace {
            Some(trace) if trace.failure.is_some() => Err(Stop::BrokenStream),
            _ => self.interrupt.check(),
        }
    }
}
