//! Options about the lock.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use crate::compiler_choice::Choice;

/// The lock's name, where nobody gives it another.
pub(super) const NAME: &str = "bufwasm.lock";

/// Whether only what is locked may run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LockArgs {
    /// Run nothing whose digest is not the one in the lock FILE [default: bufwasm.lock]
    #[arg(long, value_name = "FILE", env = "BUFWASM_LOCKED", help_heading = "What may run")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = NAME)]
    pub(crate) locked: Option<PathBuf>,
}

/// Arguments of `bufwasm lock`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LockCommandArgs {
    /// The compiler to lock with them: protoc, builtin, or the protoc.wasm at PATH [default: protoc if it is there, else
    /// builtin]
    #[arg(long, value_name = "protoc|builtin|PATH", env = "BUFWASM_COMPILER", value_parser = Choice::parse)]
    pub(crate) compiler: Option<Choice>,
    /// Where to write the lock; - is stdout
    #[arg(long, short, value_name = "FILE", default_value = NAME)]
    pub(crate) output: PathBuf,
    /// Lock the plugins of this buf.gen.yaml [default: that of the working directory, if no plugins are named]
    #[arg(long, value_name = "FILE", conflicts_with = "plugins")]
    pub(crate) template: Option<String>,
    /// The plugins: paths that hold a slash or end in .wasm, or names to look up
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugins: Vec<OsString>,
}

const EXAMPLES: &str = r"Examples:
  bufwasm lock protoc-gen-go.wasm protoc-gen-go-grpc.wasm
  bufwasm generate --locked --plugin protoc-gen-go.wasm --out gen shop.proto";
