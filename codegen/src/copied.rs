//! What is passed on and kept, such as a plugin's stderr, which its error quotes.

use std::io::{self, Write};

/// Writes to a stream, and keeps a copy of what that has taken.
pub struct Copied<'a> {
    /// The stream.
    pub to: &'a mut dyn Write,
    /// What it has taken.
    pub copy: Vec<u8>,
}

impl Write for Copied<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.copy.extend_from_slice(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
