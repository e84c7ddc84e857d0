//! Options of `bufwasm pack`.

use std::ffi::OsString;
use std::path::PathBuf;

use bufwasm::Abi;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::value::{self, Mapping};

/// Arguments of `bufwasm pack`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PackArgs {
    /// The ABI the plugin is to run under
    #[arg(long, value_parser = value::abi(), help_heading = "What to embed")]
    pub(crate) abi: Option<Abi>,
    /// The exported function that is called instead of _start, because the plugin is a library (a reactor); _initialize is
    /// called before it, if there is one
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new(), help_heading = "What to embed")]
    pub(crate) call: Option<String>,
    /// An argument that the plugin gets right after its name (repeatable)
    #[arg(long = "arg", value_name = "ARG", allow_hyphen_values = true, help_heading = "What to embed")]
    pub(crate) args: Vec<String>,
    /// Set the variable KEY of the plugin's environment, unless its caller does (repeatable)
    #[arg(long, value_name = "KEY=VALUE", value_parser = value::environment, help_heading = "What to embed")]
    pub(crate) env: Vec<String>,
    /// Embed the file HOST, which the plugin reads as GUEST, unless its caller gives it another (repeatable)
    #[arg(long = "file", value_name = "GUEST=HOST", help_heading = "What to embed")]
    pub(crate) files: Vec<Mapping>,
    /// Embed all files and directories below the directory HOST, which the plugin reads below GUEST; symbolic links are
    /// followed (repeatable)
    #[arg(long = "dir", value_name = "GUEST=HOST", help_heading = "What to embed")]
    pub(crate) directories: Vec<Mapping>,
    /// Drop the configuration that is already there; without it, a new ABI, a new function to call and new values of
    /// variables win over the old ones, and new arguments and files come after the old ones
    #[arg(long)]
    pub(crate) replace: bool,
    /// Remove all configuration and embed none
    #[arg(long, conflicts_with_all = ["abi", "call", "args", "env", "files", "directories", "replace"])]
    pub(crate) strip: bool,
    /// Where to write the result; may be PLUGIN.wasm itself, and - is stdout
    #[arg(long, short, value_name = "OUT.wasm")]
    pub(crate) output: PathBuf,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

const EXAMPLES: &str = r"Examples:
  bufwasm pack --arg --verbose --file /etc/config.json=config.json \
      tool.wasm -o tool-packed.wasm
  bufwasm pack --arg /plugin.py --dir /lib=lib --env PYTHONHOME=/ \
      python.wasm -o protoc-gen-x.wasm
  bufwasm pack --abi gojs --replace plugin.wasm -o plugin.wasm
  bufwasm pack --strip tool-packed.wasm -o tool.wasm";
