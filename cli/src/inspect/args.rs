//! Options of `bufwasm inspect`.

use std::ffi::OsString;

use bufwasm::Limit;
use clap::Args;

use crate::limits;
use crate::value::Size;

/// Arguments of `bufwasm inspect`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InspectArgs {
    /// Write JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Memory the plugin may have when it runs, to compare its needs with
    #[arg(long, value_name = "SIZE", env = limits::MAX_MEMORY_ENV)]
    #[arg(value_parser = limits::memory, default_value_t = limits::default_size(Limit::Memory))]
    pub(crate) max_memory: Size,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

const EXAMPLES: &str = r"Examples:
  bufwasm inspect protoc-gen-go.wasm
  bufwasm inspect --json protoc-gen-go.wasm > protoc-gen-go.json";
