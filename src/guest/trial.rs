//! Runs that may be begun again in another way, as long as nothing shows of them.
//!
//! Which of two modules a run is of may depend on how much it reads before it writes anything. That is known only once it has
//! done so: it begins with one of them, and goes on with it or is begun again with the other. And a guest that was told to be
//! free with memory may have come to its end by that: it is begun again without.

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

/// Bytes of stdin that are kept at most for a run that is spared.
const MOST_RECORDED: u64 = 64 << 20;

impl Guest<'_> {
    /// The same guest at the beginning of a run with this `trial`, its clock, its randomness and its files new.
    pub(crate) fn begin_again(self, trial: Option<Trial>, clock: GuestClock, random: GuestRandom) -> Self {
        let files = self.files.begin_again();
        let mut guest = Self { clock, random, files, work: 0, missing_file: None, refused_write: None, ..self };
        guest.stdin.rewind();
        if let Some(trace) = &mut guest.trace {
            trace.rewind();
        }
        guest.on_trial(trial)
    }

    /// The guest with this trial. What is read is recorded as long as that lasts.
    pub(crate) fn on_trial(mut self, trial: Option<Trial>) -> Self {
        self.trial = trial;
        self.record();
        self
    }

    /// Records what is read as long as it may have to be read again.
    fn record(&mut self) {
        if self.trial.is_some() || self.is_spared {
            self.stdin.record();
        } else {
            self.stdin.forget();
        }
    }

    /// `Err` when the run is begun again because memory was refused.
    pub(crate) fn refuse_memory(&mut self) -> Result<(), Stop> {
        if self.is_spared { self.fail() } else { Ok(()) }
    }

    /// Reads into `buffer` from stdin; 0 is the end.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, StreamFailure> {
        let read = self.stdin.read(buffer);
        if self.is_spared && (read.is_err() || self.stdin.count > MOST_RECORDED) {
            self.is_spared = false;
            self.record();
        }
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
        if matches!(self.trial, Some(Trial::EndsUnlessRead(_))) {
            return self.fail();
        }
        if self.trial.is_some() || self.is_spared {
            self.is_spared = false;
            self.pass();
        }
        Ok(())
    }

    fn pass(&mut self) {
        self.trial = None;
        self.record();
    }

    fn fail(&mut self) -> Result<(), Stop> {
        if let Some(trace) = &mut self.trace {
            trace.end();
        }
        Err(Stop::Again)
    }
}
