//! What can go wrong, and what each error knows about it.

mod end;
mod names;
mod refusal;
mod size;

use std::ffi::CStr;
use std::fmt;
use std::io;
use std::time::Duration;

pub use end::{GuestEnd, PluginExecutionError};
pub(crate) use names::names;
pub use refusal::{BadModule, MissingImport};

use crate::abi::{Abi, UnknownAbi};
use crate::fs::MapFsError;
use crate::limits::{Limit, PAGE_BYTES, Remedy};
use crate::section::SectionError;
use size::Amount;

/// Declares [`ErrorKind`] and the name of each.
macro_rules! error_kinds {
    ($($(#[$about:meta])* $kind:ident = $name:literal,)*) => {
        /// The kinds of errors: what programs tell them apart by.
        ///
        /// This is the one list of them, of errors that this library never meets too, such as those of .proto files. Front
        /// ends match it exhaustively, so that a kind which one of them forgot does not compile; one more kind is a
        /// breaking change for that reason.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorKind {
            $($(#[$about])* $kind,)*
        }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The kind's name, which stays as it is: `kind` of `bufwasm --error-format json`, and of the npm package.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// The same with the NUL that ends a text of C.
            pub const fn c_name(self) -> &'static CStr {
                match self {
                    $(Self::$kind => const {
                        match CStr::from_bytes_with_nul(concat!($name, "\0").as_bytes()) {
                            Ok(name) => name,
                            Err(_) => panic!("a name holds a NUL"),
                        }
                    },)*
                }
            }
        }
    };
}

error_kinds! {
    /// bufwasm itself made a mistake: it panicked.
    Internal = "internal",
    /// The caller asks for what makes no sense.
    Usage = "usage",
    /// A file or a stream of the host failed.
    Io = "io",
    /// The bytes are no module that can be run.
    BadModule = "bad_module",
    /// The `.bufplugin` configuration cannot be read.
    BadSection = "bad_section",
    /// Neither the configuration nor the exports tell the module's ABI.
    UnknownAbi = "unknown_abi",
    /// The module imports what its ABI does not provide.
    MissingImports = "missing_imports",
    /// The plugin exited by itself with a code other than 0.
    PluginExit = "plugin_exit",
    /// The plugin executed what WebAssembly or its ABI traps on.
    Trap = "trap",
    /// The plugin's calls are nested too deeply.
    StackExhausted = "stack_exhausted",
    /// The plugin was refused memory, or needs more than it may have at the start.
    MemoryLimit = "memory_limit",
    /// The plugin executed more than it may.
    OutOfFuel = "out_of_fuel",
    /// The plugin wrote more than it may.
    OutputLimit = "output_limit",
    /// The run took longer than it may.
    Timeout = "timeout",
    /// The caller stopped the run.
    Cancelled = "cancelled",
    /// The plugin answered with an error, or with what cannot be used.
    BadResponse = "bad_response",
    /// The .proto files do not compile.
    ProtoError = "proto_error",
    /// What was looked for was found: requests that break a plugin, files that are not as generated.
    Findings = "findings",
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a plugin could not be compiled, or why its run did not succeed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are no module this interpreter can run.
    #[error("not a module that can be run: {0}")]
    BadModule(BadModule),
    /// The `.bufplugin` configuration cannot be read.
    #[error("the .bufplugin section cannot be read: {0}")]
    BadSection(#[from] SectionError),
    /// The files of the configuration, or those the caller added, make no file system.
    #[error("the plugin's files make no file system: {0}")]
    BadFiles(#[from] MapFsError),
    /// An argument or an environment entry holds a NUL byte, which ends a string in the guest.
    #[error("{what} {text:?} holds a NUL byte")]
    NulByte {
        /// `argument` or `environment entry`.
        what: &'static str,
        /// The text with the NUL.
        text: String,
    },
    /// An environment entry is not `KEY=VALUE`.
    #[error("the environment entry {text:?} is not KEY=VALUE")]
    BadEnvironment {
        /// The entry.
        text: String,
    },
    /// Arguments and environment do not fit into the room that Go's js/wasm ABI leaves for them.
    #[error("arguments and environment take {bytes} bytes, and Go's js/wasm ABI has room for fewer than {limit}")]
    ArgumentsTooLong {
        /// Bytes that they take in the guest's memory, with the pointers to them.
        bytes: usize,
        /// Bytes from which on it is too much.
        limit: usize,
    },
    /// Neither the configuration nor the exports tell the ABI.
    #[error(transparent)]
    UnknownAbi(#[from] UnknownAbi),
    /// The module imports what nothing here provides.
    #[error("the module imports what its ABI, {abi}, does not provide: {}", refusal::list(.imports))]
    MissingImports {
        /// The ABI the module runs under.
        abi: Abi,
        /// Every such import.
        imports: Vec<MissingImport>,
    },
    /// The module asks for more memory at the start than the cap allows.
    #[error(
        "the module needs {} of memory at the start, and the cap is {}", Amount::of_pages(*.needed), Amount::of_pages((*.cap).into())
    )]
    MemoryFloor {
        /// Pages of 64 KiB that the module's memories have at least.
        needed: u64,
        /// Pages of 64 KiB that the limits allow.
        cap: u32,
    },
    /// The module asks for larger tables at the start than the limit allows.
    #[error(
        "the module needs a table of {needed} elements at the start, and the limit is {limit} elements in all tables"
    )]
    TableFloor {
        /// Elements asked for.
        needed: u64,
        /// Elements that the limits allow.
        limit: usize,
    },
    /// The plugin exited by itself with a code other than 0.
    #[error(transparent)]
    Exit(#[from] PluginExecutionError),
    /// The plugin failed after `memory.grow` was refused.
    #[error("{}", end::memory_limit(.refused_pages, .cap, .end))]
    MemoryLimit {
        /// Pages of 64 KiB by which the guest last asked to grow in vain.
        refused_pages: u64,
        /// Pages of 64 KiB that the limits allow.
        cap: u32,
        /// What became of the plugin then.
        end: Box<GuestEnd>,
    },
    /// The plugin failed after its scratch layer was full. Its [kind](Self::kind) is that of its end.
    #[error("{}", end::scratch_limit(.limit, .end))]
    ScratchLimit {
        /// Bytes that the layer would have come to.
        wanted: u64,
        /// Bytes that the limits allow.
        limit: u64,
        /// What became of the plugin then.
        end: Box<GuestEnd>,
    },
    /// The JavaScript objects that the plugin made took more memory of the host than its own memory may have.
    #[error("the plugin's JavaScript objects take more than {}", Amount(*.limit as u64))]
    ObjectLimit {
        /// Bytes that the limits allow: as many as the guest's memory may have.
        limit: usize,
        /// What the plugin wrote to stderr.
        stderr: String,
    },
    /// The plugin executed what WebAssembly or its ABI traps on.
    #[error("the plugin trapped: {message}")]
    Trap {
        /// The engine's or the ABI's words.
        message: String,
        /// What the plugin wrote to stderr.
        stderr: String,
    },
    /// The plugin's calls are nested too deeply.
    #[error("the plugin exhausted its stack of {}", Amount(*.limit as u64))]
    StackExhausted {
        /// Bytes that the limits allow.
        limit: usize,
        /// What the plugin wrote to stderr.
        stderr: String,
    },
    /// The plugin executed more than the limits allow.
    #[error("the plugin used up its {limit} units of fuel")]
    OutOfFuel {
        /// Units that the limits allow.
        limit: u64,
    },
    /// The plugin wrote more than the limits allow, or made more calls than its trace may show.
    #[error("the plugin wrote more than {} to {stream}", Amount(*.limit))]
    OutputLimit {
        /// `stdout`, `stderr` or `trace`.
        stream: &'static str,
        /// Bytes that the limits allow.
        limit: u64,
    },
    /// The run took longer than it may.
    #[error("the plugin was stopped after its time of {limit:?} ran out")]
    Timeout {
        /// The time the run was given.
        limit: Duration,
    },
    /// The caller cancelled the run.
    #[error("the run was cancelled")]
    Cancelled,
    /// A stream that the caller passed in failed.
    #[error("{stream} failed: {source}")]
    Io {
        /// `stdin`, `stdout`, `stderr` or `trace`.
        stream: &'static str,
        /// The stream's own error.
        source: io::Error,
    },
}

impl Error {
    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::BadModule(_) | Self::TableFloor { .. } => ErrorKind::BadModule,
            Self::BadSection(_) => ErrorKind::BadSection,
            Self::UnknownAbi(_) => ErrorKind::UnknownAbi,
            Self::MissingImports { .. } => ErrorKind::MissingImports,
            Self::BadFiles(_) | Self::NulByte { .. } | Self::BadEnvironment { .. } | Self::ArgumentsTooLong { .. } => {
                ErrorKind::Usage
            }
            Self::MemoryFloor { .. } | Self::MemoryLimit { .. } | Self::ObjectLimit { .. } => ErrorKind::MemoryLimit,
            Self::Exit(_) => ErrorKind::PluginExit,
            Self::Trap { .. } => ErrorKind::Trap,
            Self::ScratchLimit { end, .. } => match **end {
                GuestEnd::Exit(_) => ErrorKind::PluginExit,
                GuestEnd::Trap { .. } => ErrorKind::Trap,
            },
            Self::StackExhausted { .. } => ErrorKind::StackExhausted,
            Self::OutOfFuel { .. } => ErrorKind::OutOfFuel,
            Self::OutputLimit { .. } => ErrorKind::OutputLimit,
            Self::Timeout { .. } => ErrorKind::Timeout,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Io { .. } => ErrorKind::Io,
        }
    }

    /// The limit that would have to be higher, if one was too low.
    pub fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::MemoryFloor { needed, .. } => Remedy::to_start(Limit::Memory, *needed),
            Self::TableFloor { needed, .. } => Remedy::to_start(Limit::Tables, *needed),
            Self::MemoryLimit { refused_pages, cap, .. } => {
                let cap = u64::from(*cap);
                Remedy::when_met(Limit::Memory, cap, cap.saturating_add(*refused_pages))
            }
            Self::ScratchLimit { wanted, limit, .. } => Remedy::when_met(Limit::Scratch, *limit, *wanted),
            // JavaScript's objects may take as much as the guest's memory may.
            Self::ObjectLimit { limit, .. } => Remedy::when_met(Limit::Memory, *limit as u64 / PAGE_BYTES, 0),
            Self::StackExhausted { limit, .. } => Remedy::when_met(Limit::Stack, *limit as u64, 0),
            Self::OutOfFuel { limit } => Remedy::when_met(Limit::Fuel, *limit, 0),
            Self::OutputLimit { stream, limit } => Remedy::when_met(Limit::of_stream(stream), *limit, 0),
            Self::Timeout { limit } => {
                Remedy::when_met(Limit::Time, u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX), 0)
            }
            Self::BadModule(_)
            | Self::BadSection(_)
            | Self::BadFiles(_)
            | Self::NulByte { .. }
            | Self::BadEnvironment { .. }
            | Self::ArgumentsTooLong { .. }
            | Self::UnknownAbi(_)
            | Self::MissingImports { .. }
            | Self::Exit(_)
            | Self::Trap { .. }
            | Self::Cancelled
            | Self::Io { .. } => return None,
        })
    }

    /// The code the plugin exited with, if it did exit by itself.
    pub fn exit_code(&self) -> Option<u32> {
        self.execution_error().map(|error| error.exit_code)
    }

    /// What the plugin wrote to stderr before it failed: all of it, or its beginning and its end.
    pub fn stderr(&self) -> Option<&str> {
        match self {
            Self::Trap { stderr, .. } | Self::StackExhausted { stderr, .. } | Self::ObjectLimit { stderr, .. } => {
                Some(stderr)
            }
            Self::MemoryLimit { end, .. } | Self::ScratchLimit { end, .. } => Some(match &**end {
                GuestEnd::Exit(error) => &error.stderr,
                GuestEnd::Trap { stderr, .. } => stderr,
            }),
            Self::Exit(error) => Some(&error.stderr),
            _ => None,
        }
    }

    fn execution_error(&self) -> Option<&PluginExecutionError> {
        match self {
            Self::Exit(error) => Some(error),
            Self::MemoryLimit { end, .. } | Self::ScratchLimit { end, .. } => match &**end {
                GuestEnd::Exit(error) => Some(error),
                GuestEnd::Trap { .. } => None,
            },
            _ => None,
        }
    }
}
