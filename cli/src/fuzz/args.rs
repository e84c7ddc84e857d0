//! Options of `bufwasm fuzz`.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::limits::MemoryArgs;
use crate::session::SandboxArgs;
use crate::value::{self, Size};

/// Arguments of `bufwasm fuzz`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct FuzzArgs {
    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
    /// Units of fuel after which a run counts as one that hangs [default: 20 times what the costliest seed takes]
    #[arg(long, value_name = "N", value_parser = value::count, help_heading = "Limits")]
    pub(crate) fuel: Option<u64>,
    /// Bytes the plugin may write to stdout, and to stderr, such as 64MiB
    #[arg(long, value_name = "SIZE", value_parser = value::size, help_heading = "Limits")]
    #[arg(default_value_t = value::DEFAULT_FUZZ_OUTPUT)]
    pub(crate) max_output: Size,
    #[command(flatten)]
    pub(crate) sandbox: SandboxArgs,
    /// Begin with what is in DIR: .proto files, CodeGeneratorRequests and FileDescriptorSets [default: .proto files that
    /// use what there is in the language]
    #[arg(long, value_name = "DIR")]
    pub(crate) seed_dir: Option<PathBuf>,
    /// The plugin's options, as protoc passes them
    #[arg(long = "opt", value_name = "OPT=VAL,...", default_value = "", hide_default_value = true)]
    pub(crate) parameter: String,
    /// Go on for so many minutes [default: 1, unless --runs is given]
    #[arg(long, value_name = "N", value_parser = value::minutes)]
    pub(crate) minutes: Option<Duration>,
    /// Go on for so many runs; with the same plugin, seeds and --random, they find the same
    #[arg(long, value_name = "N", value_parser = value::count)]
    pub(crate) runs: Option<u64>,
    /// Where random choices begin
    #[arg(long, value_name = "N", value_parser = value::count, default_value_t = 0)]
    pub(crate) random: u64,
    /// Runs at the same time [default: as many as there are processors]
    #[arg(long, value_name = "N", value_parser = value::jobs)]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// Write a file for each finding below DIR, which is made if need be
    #[arg(long, short, value_name = "DIR", default_value = "fuzz-findings")]
    pub(crate) out: PathBuf,
    /// Tell, keep and count only findings of this kind (repeatable) [default: of all kinds]
    #[arg(long = "kind", value_name = "KIND", value_parser = value::fault_kind())]
    pub(crate) kinds: Vec<bufwasm_plugfuzz::FaultKind>,
    /// Write the result as JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Do not fuzz, but look again at what the request in FILE shows (repeatable)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seed_dir", "minutes", "runs", "random", "jobs", "out", "kinds", "json"])]
    pub(crate) replay: Vec<PathBuf>,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up as NAME.wasm in
    /// BUFWASM_PATH, then PATH
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

const EXAMPLES: &str = concat!(
    r"Examples:
  bufwasm fuzz protoc-gen-example.wasm
  bufwasm fuzz --minutes 30 --seed-dir proto --opt paths=source_relative \
      protoc-gen-example.wasm
  bufwasm fuzz --runs 2000 --random 7 --out findings protoc-gen-example.wasm
  bufwasm fuzz --replay findings/panic-0123abcd.bin protoc-gen-example.wasm

",
    "Finds panics, traps, exhausted stacks, runs that hang, memory and output without end, failures without a word, \
     answers that protoc would not take, and answers that differ with randomness or the time. Each finding is a small \
     request in a file of its own. Exits with 1 when there are findings."
);
