//! The one place that writes bufwasm's own messages to stderr.

use std::env;
use std::ffi::OsString;
use std::io::Write;

use bufwasm::ErrorKind;
use clap::builder::styling::{AnsiColor, Style};
use clap::error::ErrorKind as ClapKind;
use serde::Serialize;

use crate::args::{ERROR_FORMAT_ENV, ErrorFormat};
use crate::failure::Failure;
use crate::status;

const NAME: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Writes `failure`. An error of writing is not reported: there is no other place for it.
pub(crate) fn failure(format: ErrorFormat, failure: &Failure) {
    let text = match format {
        ErrorFormat::Human if failure.reported => return,
        ErrorFormat::Human => human(failure),
        ErrorFormat::Json => json(failure),
    };
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Writes a note of what was done. An error of writing is not reported: there is no other place for it.
pub(crate) fn note(text: &str) {
    let _ = anstream::stderr().lock().write_all(format!("{text}\n").as_bytes());
}

/// Writes what clap has to say of the command line, and gives the exit status: help and version are no failures.
pub(crate) fn usage(format: ErrorFormat, error: &clap::Error) -> u8 {
    let failed = !matches!(error.kind(), ClapKind::DisplayHelp | ClapKind::DisplayVersion);
    if failed && format == ErrorFormat::Json {
        failure(format, &taken_apart(error));
    } else {
        let _ = error.print();
    }
    if failed { status::CANNOT_RUN } else { 0 }
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
    let mut message = &*failure.message;
    // Each of a compiler's lines begins with the place of a mistake, where editors look for it.
    if let (ErrorKind::ProtoError, Some(lines)) = (failure.kind, &failure.stderr) {
        text += &format!("{lines}\n");
        message = "the .proto files do not compile";
    }
    text += &format!("{NAME}bufwasm:{NAME:#} ");
    if let Some(plugin) = &failure.plugin {
        text += &format!("{plugin}: ");
    }
    text += &format!("{message}\n");
    if let Some(hint) = &failure.hint {
        text += &format!("{HINT}hint:{HINT:#} {hint}\n");
    }
    text
}

/// The line that stands for `failure`, for programs.
fn json(failure: &Failure) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        error: Report<'a>,
    }
    #[derive(Serialize)]
    struct Report<'a> {
        kind: &'static str,
        message: &'a str,
        hint: Option<&'a str>,
        plugin: Option<&'a str>,
        abi: Option<String>,
        exit_code: Option<u32>,
        stderr: Option<&'a str>,
    }
    let error = Report {
        kind: failure.kind.name(),
        message: &failure.message,
        hint: failure.hint.as_deref(),
        plugin: failure.plugin.as_deref(),
        abi: failure.abi.map(|abi| abi.to_string()),
        exit_code: failure.exit_code,
        stderr: failure.stderr.as_deref(),
    };
    // Strings and numbers always make JSON.
    serde_json::to_string(&Line { error }).map(|line| line + "\n").unwrap_or_default()
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
