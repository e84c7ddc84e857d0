//! The one place that writes bufwasm's own messages to stderr.

mod args;
mod json;

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use bufwasm_codegen::ProtoError;
use clap::builder::styling::{AnsiColor, Style};
use clap::error::ErrorKind as ClapKind;

use crate::failure::Failure;
use crate::status;
use crate::terminal;

use args::ERROR_FORMAT_ENV;
pub(crate) use args::{ErrorFormat, MessageArgs};

const NAME: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Whether messages are lines of JSON: this process talks in one way.
static IS_JSON: AtomicBool = AtomicBool::new(false);
/// How much is said: a [`Volume`].
static VOLUME: AtomicU8 = AtomicU8::new(Volume::All as u8);

/// What is said beside errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Volume {
    /// Nothing.
    Errors,
    /// What compilers have to say of files that are right.
    Warnings,
    /// Notes of what is done, and how far it is.
    All,
}

/// From here on, messages are written as `format` has it.
pub(crate) fn speak(format: ErrorFormat) {
    IS_JSON.store(format == ErrorFormat::Json, Ordering::Relaxed);
}

/// From here on, no more than `volume` is said.
pub(crate) fn hush(volume: Volume) {
    VOLUME.fetch_min(volume as u8, Ordering::Relaxed);
}

/// Whether what is of this `volume` is said.
pub(crate) fn says(volume: Volume) -> bool {
    VOLUME.load(Ordering::Relaxed) >= volume as u8
}

/// Whether messages are for programs to read.
pub(crate) fn is_json() -> bool {
    IS_JSON.load(Ordering::Relaxed)
}

/// Writes `failure`.
pub(crate) fn failure(failure: &Failure) {
    if is_json() {
        write(&json::failure(failure));
    } else if !failure.reported {
        write(&human(failure));
    } else if let Some(hint) = &failure.hint {
        write(&hint_line(hint));
    }
}

/// Writes a note of what was done, unless notes are left out.
pub(crate) fn note(text: &str) {
    if says(Volume::All) {
        line(text);
    }
}

/// Writes a line of an error in the words of another program's.
pub(crate) fn line(text: &str) {
    write(&if is_json() { json::note(None, text) } else { format!("{text}\n") });
}

/// Writes what a compiler has to say of files that are right, unless warnings are left out.
pub(crate) fn warning(warning: &ProtoError) {
    if says(Volume::Warnings) {
        write(&if is_json() { json::warning(warning) } else { format!("{warning}\n") });
    }
}

/// Passes on what `plugin` wrote to stderr, which is not for programs to read.
pub(crate) fn words_of(plugin: &str, stderr: &str) {
    if !stderr.is_empty() {
        write(&json::note(Some(plugin), stderr));
    }
}

/// An error of writing is not reported: there is no other place for it.
fn write(text: &str) {
    let _ = terminal::aside(|| anstream::stderr().lock().write_all(text.as_bytes()));
}

/// Writes what clap has to say of the command line, and gives the exit status: help and version are no failures.
pub(crate) fn usage(error: &clap::Error) -> u8 {
    let failed = !matches!(error.kind(), ClapKind::DisplayHelp | ClapKind::DisplayVersion);
    if failed && is_json() {
        failure(&taken_apart(error));
    } else {
        let _ = error.print();
    }
    if failed { status::CANNOT_RUN } else { 0 }
}

/// The same, for whoever made the command line that clap refuses, such as of what the environment says.
pub(crate) fn failure_of_usage(error: &clap::Error) -> Failure {
    taken_apart(error)
}

/// The error format that `arguments` or the environment ask for, before it is known whether they make sense.
pub(crate) fn requested_format(arguments: &[OsString]) -> ErrorFormat {
    let own = arguments.iter().take_while(|argument| *argument != "--");
    let mut pairs = own.clone().zip(own.clone().skip(1));
    let asked = own.clone().any(|argument| argument == "--error-format=json")
        || pairs.any(|(name, value)| name == "--error-format" && value == "json");
    let decided = own.clone().any(|argument| argument.to_string_lossy().starts_with("--error-format"));
    if asked || (!decided && env::var_os(ERROR_FORMAT_ENV).is_some_and(|value| value == "json")) {
        ErrorFormat::Json
    } else {
        ErrorFormat::Human
    }
}

fn human(failure: &Failure) -> String {
    let mut text = String::new();
    if failure.mistakes.is_empty() {
        text += &format!("{NAME}bufwasm:{NAME:#} ");
        if let Some(plugin) = &failure.plugin {
            text += &format!("{plugin}: ");
        }
        text += &format!("{}\n", failure.message);
    }
    if let Some(backtrace) = &failure.backtrace {
        text += &backtrace.to_string();
    }
    // Each line begins with the place of a mistake, as protoc's do: editors look for it there.
    for mistake in &failure.mistakes {
        text += &format!("{mistake}\n");
    }
    if let Some(hint) = &failure.hint {
        text += &hint_line(hint);
    }
    text
}

fn hint_line(hint: &str) -> String {
    format!("{HINT}hint:{HINT:#} {hint}\n")
}

/// clap's words, taken apart: its first paragraph is what is wrong, a `tip:` in the rest is what would help.
fn taken_apart(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let (message, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let message = message.trim().trim_start_matches("error: ");
    let message: Vec<_> = message.lines().map(str::trim).collect();
    let tip = rest.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    Failure::usage(message.join(" ")).hint(tip.map(ToOwned::to_owned))
}
