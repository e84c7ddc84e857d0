//! The process's own stdout and stderr, as a plugin's.

use std::fs::File;
use std::io::{self, Write};
#[cfg(unix)]
use std::os::fd::AsFd;
#[cfg(windows)]
use std::os::windows::io::AsHandle;

use crate::failure::{Failure, Result};

/// One of the process's output streams, written through: the standard library's own buffer for stdout holds back what
/// follows the last line feed, and whoever talks with the plugin would wait for it.
pub(crate) struct Pipe {
    file: File,
    /// Whether its reader went away.
    pub(crate) closed: bool,
    /// Whether the last byte written is no line feed.
    mid_line: bool,
}

impl Pipe {
    #[cfg(unix)]
    pub(crate) fn stdout() -> Result<Self> {
        Self::new("stdout", io::stdout().as_fd().try_clone_to_owned().map(File::from))
    }

    #[cfg(unix)]
    pub(crate) fn stderr() -> Result<Self> {
        Self::new("stderr", io::stderr().as_fd().try_clone_to_owned().map(File::from))
    }

    #[cfg(windows)]
    pub(crate) fn stdout() -> Result<Self> {
        Self::new("stdout", io::stdout().as_handle().try_clone_to_owned().map(File::from))
    }

    #[cfg(windows)]
    pub(crate) fn stderr() -> Result<Self> {
        Self::new("stderr", io::stderr().as_handle().try_clone_to_owned().map(File::from))
    }

    fn new(name: &str, file: io::Result<File>) -> Result<Self> {
        let file = file.map_err(|error| Failure::io("open", name.as_ref(), &error))?;
        Ok(Self { file, closed: false, mid_line: false })
    }

    /// Ends a line that the plugin left open, so that bufwasm's own begin at the margin.
    pub(crate) fn end_line(&mut self) {
        if self.mid_line {
            let _ = self.write(b"\n");
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        match &written {
            Ok(count) => self.mid_line = bytes[..*count].last().map_or(self.mid_line, |&byte| byte != b'\n'),
            Err(error) => self.closed |= error.kind() == io::ErrorKind::BrokenPipe,
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
