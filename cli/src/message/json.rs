//! Messages as lines of JSON, for programs. The names are what they rely on.

use std::fs;

use bufwasm::profile::Backtrace;
use bufwasm_codegen::{Position, ProtoError};
use serde::Serialize;

use crate::failure::Failure;

/// A line that says that a command did not succeed.
pub(super) fn failure(failure: &Failure) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        error: Report<'a>,
    }
    #[derive(Serialize)]
    struct Report<'a> {
        kind: &'static str,
        message: &'a str,
        #[serde(flatten)]
        place: Option<Place<'a>>,
        hint: Option<&'a str>,
        plugin: Option<&'a str>,
        abi: Option<String>,
        exit_code: Option<u32>,
        stderr: Option<&'a str>,
        /// The innermost function comes first.
        #[serde(skip_serializing_if = "Option::is_none")]
        backtrace: Option<Vec<Frame<'a>>>,
        /// All mistakes in .proto files; the first is the error itself.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        errors: Vec<Mistake<'a>>,
    }
    let first = failure.mistakes.first();
    line(&Line {
        error: Report {
            kind: failure.kind.name(),
            message: first.map_or(&failure.message, |first| &first.message),
            place: first.map(Place::of),
            hint: failure.hint.as_deref(),
            plugin: failure.plugin.as_deref(),
            abi: failure.abi.map(|abi| abi.to_string()),
            exit_code: failure.exit_code,
            stderr: failure.stderr.as_deref(),
            backtrace: failure.backtrace.as_deref().map(frames),
            errors: failure.mistakes.iter().map(Mistake::of).collect(),
        },
    })
}

/// A function that was being executed, with how many of its calls stand one inside the other, and how many calls are left out
/// between it and the one before.
#[derive(Serialize)]
struct Frame<'a> {
    function: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
}

fn frames(backtrace: &Backtrace) -> Vec<Frame<'_>> {
    let middle = backtrace.frames.len() / 2;
    let frames = backtrace.frames.iter().enumerate();
    let frames = frames.map(|(at, frame)| Frame {
        function: &frame.name,
        calls: Some(frame.calls).filter(|calls| *calls > 1),
        left_out: Some(backtrace.left_out).filter(|count| *count > 0 && at == middle),
    });
    frames.collect()
}

/// A line that says what was done, or what `plugin` wrote to stderr.
pub(super) fn note(plugin: Option<&str>, message: &str) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        note: Note<'a>,
    }
    #[derive(Serialize)]
    struct Note<'a> {
        message: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        plugin: Option<&'a str>,
    }
    line(&Line { note: Note { message, plugin } })
}

/// A line that says what a compiler has to say of files that are right.
pub(super) fn warning(warning: &ProtoError) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        warning: Mistake<'a>,
    }
    line(&Line { warning: Mistake::of(warning) })
}

/// Strings and numbers always make JSON.
fn line(line: &impl Serialize) -> String {
    serde_json::to_string(line).map(|line| line + "\n").unwrap_or_default()
}

#[derive(Serialize)]
struct Mistake<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Mistake<'a> {
    fn of(error: &'a ProtoError) -> Self {
        Self { message: &error.message, place: Place::of(error) }
    }
}

/// Where a mistake is; lines and columns begin at 1, and the end is behind the last character.
#[derive(Serialize)]
struct Place<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end: Option<End>,
}

#[derive(Serialize)]
struct End {
    line: usize,
    column: usize,
}

impl<'a> Place<'a> {
    fn of(error: &'a ProtoError) -> Self {
        let file = error.file.as_deref();
        let end = file.zip(error.position).and_then(|(file, position)| end(&fs::read(file).ok()?, position));
        Self { file, line: error.position.map(|at| at.line), column: error.position.map(|at| at.column), end }
    }
}

/// The end of the word, the number, the string or the sign in `text` that begins at `start`: compilers say where that is
/// alone. Columns count bytes, and a tab goes on to the next multiple of 8, as protoc has it.
fn end(text: &[u8], start: Position) -> Option<End> {
    let line = text.split(|byte| *byte == b'\n').nth(start.line.checked_sub(1)?)?;
    let mut column = 1;
    let begins = line.iter().position(|byte| {
        let here = column;
        column += if *byte == b'\t' { 8 - (column - 1) % 8 } else { 1 };
        here >= start.column
    })?;
    let rest = &line[begins..];
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let length = match rest.first()? {
        quote @ (b'"' | b'\'') => {
            let mut escaped = false;
            let closes = |byte: &u8| {
                let closes = byte == quote && !escaped;
                escaped = *byte == b'\\' && !escaped;
                closes
            };
            rest[1..].iter().position(closes).map_or(rest.len(), |at| at + 2)
        }
        _ => rest.iter().take_while(|byte| is_word(byte)).count().max(1),
    };
    Some(End { line: start.line, column: start.column + length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_ends_with_what_begins_at_its_place() {
        let text = b"syntax = \"proto3\";\n\tB b = 1;\nimport \"a\\\"b\";\n= \"open";
        for (line, column, ends) in [
            (1, 1, Some(7)),
            (1, 10, Some(18)),
            (1, 18, Some(19)),
            (2, 9, Some(10)),
            (2, 11, Some(12)),
            (3, 8, Some(14)),
            (4, 3, Some(8)),
            (4, 9, None),
            (9, 1, None),
            (0, 1, None),
        ] {
            assert_eq!(end(text, Position { line, column }).map(|end| end.column), ends, "{line}:{column}");
        }
    }
}
