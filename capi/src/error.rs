//! `bufwasm_error`: what went wrong, and what would help.

use std::any::Any;
use std::ffi::{CStr, c_char};

use crate::hint;
use crate::infallible::infallible;
use crate::kept::Kept;
use crate::view::Text;

/// What went wrong. The numbers never change; later versions may add some.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A bug in the library: it panicked. The library and its handles can still be used.
    Internal = 1,
    /// The caller made a mistake: an argument is invalid.
    Usage = 2,
    /// One of the caller's callbacks reported a failure.
    Io = 3,
    /// The bytes are not a module that can be run.
    BadModule = 4,
    /// The configuration in the module's `.bufplugin` section cannot be read.
    BadSection = 5,
    /// Neither the configuration nor the exports say which ABI the module uses.
    UnknownAbi = 6,
    /// The module imports what its ABI does not provide.
    MissingImports = 7,
    /// The plugin exited by itself with a code other than 0.
    PluginExit = 8,
    /// The plugin did something that traps, such as reading outside its memory.
    Trap = 9,
    /// The plugin's calls are nested more deeply than `stack_bytes` allows.
    StackExhausted = 10,
    /// The plugin needs more memory than `memory_pages` allows.
    MemoryLimit = 11,
    /// The plugin used more fuel than `fuel` allows.
    OutOfFuel = 12,
    /// The plugin wrote more than `stdout_bytes` or `stderr_bytes` allows.
    OutputLimit = 13,
    /// The run took longer than `timeout_ns` allows.
    Timeout = 14,
    /// The caller cancelled the run.
    Cancelled = 15,
}

/// Every kind, with the name that the command line's JSON has for it.
const KINDS: [(ErrorKind, &CStr); 15] = [
    (ErrorKind::Internal, c"internal"),
    (ErrorKind::Usage, c"usage"),
    (ErrorKind::Io, c"io"),
    (ErrorKind::BadModule, c"bad_module"),
    (ErrorKind::BadSection, c"bad_section"),
    (ErrorKind::UnknownAbi, c"unknown_abi"),
    (ErrorKind::MissingImports, c"missing_imports"),
    (ErrorKind::PluginExit, c"plugin_exit"),
    (ErrorKind::Trap, c"trap"),
    (ErrorKind::StackExhausted, c"stack_exhausted"),
    (ErrorKind::MemoryLimit, c"memory_limit"),
    (ErrorKind::OutOfFuel, c"out_of_fuel"),
    (ErrorKind::OutputLimit, c"output_limit"),
    (ErrorKind::Timeout, c"timeout"),
    (ErrorKind::Cancelled, c"cancelled"),
];

/// Why a function failed. Later versions may append fields.
///
/// The caller frees it with `bufwasm_error_free`. It never changes: any number of threads may read it.
#[repr(C)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// Whether the plugin exited by itself; `exit_code` is 0 otherwise.
    pub has_exit_code: bool,
    /// The code the plugin exited with.
    pub exit_code: u32,
    /// What happened to what, in lower case and without a full stop. Never NULL.
    pub message: Text,
    /// What would help, in terms of this header. NULL if no remedy is known.
    pub hint: Text,
    /// What the plugin wrote to stderr: all of it, or its first and last 32 KiB. Invalid UTF-8 is replaced. NULL if the
    /// plugin did not get that far, or was stopped by a limit on time, fuel or output.
    pub stderr_text: Text,
    /// The library's own.
    pub(crate) kept: Box<Kept>,
}

/// Frees `error` and its texts, which no thread may use after that. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_error_free(error: Option<Box<Error>>) {
    infallible(|| drop(error));
}

/// The name of an error's kind, such as `plugin_exit`, as in the command line's `--error-format json`.
///
/// Ends with a NUL and is never freed. `unknown` if `kind`, a `bufwasm_error_kind`, is not known to this library.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_error_kind_name(kind: u32) -> *const c_char {
    let known = KINDS.iter().find(|(known, _)| *known as u32 == kind);
    known.map_or(c"unknown", |(_, name)| name).as_ptr()
}

/// An error on its way to C.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    exit_code: Option<u32>,
    stderr: Option<String>,
}

impl Failure {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, exit_code: None, stderr: None }
    }

    /// The caller passed in what cannot be.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// A panic came to the boundary with this payload.
    pub(crate) fn panic(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("without a message");
        let hint = "this is a mistake of bufwasm's own: report it with the module and its input";
        Self { hint: Some(hint.into()), ..Self::new(ErrorKind::Internal, format!("bufwasm panicked: {text}")) }
    }
}

impl From<bufwasm::Error> for Failure {
    fn from(error: bufwasm::Error) -> Self {
        let stderr = error.stderr().map(ToOwned::to_owned);
        let failure = Self::new(kind(&error), error.to_string());
        Self { hint: hint::remedy(&error), exit_code: error.exit_code(), stderr, ..failure }
    }
}

fn kind(error: &bufwasm::Error) -> ErrorKind {
    use bufwasm::Error;
    match error {
        Error::BadModule(_) | Error::TableFloor { .. } => ErrorKind::BadModule,
        Error::BadSection(_) => ErrorKind::BadSection,
        Error::UnknownAbi(_) => ErrorKind::UnknownAbi,
        Error::MissingImports { .. } => ErrorKind::MissingImports,
        Error::MemoryFloor { .. } | Error::MemoryLimit { .. } | Error::ObjectLimit { .. } => ErrorKind::MemoryLimit,
        Error::BadFiles(_) | Error::NulByte { .. } | Error::BadEnvironment { .. } | Error::ArgumentsTooLong { .. } => {
            ErrorKind::Usage
        }
        Error::Exit(_) => ErrorKind::PluginExit,
        Error::Trap { .. } => ErrorKind::Trap,
        Error::StackExhausted { .. } => ErrorKind::StackExhausted,
        Error::OutOfFuel { .. } => ErrorKind::OutOfFuel,
        Error::OutputLimit { .. } => ErrorKind::OutputLimit,
        Error::Timeout { .. } => ErrorKind::Timeout,
        Error::Cancelled => ErrorKind::Cancelled,
        // `Io`, and what the library may add: the run did not come to an end of its own.
        _ => ErrorKind::Io,
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let Failure { kind, message, hint, exit_code, stderr } = failure;
        let mut kept = Box::<Kept>::default();
        Self {
            kind,
            has_exit_code: exit_code.is_some(),
            exit_code: exit_code.unwrap_or(0),
            message: kept.text(message),
            hint: kept.optional(hint),
            stderr_text: kept.optional(stderr),
            kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_listed_in_the_order_of_their_numbers() {
        for (number, (kind, _)) in (1_u32..).zip(KINDS) {
            assert_eq!(kind as u32, number);
        }
    }
}
