//! The `bufwasm` command.

mod args;
mod cache;
mod compile;
mod compiler_choice;
#[cfg(test)]
mod documents;
mod failure;
mod files;
mod fuzz;
mod generate;
mod generators_by_name;
mod handed_over;
mod hint;
mod inspect;
mod limits;
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
mod status;
mod value;

use std::env;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{Cli, Command, CompletionsArgs, MessageArgs};
use crate::failure::Result;

fn main() -> ExitCode {
    let mut known = Cli::command();
    known.build();
    let given = handed_over::marked(env::args_os().collect(), &known);
    let asked = message::requested_format(&given);
    let (format, done) = match link::resolve(given).map(generators_by_name::spell_out).map(Cli::try_parse_from) {
        Ok(Ok(Cli { messages, command })) => {
            (messages.error_format, panic::guarded(messages.error_format, || execute(command, messages)))
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

fn execute(command: Command, messages: MessageArgs) -> Result<()> {
    match command {
        Command::Run(args) => run::run(args),
        Command::Generate(args) => generate::generate(args, messages),
        Command::Fuzz(args) => fuzz::fuzz(&args, messages.quiet),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Pack(args) => pack::pack(args),
        Command::Optimise(args) => optimise::optimise(&args, messages.quiet),
        Command::Cache(args) => cache::cache(&args),
        Command::Completions(args) => completions(&args),
    }
}

fn completions(args: &CompletionsArgs) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "bufwasm", &mut script);
    output::print(&script)
}
