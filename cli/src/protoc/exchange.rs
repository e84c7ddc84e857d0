//! protoc's stdin and stdout, through which it has its plugins run.
//!
//! protoc writes what a plugin is asked to stdout, and then reads the answer from stdin (`xtask/protoc/subprocess.cc`). So
//! what it has written when it begins to read is a question, and what it has written when it ends is its own output: it
//! writes that last. What it reads while there is no question is the process's stdin.

use std::cell::RefCell;
use std::io::{self, Read, Write};

/// What protoc asks of a plugin.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question<'a> {
    /// The plugin's program: a path, or what it is called.
    pub(super) program: &'a str,
    /// Whether the program is to be looked for.
    pub(super) by_name: bool,
    pub(super) request: &'a [u8],
}

/// What came of it.
pub(super) struct Answer {
    /// The plugin's exit status.
    pub(super) status: u8,
    /// What it wrote to stdout.
    pub(super) output: Vec<u8>,
}

/// Both streams, and who answers.
pub(super) struct Exchange<'a>(RefCell<State<'a>>);

struct State<'a> {
    /// What protoc has written, and nobody has read yet.
    written: Vec<u8>,
    /// What protoc is to read, and how much of it it has read.
    answer: io::Cursor<Vec<u8>>,
    stdin: &'a mut dyn Read,
    ask: &'a mut dyn FnMut(Question<'_>) -> Answer,
}

impl<'a> Exchange<'a> {
    /// Streams whose questions are answered by `ask`.
    pub(super) fn new(stdin: &'a mut dyn Read, ask: &'a mut dyn FnMut(Question<'_>) -> Answer) -> Self {
        Self(RefCell::new(State { written: Vec::new(), answer: io::Cursor::default(), stdin, ask }))
    }

    /// What protoc wrote when it was asked nothing more.
    pub(super) fn into_output(self) -> Vec<u8> {
        self.0.into_inner().written
    }
}

impl Write for &Exchange<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().written.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for &Exchange<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let State { written, answer, stdin, ask } = &mut *self.0.borrow_mut();
        if !written.is_empty() {
            let unreadable = || io::Error::new(io::ErrorKind::InvalidData, "what protoc asks cannot be read");
            let Answer { status, output } = ask(question(written).ok_or_else(unreadable)?);
            written.clear();
            let mut bytes = Vec::with_capacity(output.len() + 12);
            put_varint(&mut bytes, u64::from(status));
            put_varint(&mut bytes, output.len() as u64);
            bytes.extend(output);
            *answer = io::Cursor::new(bytes);
        }
        match answer.read(buffer)? {
            0 => stdin.read(buffer),
            count => Ok(count),
        }
    }
}

/// The question in `bytes`: the program behind its length, whether it is a name, and the request behind its length.
fn question(mut bytes: &[u8]) -> Option<Question<'_>> {
    let program = std::str::from_utf8(take_delimited(&mut bytes)?).ok()?;
    let by_name = take_varint(&mut bytes)? != 0;
    let request = take_delimited(&mut bytes)?;
    bytes.is_empty().then_some(Question { program, by_name, request })
}

fn take_delimited<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(take_varint(bytes)?).ok()?;
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let length = bytes.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
    let (taken, rest) = bytes.split_at(length);
    *bytes = rest;
    Some(taken.iter().rev().fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f)))
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_before_reading_is_a_question_and_the_rest_is_output() {
        let mut asked = Vec::new();
        let mut stdin = &b"typed"[..];
        let mut ask = |question: Question<'_>| {
            asked.push(format!("{question:?}"));
            Answer { status: 3, output: vec![b'x'; 200] }
        };
        let exchange = Exchange::new(&mut stdin, &mut ask);
        let mut buffer = [0; 512];
        assert_eq!((&exchange).read(&mut buffer).unwrap(), 5, "nothing was asked");
        for piece in [&b"\x01a\x01"[..], b"\x02rq"] {
            (&exchange).write_all(piece).unwrap();
        }
        let count = (&exchange).read(&mut buffer).unwrap();
        assert_eq!((&buffer[..3], count), (&[3, 0xc8, 1][..], 203));
        assert_eq!((&exchange).read(&mut buffer).unwrap(), 0);
        (&exchange).write_all(b"set").unwrap();
        assert_eq!(exchange.into_output(), b"set");
        assert_eq!(asked, [r#"Question { program: "a", by_name: true, request: [114, 113] }"#]);
    }

    #[test]
    fn what_is_no_question_is_an_error() {
        for bytes in [&b"\x05a"[..], b"\x01a\x00\x00more", b"\xff\xff", b"\x01\xff\x00\x00"] {
            let mut ask = |_: Question<'_>| unreachable!();
            let mut stdin = io::empty();
            let exchange = Exchange::new(&mut stdin, &mut ask);
            (&exchange).write_all(bytes).unwrap();
            assert!((&exchange).read(&mut [0; 8]).is_err(), "{bytes:?}");
        }
    }
}
