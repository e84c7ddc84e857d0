//! Why a command did not succeed: the one error type of the command line.

use std::fmt;
use std::io;
use std::path::Path;

use bufwasm::profile::Backtrace;
use bufwasm::{Abi, Error, ErrorKind};
use bufwasm_codegen::ProtoError;

use crate::status;

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// What went wrong, what would help, and the exit status that tells it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) status: u8,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) plugin: Option<Box<str>>,
    pub(crate) abi: Option<Abi>,
    /// The code the plugin exited with, if it did exit by itself.
    pub(crate) exit_code: Option<u32>,
    /// What the plugin wrote to stderr, where that may tell why it failed.
    pub(crate) stderr: Option<Box<str>>,
    /// Where the plugin was when it trapped, if that is known.
    pub(crate) backtrace: Option<Box<Backtrace>>,
    /// What is wrong in .proto files, if that is what it is.
    pub(crate) mistakes: Box<[ProtoError]>,
    /// Whether a person who reads along has been told already.
    pub(crate) reported: bool,
    /// Whether a stream's reader has closed it, which is for the command to judge.
    pub(crate) reader_gone: bool,
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        Self {
            kind,
            status: status::of(kind),
            message: message.to_string(),
            hint: None,
            plugin: None,
            abi: None,
            exit_code: None,
            stderr: None,
            backtrace: None,
            mistakes: Box::default(),
            reported: false,
            reader_gone: false,
        }
    }

    /// The command line, or what it names, cannot be used.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// `what` was attempted with the file at `path`, such as `read`.
    pub(crate) fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(ErrorKind::Io, format_args!("cannot {what} {}: {}", path.display(), reason(error)))
    }

    /// A standard stream of the process cannot be used.
    pub(crate) fn stream(name: &str, error: &io::Error) -> Self {
        let reader_gone = error.kind() == io::ErrorKind::BrokenPipe;
        Self { reader_gone, ..Self::io("use", name.as_ref(), error) }
    }

    /// The same failure, told by another exit status than its kind's.
    pub(crate) fn status(self, status: u8) -> Self {
        Self { status, ..self }
    }

    /// The same failure with what would help.
    pub(crate) fn hint(self, hint: impl Into<Option<String>>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// The same failure, as one of the plugin `name`.
    pub(crate) fn of_plugin(self, name: impl Into<String>) -> Self {
        Self { plugin: Some(name.into().into()), ..self }
    }
}

/// An operating system's error without the number that Rust adds: `No such file or directory`.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let failure = Self::new(error.kind(), error);
        let status = match error {
            // The plugin met its limit before it ran.
            Error::MemoryFloor { .. } => status::CANNOT_RUN,
            _ => error.exit_code().map_or(failure.status, status::of_exit),
        };
        let stderr = error.stderr().map(Into::into);
        Self { status, exit_code: error.exit_code(), stderr, ..failure }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_words_without_numbers() {
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "no such file or directory");
        assert_eq!(reason(&io::Error::other("odd")), "odd");
    }
}
