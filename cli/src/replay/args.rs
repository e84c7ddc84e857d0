//! Options of `bufwasm replay`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// Arguments of `bufwasm replay`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReplayArgs {
    /// Run this module in place of the one that was recorded: with several, each in place of the one of its name
    /// (repeatable) [default: the file that was recorded, as long as it is the same]
    #[arg(long = "plugin", value_name = "PLUGIN.wasm")]
    pub(crate) plugins: Vec<OsString>,
    /// What --record has written
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

const EXAMPLES: &str = concat!(
    r"Examples:
  bufwasm run --record failure.record protoc-gen-example.wasm < request.bin
  bufwasm replay failure.record
  bufwasm replay failure.record --plugin target/protoc-gen-example.wasm

",
    "Compares how runs end, what they write and, where the module is the one that was recorded, the fuel they take. Exits \
     with 1 when anything is different."
);
