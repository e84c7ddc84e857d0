//! `bufwasm_error`: what went wrong, and what would help.

use std::ffi::c_char;

use crate::call_error::CallError;
use crate::diagnostic::{self, Diagnostic};
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
    /// A plugin answered with an error, or with what cannot be used.
    BadResponse = 16,
    /// The .proto files do not compile.
    ProtoError = 17,
    /// Fuzzing has found something. No function here fails so.
    Findings = 18,
}

impl From<bufwasm::ErrorKind> for ErrorKind {
    fn from(kind: bufwasm::ErrorKind) -> Self {
        match kind {
            bufwasm::ErrorKind::Internal => Self::Internal,
            bufwasm::ErrorKind::Usage => Self::Usage,
            bufwasm::ErrorKind::Io => Self::Io,
            bufwasm::ErrorKind::BadModule => Self::BadModule,
            bufwasm::ErrorKind::BadSection => Self::BadSection,
            bufwasm::ErrorKind::UnknownAbi => Self::UnknownAbi,
            bufwasm::ErrorKind::MissingImports => Self::MissingImports,
            bufwasm::ErrorKind::PluginExit => Self::PluginExit,
            bufwasm::ErrorKind::Trap => Self::Trap,
            bufwasm::ErrorKind::StackExhausted => Self::StackExhausted,
            bufwasm::ErrorKind::MemoryLimit => Self::MemoryLimit,
            bufwasm::ErrorKind::OutOfFuel => Self::OutOfFuel,
            bufwasm::ErrorKind::OutputLimit => Self::OutputLimit,
            bufwasm::ErrorKind::Timeout => Self::Timeout,
            bufwasm::ErrorKind::Cancelled => Self::Cancelled,
            bufwasm::ErrorKind::BadResponse => Self::BadResponse,
            bufwasm::ErrorKind::ProtoError => Self::ProtoError,
            bufwasm::ErrorKind::Findings => Self::Findings,
        }
    }
}

impl From<ErrorKind> for bufwasm::ErrorKind {
    fn from(kind: ErrorKind) -> Self {
        let known = Self::ALL.iter().copied().find(|known| ErrorKind::from(*known) == kind);
        known.unwrap_or(Self::Internal)
    }
}

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
    /// The plugin that failed, or `protoc`. NULL unless `bufwasm_generate` failed while one ran.
    pub plugin: Text,
    /// What the compiler says of .proto files that do not compile, in its order. NULL if there is no such thing.
    pub diagnostics: *const Diagnostic,
    /// How many `diagnostics` there are.
    pub diagnostic_count: usize,
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
    let kinds = bufwasm::ErrorKind::ALL.iter();
    let named = kinds.copied().find(|named| ErrorKind::from(*named) as u32 == kind);
    named.map_or(c"unknown", bufwasm::ErrorKind::c_name).as_ptr()
}

impl From<CallError> for Error {
    fn from(failure: CallError) -> Self {
        let CallError { kind, message, hint, exit_code, stderr, plugin, diagnostics } = failure;
        let mut kept = Box::<Kept>::default();
        let (diagnostics, diagnostic_count) = diagnostic::diagnostics(&diagnostics, &mut kept);
        Self {
            kind: kind.into(),
            has_exit_code: exit_code.is_some(),
            exit_code: exit_code.unwrap_or(0),
            message: kept.text(message),
            hint: kept.optional(hint),
            stderr_text: kept.optional(stderr),
            plugin: kept.optional(plugin),
            diagnostics,
            diagnostic_count,
            kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_number_of_its_own_and_its_name() {
        let kinds = bufwasm::ErrorKind::ALL;
        let mut numbers: Vec<_> = kinds.iter().map(|kind| ErrorKind::from(*kind) as u32).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
        assert!(kinds.iter().all(|kind| kind.c_name().to_str() == Ok(kind.name()) && !kind.name().is_empty()));
    }
}
