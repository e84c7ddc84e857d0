//! Options of `bufwasm run`.

use std::ffi::OsString;

use clap::Args;

use crate::cache::StoreArgs;
use crate::limits;
use crate::lock::LockArgs;
use crate::session::GuestArgs;
use crate::value::{self, Mapping, Size};

/// Arguments of `bufwasm run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) guest: GuestArgs,
    /// Bytes that stdout, stderr and the trace may each get, such as 64MiB [default: no limit]
    #[arg(long, value_name = "SIZE", env = limits::MAX_OUTPUT_ENV, value_parser = value::size, help_heading = "Limits")]
    pub(crate) max_output: Option<Size>,
    /// Copy what the plugin leaves in the file or directory GUEST to HOST if it succeeds, or nothing at all; as a directory,
    /// HOST must be free or empty (repeatable)
    #[arg(long, value_name = "GUEST=HOST", help_heading = "What is kept")]
    pub(crate) keep: Vec<Mapping>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) lock: LockArgs,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up as NAME.wasm in
    /// BUFWASM_PATH, then PATH
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
    /// The plugin's arguments: all that follows it, so options of bufwasm come before it
    #[arg(value_name = "ARG", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<String>,
}

const EXAMPLES: &str = r"Examples:
  bufwasm run protoc-gen-go.wasm < request.bin > response.bin
  bufwasm run --max-memory 1GiB --timeout 30s protoc-gen-go \
      < request.bin > response.bin
  bufwasm run --file /etc/config.json=config.json --env DEBUG=1 tool.wasm \
      --verbose input.json
  bufwasm run --trace=calls.txt --stats=stats.json plugin.wasm \
      < request.bin > response.bin

In buf.gen.yaml:
  plugins:
    - local: [bufwasm, run, protoc-gen-go.wasm]
      out: gen

A plugin that exits with an error has said why on stderr; only when it said nothing does bufwasm.";
