//! Options of `bufwasm bundle`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// Arguments of `bufwasm bundle`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
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

const EXAMPLES: &str = concat!(
    r"Examples:
  bufwasm bundle protoc-gen-go.wasm -o protoc-gen-go
  bufwasm bundle protoc-gen-go.wasm protoc-gen-go-grpc.wasm -o plugins
  ln -s plugins protoc-gen-go-grpc

",
    "Who calls the executable can pass no options of bufwasm's: they are taken from the environment. With several plugins, \
     its own name, or that of a link to it, says which is meant. `bufwasm inspect` shows what an executable carries."
);
