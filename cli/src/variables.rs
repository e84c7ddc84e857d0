//! Variables of the environment that stand for options.

use std::env;
use std::ffi::{OsStr, OsString};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// `command` without the variables that are empty: they count as not set.
pub(crate) fn without_empty(command: Command) -> Command {
    without(command, &|variable| env::var_os(variable).is_some_and(|value| value.is_empty()))
}

/// `error`, with which `command` refused the arguments `given`. If the value that it is about comes from a variable, it
/// names that in place of the option.
pub(crate) fn named(mut error: Error, mut command: Command, given: &[OsString]) -> Error {
    command.build();
    let refused = refused_option(&error);
    let Some(variable) = refused.as_deref().and_then(|option| variable_of(&command, option)) else { return error };
    // Where it is the option that has the value, the variable makes no difference.
    let again = without(command, &|other| other == variable).try_get_matches_from(given);
    if again.err().and_then(|error| refused_option(&error)) != refused {
        error.insert(ContextKind::InvalidArg, ContextValue::String(variable.to_string_lossy().into_owned()));
    }
    error
}

/// `command` and its commands without the variables that are `unwanted`.
fn without(command: Command, unwanted: &dyn Fn(&OsStr) -> bool) -> Command {
    let command = command.mut_args(|arg| match arg.get_env() {
        Some(variable) if unwanted(variable) => arg.env(None::<&str>),
        _ => arg,
    });
    command.mut_subcommands(|command| without(command, unwanted))
}

/// The option that cannot have its value, as errors show it.
fn refused_option(error: &Error) -> Option<String> {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(option))
            if matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue) =>
        {
            Some(option.clone())
        }
        _ => None,
    }
}

/// The variable that stands for `option`, in `command` or one of its commands.
fn variable_of(command: &Command, option: &str) -> Option<OsString> {
    let stands_for = |arg: &&Arg| arg.get_env().is_some() && arg.to_string() == option;
    let own = command.get_arguments().find(stands_for).and_then(Arg::get_env).map(OsStr::to_owned);
    own.or_else(|| command.get_subcommands().find_map(|command| variable_of(command, option)))
}
