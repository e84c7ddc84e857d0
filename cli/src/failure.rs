//! Why a command did not succeed: the one error type of the command line.

use std::fmt;
use std::io;
use std::path::Path;

use bufwasm::{Abi, Error, GuestEnd};
use serde::Serialize;

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// What went wrong, what would help, and the exit status that tells it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    pub(crate) status: u8,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) plugin: Option<String>,
    pub(crate) abi: Option<Abi>,
    /// The code the plugin exited with, if it did exit by itself.
    pub(crate) exit_code: Option<u32>,
    /// What the plugin wrote to stderr, where that may tell why it failed.
    pub(crate) stderr: Option<String>,
    /// Whether a person who reads along has been told already.
    pub(crate) told: bool,
    /// Whether a stream's reader has closed it, which is for the command to judge.
    pub(crate) reader_gone: bool,
}

/// The kinds of failures, as `--error-format json` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    PluginExit,
    Trap,
    StackExhausted,
    MemoryLimit,
    OutOfFuel,
    OutputLimit,
    Timeout,
    Cancelled,
    BadModule,
    BadSection,
    UnknownAbi,
    MissingImports,
    /// A plugin answered with what cannot be used, or with an error.
    BadResponse,
    /// The .proto files do not compile.
    ProtoError,
    /// Fuzzing has found something.
    Findings,
    Io,
    Usage,
    /// bufwasm itself made a mistake: it panicked.
    Internal,
}

/// Exit statuses that are not a plugin's own.
pub(crate) mod status {
    /// The deadline passed, as `timeout` of the GNU coreutils tells it.
    pub(crate) const TIMEOUT: u8 = 124;
    /// bufwasm could not run the plugin.
    pub(crate) const CANNOT_RUN: u8 = 125;
    /// There is a file, but it is no plugin.
    pub(crate) const NOT_A_PLUGIN: u8 = 126;
    /// There is no such plugin.
    pub(crate) const NOT_FOUND: u8 = 127;
    /// Stopped by Ctrl-C, as shells tell it: 128 and the signal's number.
    pub(crate) const INTERRUPTED: u8 = 130;
    /// The plugin did what ends a process by SIGABRT: 128 and the signal's number.
    pub(crate) const ABORTED: u8 = 134;
}

impl Failure {
    pub(crate) fn new(kind: Kind, status: u8, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self {
            kind,
            status,
            message,
            hint: None,
            plugin: None,
            abi: None,
            exit_code: None,
            stderr: None,
            told: false,
            reader_gone: false,
        }
    }

    /// The command line, or what it names, cannot be used.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self::new(Kind::Usage, status::CANNOT_RUN, message)
    }

    /// `what` was attempted with the file at `path`, such as `read`.
    pub(crate) fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(Kind::Io, status::CANNOT_RUN, format_args!("cannot {what} {}: {}", path.display(), reason(error)))
    }

    /// The same failure with what would help.
    pub(crate) fn hint(self, hint: impl Into<Option<String>>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// The same failure, as one of the plugin `name`.
    pub(crate) fn of_plugin(self, name: impl Into<String>) -> Self {
        Self { plugin: Some(name.into()), ..self }
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
        let (kind, status) = classify(error);
        let failure = Self::new(kind, status, error);
        let stderr = error.stderr().map(ToOwned::to_owned);
        Self { exit_code: error.exit_code(), stderr, ..failure }
    }
}

fn classify(error: &Error) -> (Kind, u8) {
    match error {
        Error::BadModule(_) | Error::TableFloor { .. } => (Kind::BadModule, status::CANNOT_RUN),
        Error::BadSection(_) => (Kind::BadSection, status::CANNOT_RUN),
        Error::UnknownAbi(_) => (Kind::UnknownAbi, status::CANNOT_RUN),
        Error::MissingImports { .. } => (Kind::MissingImports, status::CANNOT_RUN),
        Error::MemoryFloor { .. } => (Kind::MemoryLimit, status::CANNOT_RUN),
        Error::BadFiles(_) | Error::NulByte { .. } | Error::BadEnvironment { .. } | Error::ArgumentsTooLong { .. } => {
            (Kind::Usage, status::CANNOT_RUN)
        }
        Error::Exit(exit) => (Kind::PluginExit, exit_status(exit.exit_code)),
        Error::MemoryLimit { end, .. } => (Kind::MemoryLimit, end_status(end)),
        Error::ObjectLimit { .. } => (Kind::MemoryLimit, status::ABORTED),
        Error::Trap { .. } => (Kind::Trap, status::ABORTED),
        Error::StackExhausted { .. } => (Kind::StackExhausted, status::ABORTED),
        Error::OutOfFuel { .. } => (Kind::OutOfFuel, status::ABORTED),
        Error::OutputLimit { .. } => (Kind::OutputLimit, status::ABORTED),
        Error::Timeout { .. } => (Kind::Timeout, status::TIMEOUT),
        Error::Cancelled => (Kind::Cancelled, status::INTERRUPTED),
        // `Io`, and what the library may add: the run did not come to an end of its own.
        _ => (Kind::Io, status::CANNOT_RUN),
    }
}

fn end_status(end: &GuestEnd) -> u8 {
    match end {
        GuestEnd::Exit(exit) => exit_status(exit.exit_code),
        GuestEnd::Trap { .. } => status::ABORTED,
    }
}

/// The plugin's own code, which for it has 32 bits. The lowest eight of a large one could be 0, which would be success.
fn exit_status(code: u32) -> u8 {
    u8::try_from(code).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_failing_code_becomes_success() {
        assert_eq!([1, 255, 256, u32::MAX].map(exit_status), [1, 255, 255, 255]);
    }

    #[test]
    fn reasons_are_words_without_numbers() {
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "no such file or directory");
        assert_eq!(reason(&io::Error::other("odd")), "odd");
    }
}
