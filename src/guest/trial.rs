//! Runs that may be begun again with another module, as long as nothing shows of them.
//!
//! Which of two modules a run is of may depend on how much it reads before it writes anything. That is known only once it has
//! done so: it begins with one of them, and goes on with it or is begun again with the other.

use super::{Guest, GuestClock, GuestRandom, StreamFailure};
use crate::run::Stop;

/// What ends a run with [`Stop::Again`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trial {
    /// That so many bytes have been read from stdin. If the guest writes before, or reads to the end, it goes on.
    EndsOnceRead(u64),
    /// That the guest writes, or has read to the end, before so many bytes have been read from stdin. Once they have, it goes on.
    EndsUnlessRead(u64),
}

impl Guest<'_> {
    /// The same guest at the beginning of a run with this `trial`, its clock and its randomness new.
    pub(crate) fn begin_again(self, trial: Option<Trial>, clock: GuestClock, random: GuestRandom) -> Self {
        let mut guest = Self { clock, random, work: 0, ..self };
        guest.stdin.rewind();
        if let Some(trace) = &mut guest.trace {
            trace.rewind();
        }
        guest.on_trial(trial)
    }

    /// The guest with this trial. What is read is recorded as long as that lasts.
    pub(crate) fn on_trial(mut self, trial: Option<Trial>) -> Self {
        self.trial = trial;
        if trial.is_some() {
            self.stdin.record();
        } else {
            self.stdin.forget();
        }
        self
    }

    /// Reads into `buffer` from stdin; 0 is the end.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, StreamFailure> {
        let read = self.stdin.read(buffer);
        if let Some(trial) = self.trial {
            self.judge(trial, read.as_ref().ok().copied())?;
        }
        read.map_err(StreamFailure::Io)
    }

    /// What comes of reading so many bytes, or of a host that fails.
    fn judge(&mut self, trial: Trial, read: Option<usize>) -> Result<(), Stop> {
        let (Trial::EndsOnceRead(bytes) | Trial::EndsUnlessRead(bytes)) = trial;
        match (trial, read) {
            (_, Some(1..)) if self.stdin.count < bytes => Ok(()),
            (Trial::EndsOnceRead(_), Some(1..)) | (Trial::EndsUnlessRead(_), Some(0)) => self.fail(),
            _ => {
                self.pass();
                Ok(())
            }
        }
    }

    /// Says that the guest is about to write what can be seen.
    pub(super) fn about_to_write(&mut self) -> Result<(), Stop> {
        match self.trial {
            Some(Trial::EndsUnlessRead(_)) => self.fail(),
            Some(Trial::EndsOnceRead(_)) => {
                self.pass();
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn pass(&mut self) {
        self.trial = None;
        self.stdin.forget();
    }

    fn fail(&mut self) -> Result<(), Stop> {
        if let Some(trace) = &mut self.trace {
            trace.end();
        }
        Err(Stop::Again)
    }
}
