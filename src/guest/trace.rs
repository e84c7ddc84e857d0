//! A line for each host call.

use std::fmt;
use std::io::{self, Write};

/// Where the lines of a trace go.
pub(crate) struct Trace<'a> {
    sink: &'a mut dyn Write,
    /// The first error of the host's side; nothing is written after it.
    pub(crate) failure: Option<io::Error>,
}

impl<'a> Trace<'a> {
    pub(crate) fn new(sink: &'a mut dyn Write) -> Self {
        Self { sink, failure: None }
    }

    /// Writes `call` as a line of its own.
    pub(crate) fn line(&mut self, call: impl fmt::Display) {
        if self.failure.is_none() {
            self.failure = writeln!(self.sink, "{call}").err();
        }
    }
}
