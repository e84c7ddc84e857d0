//! The guest's standard streams: counted, bounded, and remembering what went wrong with them on the host's side.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use crate::run::Stop;

/// Where the guest's stdin comes from.
pub(crate) struct Input<'a> {
    source: &'a mut dyn Read,
    /// What was read, as long as it may have to be read again, and how much of it has been.
    recorded: Vec<u8>,
    replayed: usize,
    is_recorded: bool,
    /// Bytes read so far.
    pub(crate) count: u64,
    /// The first error of the host's side.
    pub(crate) failure: Option<io::Error>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(source: &'a mut dyn Read) -> Self {
        Self { source, recorded: Vec::new(), replayed: 0, is_recorded: false, count: 0, failure: None }
    }

    /// Keeps what is read from here on.
    pub(crate) fn record(&mut self) {
        self.is_recorded = true;
    }

    /// Keeps no more than has still to be read again.
    pub(crate) fn forget(&mut self) {
        self.is_recorded = false;
        if self.replayed == self.recorded.len() {
            (self.recorded, self.replayed) = (Vec::new(), 0);
        }
    }

    /// Begins again with what was recorded.
    pub(crate) fn rewind(&mut self) {
        (self.replayed, self.count) = (0, 0);
    }

    /// Reads into `buffer`; 0 is the end. A failure is kept for the host, and the guest gets its kind.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, io::ErrorKind> {
        if self.replayed < self.recorded.len() {
            return Ok(self.replay(buffer));
        }
        loop {
            match self.source.read(buffer) {
                Ok(count) => {
                    if self.is_recorded {
                        self.recorded.extend_from_slice(&buffer[..count]);
                        self.replayed = self.recorded.len();
                    }
                    self.count += count as u64;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(keep(&mut self.failure, error)),
            }
        }
    }

    /// Reads again what was read before.
    fn replay(&mut self, buffer: &mut [u8]) -> usize {
        let rest = &self.recorded[self.replayed..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.replayed += count;
        self.count += count as u64;
        if !self.is_recorded {
            self.forget();
        }
        count
    }
}

/// Where the guest's stdout or stderr goes.
pub(crate) struct Output<'a> {
    name: &'static str,
    sink: &'a mut dyn Write,
    limit: Option<u64>,
    capture: Option<Capture>,
    /// Bytes written so far.
    pub(crate) count: u64,
    /// The first error of the host's side.
    pub(crate) failure: Option<io::Error>,
}

/// Why the guest's read or write did not go through.
#[derive(Debug)]
pub(crate) enum StreamFailure {
    /// The guest is told, by its ABI's code for this kind.
    Io(io::ErrorKind),
    /// The run ends.
    Stop(Stop),
}

impl From<Stop> for StreamFailure {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl<'a> Output<'a> {
    /// A stream named `name` in errors, which ends the run once it is over `limit` bytes.
    pub(crate) fn new(name: &'static str, sink: &'a mut dyn Write, limit: Option<u64>) -> Self {
        Self { name, sink, limit, capture: None, count: 0, failure: None }
    }

    /// The same stream, whose beginning and end are kept for error reports.
    pub(crate) fn captured(self) -> Self {
        Self { capture: Some(Capture::default()), ..self }
    }

    /// Writes all of `bytes`.
    ///
    /// The guest is told once that the host's side failed, so that it can end in its own way. One that writes on as if
    /// nothing had happened would do so for ever, with nobody left to read it: the run ends.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), StreamFailure> {
        if self.failure.is_some() {
            return Err(StreamFailure::Stop(Stop::BrokenStream));
        }
        let count = self.count.saturating_add(bytes.len() as u64);
        if let Some(limit) = self.limit.filter(|&limit| count > limit) {
            return Err(StreamFailure::Stop(Stop::OutputLimit { stream: self.name, limit }));
        }
        self.count = count;
        if let Some(capture) = &mut self.capture {
            capture.push(bytes);
        }
        let written = self.sink.write_all(bytes);
        written.map_err(|error| StreamFailure::Io(keep(&mut self.failure, error)))
    }

    /// Hands everything written to the host's side.
    pub(crate) fn flush(&mut self) {
        if let Err(error) = self.sink.flush() {
            keep(&mut self.failure, error);
        }
    }

