//! Options of `bufwasm bundle`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// Arguments of `bufwasm bundle`.
#[derive(Debug, Args)]
pub(crate) struct BundleArgs {
    /// Where to write the executable, such as protoc-gen-go
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// The bufwasm that runs the plugins, such as one for another system [default: this one]
    #[arg(long, value_name = "FILE")]
    pub(crate) executable: Option<PathBuf>,
    /// The plugins: paths that hold a slash or end in .wasm, or names to look up
    #[arg(value_name = "PLUGIN.wasm", required = true)]
    pub(crate) plugins: Vec<OsString>,
}
