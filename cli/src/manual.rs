//! `bufwasm man`: manual pages, made of what the command line says of itself.

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::Cli;
use crate::failure::{Failure, Result};
use crate::output;

/// Writes the page of the command called `name` to stdout, or that of bufwasm itself.
///
/// # Errors
///
/// There is no such command.
pub(crate) fn print(name: Option<&str>) -> Result<()> {
    let mut all = Cli::command();
    all.build();
    let command = match name {
        None => all,
        Some(name) => {
            let found = all.find_subcommand(name).cloned();
            found.ok_or_else(|| Failure::usage(format_args!("there is no command {name}")))?
        }
    };
    let mut page = Vec::new();
    // A vector takes all of it.
    let _ = Man::new(command).render(&mut page);
    output::print(&page)
}
