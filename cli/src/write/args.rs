//! Options about what is written, and how it is told.

use clap::Args;

/// What is done with generated files.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What is written")]
pub(crate) struct WriteArgs {
    /// Remove all that the output directories hold beside the generated files, once every plugin has succeeded
    #[arg(long)]
    pub(crate) clean: bool,
    /// Write nothing; exit with 1, and show the differences as a unified diff, if what lies there is not what would be
    /// generated. With --clean, files that would be removed are differences, too
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) check: bool,
    /// Write nothing, and list the files that would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Tell on stdout what happened to which file, as one object of JSON
    #[arg(long)]
    pub(crate) json: bool,
}
