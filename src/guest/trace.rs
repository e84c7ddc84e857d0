//! A line for each host call.

use std::fmt;
use std::io::{self, Write};

use crate::run::Stop;

/// Where the lines of a trace go.
pub(crate) struct Trace<'a> {
    sink: &'a mut dyn Write,
    limit: Option<u64>,
    /// Bytes written so far, and those of the line that went over the limit.
    count: u64,
    /// Lines so far, and those that were written before the run was begun again, which would be the same.
    lines: u64,
    known: u64,
    /// Whether the run is to be begun again, so that the call which shows it is not made.
    is_over: bool,
    /// The first error of the host's side; nothing is written after it.
    pub(crate) failure: Option<io::Error>,
}

impl<'a> Trace<'a> {
    /// A trace of `limit` bytes at most.
    pub(crate) fn new(sink: &'a mut dyn Write, limit: Option<u64>) -> Self {
        Self { sink, limit, count: 0, lines: 0, known: 0, is_over: false, failure: None }
    }

    /// Writes `call` as a line of its own.
    pub(crate) fn line(&mut self, call: impl fmt::Display) {
        if self.is_over || self.check().is_err() {
            return;
        }
        self.lines += 1;
        if self.lines <= self.known {
            return;
        }
        let line = format!("{call}\n");
        self.count = self.count.saturating_add(line.len() as u64);
        if self.check().is_ok() {
            self.failure = self.sink.write_all(line.as_bytes()).err();
        }
    }

    /// Shows nothing more of a run that is to be begun again.
    pub(crate) fn end(&mut self) {
        self.is_over = true;
    }

    /// Begins again, without the lines that are written already.
    pub(crate) fn rewind(&mut self) {
        self.known = self.known.max(self.lines);
        (self.lines, self.is_over) = (0, false);
    }

    /// Lets everything be shown again: the run that begins may do other things than this one did.
    pub(crate) fn repeat(&mut self) {
        (self.lines, self.known) = (0, 0);
    }

    /// `Err` when nothing more is written: nobody gets it any more, or it has grown too long.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        match self.limit.filter(|&limit| self.count > limit) {
            Some(limit) => Err(Stop::OutputLimit { stream: "trace", limit }),
            None if self.failure.is_some() => Err(Stop::BrokenStream),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_that_begins_again_repeats_no_line() {
        let mut sink = Vec::new();
        let mut trace = Trace::new(&mut sink, None);
        for lines in [&["one", "two"][..], &["one"], &["one", "two", "three"]] {
            lines.iter().for_each(|line| trace.line(line));
            trace.end();
            trace.line("the call that ended it");
            trace.rewind();
        }
        assert_eq!(sink, b"one\ntwo\nthree\n");
    }

    #[test]
    fn a_trace_ends_with_the_last_line_that_fits() {
        let mut sink = Vec::new();
        let mut trace = Trace::new(&mut sink, Some(9));
        trace.line("four");
        trace.line("abc");
        assert_eq!(trace.check(), Ok(()));
        trace.line("");
        trace.line("");
        assert_eq!(trace.check(), Err(Stop::OutputLimit { stream: "trace", limit: 9 }));
        assert_eq!(sink, b"four\nabc\n");
    }
}
