//! What can go wrong, and what each error knows about it.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::time::Duration;

use crate::fs::MapFsError;
use crate::limits::PAGE_BYTES;
use crate::module::ModuleError;
use crate::section::SectionError;

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
    #[error("the module imports what its ABI, {abi}, does not provide: {}", list(.imports))]
    MissingImports {
        /// The ABI the module runs under.
        abi: crate::Abi,
        /// Every such import.
        imports: Vec<MissingImport>,
    },
    /// The module asks for more memory at the start than the cap allows.
    #[error("the module needs {needed} pages of memory at the start, and the cap is {cap} pages")]
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
    #[error("{}", memory_limit(.refused_pages, .cap, .end))]
    MemoryLimit {
        /// Pages of 64 KiB by which the guest last asked to grow in vain.
        refused_pages: u64,
        /// Pages of 64 KiB that the limits allow.
        cap: u32,
        /// What became of the plugin then.
        end: Box<GuestEnd>,
    },
    /// The JavaScript objects that the plugin made took more memory of the host than its own memory may have.
    #[error("the plugin's JavaScript objects take more than {limit} bytes")]
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
    #[error("the plugin exhausted its stack of {limit} bytes")]
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
    #[error("the plugin wrote more than {limit} bytes to {stream}")]
    OutputLimit {
        /// `stdout`, `stderr` or `trace`.
        stream: &'static str,
        /// Bytes that the limits allow.
        limit: u64,
    },
    /// The run took longer than it may.
    #[error("the plugin was stopped after its {} ran out", humane(.limit))]
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

/// The plugin exited by itself with a code other than 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("plugin exited with code {exit_code}")]
pub struct PluginExecutionError {
    /// The code, never 0.
    pub exit_code: u32,
    /// What the plugin wrote to stderr: all of it, or its beginning and its end. Invalid UTF-8 is replaced.
    pub stderr: String,
}

/// How a guest came to its end after its memory was refused.
#[derive(Debug)]
pub enum GuestEnd {
    /// It exited by itself.
    Exit(PluginExecutionError),
    /// It trapped, in the engine's or the ABI's words.
    Trap {
        /// The engine's or the ABI's words.
        message: String,
        /// What the plugin wrote to stderr.
        stderr: String,
    },
}

/// Why a module is refused.
#[derive(Debug)]
pub enum BadModule {
    /// Its structure cannot be read.
    Structure(ModuleError),
    /// The engine does not accept it, when compiling it or when it first came to a function.
    Engine(wasmi::Error),
    /// A function that the host calls takes other parameters.
    Entry {
        /// The function's name, or that it is the start function.
        function: String,
        /// The types of its parameters, such as `(i32)`.
        takes: String,
        /// What it is called with: `no arguments`, or their types.
        called_with: &'static str,
    },
}

impl fmt::Display for BadModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Structure(error) => error.fmt(f),
            Self::Engine(error) => error.fmt(f),
            Self::Entry { function, takes, called_with } => {
                write!(f, "{function} takes {takes}, and is called with {called_with}")
            }
        }
    }
}

/// Neither the configuration nor the exports tell the ABI, or the two contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownAbi {
    /// The module exports neither `_start` nor `run`.
    #[error("unable to detect wasm ABI: the module exports no function _start (WASI) or run (Go's js/wasm), but {}", exported(.functions))]
    NoEntry {
        /// The functions it does export.
        functions: Vec<String>,
    },
    /// The configuration names an ABI by a number nobody has defined.
    #[error("unable to detect wasm ABI: the .bufplugin section asks for the unknown ABI {number}")]
    Number {
        /// The number found.
        number: i32,
    },
    /// The ABI is given, and the module lacks the function it starts with.
    #[error("the ABI is given as {abi}, but the module exports no function {entry}: it exports {}", exported(.functions))]
    MissingEntry {
        /// The given ABI.
        abi: crate::Abi,
        /// The function that ABI starts with.
        entry: &'static str,
        /// The functions it does export.
        functions: Vec<String>,
    },
    /// The library was built without the ABI.
    #[error("the ABI is {abi}, which this build leaves out")]
    LeftOut {
        /// The ABI.
        abi: crate::Abi,
    },
}

/// An import that nothing here provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingImport {
    /// The module it is imported from.
    pub module: String,
    /// Its name there.
    pub name: String,
    /// What is imported, such as `func (i32, i32) -> i32`.
    pub ty: String,
    /// The type provided under this name, if the type is all that is wrong.
    pub provided: Option<String>,
}

impl fmt::Display for MissingImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} {}", shortened(&self.module), shortened(&self.name), self.ty)?;
        match &self.provided {
            Some(provided) => write!(f, " (provided as {provided})"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// The kind of the error, as `bufwasm --error-format json` names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BadModule(_) | Self::TableFloor { .. } => "bad_module",
            Self::BadSection(_) => "bad_section",
            Self::UnknownAbi(_) => "unknown_abi",
            Self::MissingImports { .. } => "missing_imports",
            Self::BadFiles(_) | Self::NulByte { .. } | Self::BadEnvironment { .. } | Self::ArgumentsTooLong { .. } => {
                "usage"
            }
            Self::MemoryFloor { .. } | Self::MemoryLimit { .. } | Self::ObjectLimit { .. } => "memory_limit",
            Self::Exit(_) => "plugin_exit",
            Self::Trap { .. } => "trap",
            Self::StackExhausted { .. } => "stack_exhausted",
            Self::OutOfFuel { .. } => "out_of_fuel",
            Self::OutputLimit { .. } => "output_limit",
            Self::Timeout { .. } => "timeout",
            Self::Cancelled => "cancelled",
            Self::Io { .. } => "io",
        }
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
            Self::MemoryLimit { end, .. } => Some(match &**end {
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
            Self::MemoryLimit { end, .. } => match &**end {
                GuestEnd::Exit(error) => Some(error),
                GuestEnd::Trap { .. } => None,
            },
            _ => None,
        }
    }
}

/// Imports that a message lists.
const MAX_LISTED_IMPORTS: usize = 100;

fn list(imports: &[MissingImport]) -> String {
    let listed = imports.iter().take(MAX_LISTED_IMPORTS).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match imports.len().saturating_sub(MAX_LISTED_IMPORTS) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// Characters of a name that a message shows.
const MAX_SHOWN_NAME: usize = 200;

/// `name`, or its beginning if it is longer than any that a person has chosen.
fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_SHOWN_NAME) {
        Some((end, _)) => format!("{}...", &name[..end]).into(),
        None => name.into(),
    }
}

fn exported(functions: &[String]) -> String {
    match functions {
        [] => "no function at all".into(),
        // The list is for a person to recognise the module by.
        many if many.len() > 12 => format!("{} and {} more", names(&many[..12]), many.len() - 12),
        many => names(many),
    }
}

fn names(functions: &[String]) -> String {
    functions.iter().map(|name| shortened(name)).collect::<Vec<_>>().join(", ")
}

fn memory_limit(refused: &u64, cap: &u32, end: &GuestEnd) -> String {
    let end = match end {
        GuestEnd::Exit(error) => format!("exited with code {}", error.exit_code),
        GuestEnd::Trap { message, .. } => format!("trapped: {message}"),
    };
    let mebibytes = (u64::from(*cap) * PAGE_BYTES) >> 20;
    format!("the plugin was refused {refused} more pages of memory (the cap is {cap} pages, {mebibytes} MiB) and {end}")
}

/// A duration as a person writes it.
fn humane(limit: &Duration) -> String {
    format!("time of {limit:?}")
}
