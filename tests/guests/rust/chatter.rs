//! Writes lines without end, to standard output or, with the argument `stderr`, to standard error.
//!
//! Ends only when a write fails, with code 3.

use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

/// Long enough for the host calls not to be all that it does.
const LINE: [u8; 80] = {
    let mut line = [b'.'; 80];
    line[79] = b'\n';
    line
};

fn main() -> ExitCode {
    let mut stream: Box<dyn Write> = match std::env::args().nth(1).as_deref() {
        Some("stderr") => Box::new(stderr()),
        _ => Box::new(stdout().lock()),
    };
    while stream.write_all(&LINE).is_ok() {}
    ExitCode::from(3)
}
