//! `bufwasm man`: manual pages, made of what the command line says of itself.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::args::Cli;
use crate::failure::{Failure, Result};
use crate::help::{Paragraph, paragraphs};
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
            found.ok_or_else(|| no_command(name, &all))?
        }
    };
    let mut page = Vec::new();
    // A vector takes all of it.
    let _ = render(command, &mut page);
    output::print(&page)
}

fn no_command(name: &str, all: &Command) -> Failure {
    let known: Vec<_> = all.get_subcommands().map(Command::get_name).collect();
    Failure::usage(format_args!("there is no command {name}")).hint(format!("there are {}", known.join(", ")))
}

/// Writes the page of `command`.
fn render(command: Command, page: &mut Vec<u8>) -> io::Result<()> {
    let more = command.get_after_help().map(ToString::to_string);
    let (is_program, commands) = (command.get_version().is_some(), command.has_subcommands());
    let man = Man::new(command);
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if commands {
        man.render_subcommands_section(page)?;
    }
    more.map_or(Ok(()), |more| behind_options(&more).to_writer(page))?;
    if is_program { man.render_version_section(page) } else { Ok(()) }
}

/// What help says behind the options: each heading begins a section, and lines that stand as they are are not filled.
fn behind_options(text: &str) -> Roff {
    let (mut page, mut has_section) = (Roff::new(), false);
    for paragraph in paragraphs(text) {
        match paragraph {
            Paragraph::Verbatim(heading, lines) => {
                page.control("SH", [&*heading.to_uppercase()]).control("nf", []);
                lines.iter().for_each(|line| _ = page.text([roman(*line)]));
                page.control("fi", []);
            }
            Paragraph::Prose(prose) => {
                if !has_section {
                    page.control("SH", ["NOTES"]);
                }
                page.control("PP", []).text([roman(prose)]);
            }
        }
        has_section = true;
    }
    page
}
