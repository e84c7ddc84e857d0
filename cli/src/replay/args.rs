//! Options of `bufwasm replay`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// Arguments of `bufwasm replay`.
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// Run this module in place of the one that was recorded: with several, each in place of the one of its name
    /// (repeatable) [default: the file that was recorded, as long as it is the same]
    #[arg(long = "plugin", value_name = "PLUGIN.wasm")]
    pub(crate) plugins: Vec<OsString>,
    /// What --record has written
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}
