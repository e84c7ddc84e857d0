//! Options about what bufwasm itself says.

use clap::{Args, ValueEnum};

/// How bufwasm itself talks.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct MessageArgs {
    /// How errors are written on stderr: for people, or as one line of JSON
    #[arg(long, global = true, value_name = "FORMAT", env = ERROR_FORMAT_ENV, default_value = "human")]
    pub(crate) error_format: ErrorFormat,
    /// Say nothing on stderr but errors: no progress, no notes
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say on stderr what is done by what, such as which compiler reads .proto files
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// How errors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorFormat {
    Human,
    Json,
}

/// The variable that [`MessageArgs::error_format`] is read from.
pub(super) const ERROR_FORMAT_ENV: &str = "BUFWASM_ERROR_FORMAT";