    /// What was kept, as text; invalid UTF-8 is replaced.
    pub(crate) fn captured_text(&self) -> String {
        self.capture.as_ref().map(Capture::text).unwrap_or_default()
    }
}

/// Remembers the first `error` in `slot`.
fn keep(slot: &mut Option<io::Error>, error: io::Error) -> io::ErrorKind {
    let kind = error.kind();
    slot.get_or_insert(error);
    kind
}

/// The first and the last [`Capture::HALF`] bytes of a stream.
#[derive(Default)]
struct Capture {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    /// Bytes that fell out between the two.
    dropped: u64,
}

impl Capture {
    /// Bytes kept at each end.
    const HALF: usize = 32 << 10;

    fn push(&mut self, bytes: &[u8]) {
        let (head, rest) = bytes.split_at(bytes.len().min(Self::HALF - self.head.len()));
        self.head.extend_from_slice(head);
        let kept = &rest[rest.len().saturating_sub(Self::HALF)..];
        let overflow = (self.tail.len() + kept.len()).saturating_sub(Self::HALF);
        self.tail.drain(..overflow);
        self.tail.extend(kept);
        self.dropped += (rest.len() - kept.len() + overflow) as u64;
    }

    fn text(&self) -> String {
        let mut bytes = self.head.clone();
        if self.dropped > 0 {
            bytes.extend_from_slice(format!("\n[... {} bytes left out ...]\n", self.dropped).as_bytes());
        }
        bytes.extend(&self.tail);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_over_its_limit_ends_the_run_and_passes_nothing_of_the_last_write() {
        let mut sink = Vec::new();
        let mut output = Output::new("stdout", &mut sink, Some(4));
        output.write(b"abcd").unwrap();
        let stop = output.write(b"e").unwrap_err();
        assert!(matches!(stop, StreamFailure::Stop(Stop::OutputLimit { stream: "stdout", limit: 4 })));
        assert_eq!(sink, b"abcd");
    }

    #[test]
    fn what_was_recorded_is_read_again_and_then_the_rest() {
        let mut source = &b"abcdefgh"[..];
        let mut input = Input::new(&mut source);
        input.record();
        let read = |input: &mut Input<'_>, length: usize| {
            let mut buffer = vec![0; length];
            let count = input.read(&mut buffer).unwrap();
            String::from_utf8_lossy(&buffer[..count]).into_owned()
        };
        assert_eq!(read(&mut input, 5), "abcde");
        input.rewind();
        assert_eq!(read(&mut input, 2), "ab");
        input.forget();
        assert_eq!((read(&mut input, 9), input.count), ("cde".into(), 5));
        assert!(input.recorded.is_empty(), "nothing is kept of what was read again");
        assert_eq!((read(&mut input, 9), read(&mut input, 9), input.count), ("fgh".into(), String::new(), 8));
    }

    #[test]
    fn the_capture_keeps_both_ends() {
        let mut capture = Capture::default();
        let (half, third) = (Capture::HALF, Capture::HALF / 3);
        for _ in 0..30 {
            capture.push(&vec![b'x'; third]);
        }
        capture.push(b"the end");
        assert_eq!((capture.head.len(), capture.tail.len()), (half, half));
        assert_eq!(capture.dropped as usize, 30 * third + 7 - 2 * half);
        let text = capture.text();
        assert!(text.starts_with("xxx") && text.contains("bytes left out") && text.ends_with("the end"));
    }

    #[test]
    fn the_capture_of_a_short_stream_is_the_stream() {
        let mut capture = Capture::default();
        capture.push(b"panic: \xff");
        assert_eq!(capture.text(), "panic: \u{fffd}");
    }

    #[test]
    fn the_first_failure_of_the_host_is_kept() {
        struct Broken;
        impl Write for Broken {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(io::ErrorKind::Other.into())
            }
        }
        let mut sink = Broken;
        let mut output = Output::new("stdout", &mut sink, None);
        assert!(matches!(output.write(b"x"), Err(StreamFailure::Io(io::ErrorKind::BrokenPipe))));
        assert!(matches!(output.write(b"x"), Err(StreamFailure::Stop(Stop::BrokenStream))));
        output.flush();
        assert_eq!(output.failure.unwrap().kind(), io::ErrorKind::BrokenPipe);
    }
}
