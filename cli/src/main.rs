//! The `bufwasm` command.

mod args;
mod failure;
mod files;
mod fuzz;
mod generate;
mod hint;
mod inspect;
mod link;
mod message;
mod optimise;
mod output;
mod pack;
mod panic;
mod pipe;
mod plugin;
mod plugin_spec;
mod run;
mod session;
mod stats;
mod value;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{Cli, Command, CompletionsArgs};
use crate::failure::Result;

fn main() -> ExitCode {
    let given: Vec<OsString> = env::args_os().collect();
    let asked = message::requested_format(&given);
    let (format, done) = match link::resolve(given).map(Cli::try_parse_from) {
        Ok(Ok(Cli { talk, command })) => {
            (talk.error_format, panic::guarded(talk.error_format, || execute(command, talk.quiet)))
        }
        Ok(Err(error)) => return ExitCode::from(message::usage(asked, &error)),
        Err(failure) => (asked, Err(failure)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            message::failure(format, &failure);
            ExitCode::from(failure.status)
        }
    }
}

fn execute(command: Command, quiet: bool) -> Result<()> {
    match command {
        Command::Run(args) => run::run(args),
        Command::Generate(args) => generate::generate(args, quiet),
        Command::Fuzz(args) => fuzz::fuzz(&args, quiet),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Pack(args) => pack::pack(args),
        Command::Optimise(args) => optimise::optimise(&args, quiet),
        Command::Completions(args) => completions(&args),
    }
}

fn completions(args: &CompletionsArgs) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "bufwasm", &mut script);
    output::print(&script)
}
