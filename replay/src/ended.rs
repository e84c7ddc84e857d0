//! How a run ended.

use bufwasm::{Error, ErrorKind};

use crate::proto::Ended;

impl Ended {
    /// What is kept of a run that ended with `error`, or without one.
    pub fn of(error: Option<&Error>, stdout: Vec<u8>, stderr: Vec<u8>, fuel: u64) -> Self {
        Self {
            error: error.map(|error| error.kind().name().to_owned()).unwrap_or_default(),
            message: error.map(ToString::to_string).unwrap_or_default(),
            exit_code: error.map_or(Some(0), Error::exit_code),
            stdout,
            stderr,
            fuel,
        }
    }

    /// Whether the run ended because its time was up: then how far it came is chance.
    pub fn is_timeout(&self) -> bool {
        self.error == ErrorKind::Timeout.name()
    }
}
