//! The `bufwasm` command.

mod answer;
mod args;
mod argument_files;
mod buf;
mod bundle;
mod cache;
mod compile;
mod compiler_choice;
mod completions;
mod compression;
#[cfg(test)]
mod documents;
mod failure;
mod files;
mod fuzz;
mod generate;
mod generators_by_name;
mod habit;
mod handed_over;
mod help;
mod hint;
mod inspect;
mod keep;
mod limits;
mod link;
mod lock;
mod manual;
mod message;
mod optimise;
mod output;
mod pack;
mod panic;
mod pipe;
mod plugin;
mod plugin_spec;
mod profile;
mod progress;
mod protoc;
mod recorder;
mod replay;
mod run;
mod session;
mod stats;
mod status;
mod terminal;
mod unfinished;
mod value;
mod variables;
mod words;
mod write;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::args::{Cli, Command};
use crate::failure::Result;
use crate::message::{MessageArgs, Volume};

fn main() -> ExitCode {
    progress::begin();
    let mut known = Cli::command();
    known.build();
    let given = handed_over::marked(env::args_os().collect(), &known);
    message::speak(message::requested_format(&given));
    let given = link::resolve(given).and_then(argument_files::read_in).map(generators_by_name::spell_out);
    let done = match given.map(parse) {
        Ok(Ok(Cli { messages, command })) => {
            message::speak(messages.error_format);
            if messages.quiet {
                message::hush(Volume::Errors);
            }
            panic::guarded(|| execute(command, messages))
        }
        Ok(Err(error)) => return ExitCode::from(message::usage(&habit::hinted(error, &known))),
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            message::failure(&failure);
            ExitCode::from(failure.status)
        }
    }
}

/// Reads the arguments, and the environment.
fn parse(given: Vec<OsString>) -> clap::error::Result<Cli> {
    let command = || variables::without_empty(Cli::command());
    let matches = command().try_get_matches_from(&given);
    Cli::from_arg_matches(&matches.map_err(|error| variables::named(error, command(), &given))?)
}

fn execute(command: Command, messages: MessageArgs) -> Result<()> {
    match command {
        Command::Run(args) => run::run(*args),
        Command::Generate(args) => generate::generate(*args, messages),
        Command::Protoc(args) => protoc::protoc(args.args, messages),
        Command::Fuzz(args) => fuzz::fuzz(&args, messages.quiet),
        Command::Replay(args) => replay::replay(&args),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Pack(args) => pack::pack(args),
        Command::Optimise(args) => optimise::optimise(&args),
        Command::Bundle(args) => bundle::bundle(&args),
        Command::Lock(args) => lock::lock(&args),
        Command::Cache(args) => cache::cache(&args),
        Command::Completions(args) => completions::print(args.shell),
        Command::Man(args) => manual::print(args.command.as_deref()),
    }
}
