//! Options of every command that runs plugins.

use std::path::PathBuf;

use bufwasm::{Abi, GoGc, Optimise};
use clap::{Args, ValueEnum};

use crate::files::FileArgs;
use crate::limits::LimitArgs;
use crate::profile::ProfileFile;
use crate::value::{self, Sink};

/// What a plugin may spend and what it sees, the same for every verb that runs one.
#[derive(Debug, Args)]
pub(crate) struct GuestArgs {
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) sandbox: SandboxArgs,
    /// Show the plugin the real time, instead of a clock that is the same in every run
    #[arg(long, help_heading = "What the plugin sees")]
    pub(crate) real_clock: bool,
    /// Give the plugin real randomness, instead of bytes that are the same in every run
    #[arg(long, help_heading = "What the plugin sees")]
    pub(crate) real_random: bool,

    /// Make a plugin built by Go cheaper to run before it runs: in runs that read 256 KiB before they write anything, always,
    /// or never. What it does stays the same, the fuel it takes does not
    #[arg(long, value_name = "WHEN", env = "BUFWASM_OPTIMISE", default_value = "auto", help_heading = "Speed")]
    pub(crate) optimise: When,

    /// When a plugin built by Go collects garbage, unless --env sets GOGC or GOMEMLIMIT: near half of --max-memory, or
    /// as Go does, whenever the heap has doubled
    #[arg(long, value_name = "WHEN", env = "BUFWASM_GO_GC", default_value = "limit", help_heading = "Speed")]
    pub(crate) go_gc: Garbage,

    /// Write a line for each host call to FILE, or to stderr
    #[arg(long, value_name = "FILE", env = "BUFWASM_TRACE", help_heading = "Measuring")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = value::STDERR)]
    pub(crate) trace: Option<Sink>,
    /// Write a line of JSON with times, fuel, memory and host calls to FILE, or to stderr
    #[arg(long, value_name = "FILE", env = "BUFWASM_STATS", help_heading = "Measuring")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = value::STDERR)]
    pub(crate) stats: Option<Sink>,
    /// Write where the plugin spends its fuel, by function and call path, to FILE: as folded stacks if it ends in .folded or
    /// .txt, as pprof reads it if it ends in .pb.gz or .pprof. Runs take several times as long
    #[arg(long, value_name = "FILE", env = "BUFWASM_PROFILE", help_heading = "Measuring")]
    pub(crate) profile: Option<ProfileFile>,
    /// Keep all that runs follow from, and how they end, in FILE, for `bufwasm replay`
    #[arg(long, value_name = "FILE", env = "BUFWASM_RECORD", help_heading = "Measuring")]
    #[arg(conflicts_with_all = ["real_clock", "real_random"])]
    pub(crate) record: Option<PathBuf>,
    /// Do not run a plugin that trapped once more to say where it was
    #[arg(long, help_heading = "Measuring")]
    pub(crate) no_backtrace: bool,
}

/// What a plugin sees.
#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    /// Set an environment variable; the plugin sees no other (repeatable)
    #[arg(long, value_name = "KEY=VALUE", value_parser = value::environment, help_heading = "What the plugin sees")]
    pub(crate) env: Vec<String>,
    #[command(flatten)]
    pub(crate) files: FileArgs,
    /// Run the plugin under this ABI [default: the configuration's, else told by the module's exports]
    #[arg(long, value_parser = value::abi(), help_heading = "What the plugin sees")]
    pub(crate) abi: Option<Abi>,
    /// The plugin's name as it sees it [default: the file's name without .wasm]
    #[arg(long, value_name = "NAME", help_heading = "What the plugin sees")]
    pub(crate) argv0: Option<String>,
}

/// What a plugin built by Go is told of the memory it may use for garbage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Garbage {
    Limit,
    Default,
}

impl From<Garbage> for GoGc {
    fn from(garbage: Garbage) -> Self {
        match garbage {
            Garbage::Limit => Self::Limit,
            Garbage::Default => Self::Doubling,
        }
    }
}

/// When a plugin is optimised before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

impl From<When> for Optimise {
    fn from(when: When) -> Self {
        match when {
            When::Auto => Self::Auto,
            When::Always => Self::Always,
            When::Never => Self::Never,
        }
    }
}
