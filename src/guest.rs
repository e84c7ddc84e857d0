//! What a guest can see, the same for both ABIs: arguments, environment, standard streams, clock, randomness, files.

mod clock;
mod object;
mod random;
mod stdio;
mod trace;
mod trial;

pub(crate) use clock::GuestClock;
pub(crate) use object::{MAX_DESCRIPTORS, Object};
pub(crate) use random::GuestRandom;
pub(crate) use stdio::{Input, Output, StreamFailure};
pub(crate) use trace::Trace;
pub(crate) use trial::Trial;

use crate::fs::Files;
use crate::run::{Interrupt, Stop};

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
    pub(crate) files: Files,
    pub(crate) interrupt: Interrupt,
    pub(crate) trace: Option<Trace<'a>>,
    /// What host functions have done since the last look at what may end the run, in bytes moved.
    pub(crate) work: u64,
    /// What the run still has to show before it is known to be this one.
    pub(crate) trial: Option<Trial>,
    /// Whether the run is begun again, in another way, when memory is refused.
    pub(crate) is_spared: bool,
    /// The path that the guest last tried to open and that leads nowhere.
    pub(crate) missing_file: Option<String>,
    /// What the guest last tried to write, where it has no scratch layer.
    pub(crate) refused_write: Option<RefusedWrite>,
}

/// A file or directory that a guest tried to write or to create, where nothing can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedWrite {
    /// Its path, as the guest gave it.
    pub path: String,
    /// Whether the directory is there in which it would lie.
    pub has_directory: bool,
}

/// A stream that the guest writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// Bytes that a host function moves at most before it looks at what may end the run: some milliseconds' worth.
pub(crate) const WORK_BETWEEN_LOOKS: usize = 4 << 20;
/// A call of a host function, in bytes that take as long to move.
const WORK_OF_A_CALL: u64 = 4096;
/// A step from a directory to one of its entries, or back, in bytes that take as long to move.
const WORK_OF_A_STEP: u64 = 1024;

impl Guest<'_> {
    /// Remembers that the guest tried to write what is at `path`, unless it has a scratch layer.
    pub(crate) fn refuse_write(&mut self, path: &str, has_directory: bool) {
        if !self.files.writable() {
            self.refused_write = Some(RefusedWrite { path: path.into(), has_directory });
        }
    }

    /// Counts a call of a host function, and the way that the last one took through the files. `Err` when the run is to end: a guest that spends its time in host functions
    /// spends little fuel.
    pub(crate) fn spend_call(&mut self) -> Result<(), Stop> {
        let steps = self.files.take_steps();
        self.spend(WORK_OF_A_CALL.saturating_add(steps.saturating_mul(WORK_OF_A_STEP)))
    }

    /// Counts `bytes` that a host function is about to move. `Err` when the run is to end.
    pub(crate) fn spend_bytes(&mut self, bytes: usize) -> Result<(), Stop> {
        self.spend(bytes as u64)
    }

    /// Writes all of `bytes` to one of the guest's streams.
    pub(crate) fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), StreamFailure> {
        if !bytes.is_empty() {
            self.about_to_write().map_err(StreamFailure::Stop)?;
        }
        for bytes in bytes.chunks(WORK_BETWEEN_LOOKS) {
            self.spend_bytes(bytes.len()).map_err(StreamFailure::Stop)?;
            let output = match stream {
                Stream::Stdout => &mut self.stdout,
                Stream::Stderr => &mut self.stderr,
            };
            output.write(bytes)?;
        }
        Ok(())
    }

    fn spend(&mut self, work: u64) -> Result<(), Stop> {
        self.work += work;
        if self.work < WORK_BETWEEN_LOOKS as u64 {
            return Ok(());
        }
        self.work = 0;
        self.check().map(drop)
    }

    /// What the deadline's clock reads, if there is one; `Err` when the run is to end: it was cancelled, its deadline has
    /// passed, or its trace takes no more.
    pub(crate) fn check(&self) -> Result<Option<u64>, Stop> {
        if let Some(trace) = &self.trace {
            trace.check()?;
        }
        self.interrupt.check()
    }
}
