//! Options of `bufwasm optimise`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// Arguments of `bufwasm optimise`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct OptimiseArgs {
    /// Where to write the result; may be PLUGIN.wasm itself, and - is stdout
    #[arg(long, short, value_name = "OUT.wasm")]
    pub(crate) output: PathBuf,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

const EXAMPLES: &str = concat!(
    r"Examples:
  bufwasm optimise protoc-gen-go.wasm -o faster.wasm

",
    "The result does the same, is half as large again, and runs wherever the plugin does. Functions that are not of the \
     shape that Go's compiler gives them stay as they are; a plugin without any of that shape is copied."
);
