//! An error as JavaScript gets it: JSON, of which `web/src/error.ts` makes a `BufwasmError`.

use bufwasm_codegen::{CompileError, GenerateError, ProtoError};
use serde::Serialize;
use std::convert::Infallible;
use wasm_bindgen::prelude::*;

use bufwasm::ErrorKind;

/// What went wrong, and where.
#[derive(Default, Serialize)]
pub(crate) struct Problem {
    /// As `bufwasm --error-format json` names it.
    kind: &'static str,
    message: String,
    hint: Option<&'static str>,
    stderr: Option<String>,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    diagnostics: Vec<Diagnostic>,
}

/// What a compiler says of one place.
#[derive(Clone, Serialize)]
pub(crate) struct Diagnostic {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    message: String,
}

/// How protoc begins what is no error.
const WARNING: &str = "warning: ";

impl Problem {
    fn new(kind: ErrorKind, message: String) -> Self {
        Self { kind: kind.name(), message, ..Self::default() }
    }

    /// The files are wrong: `errors` is all that was said of them. The first that is no warning is the problem's own.
    pub(crate) fn of_errors(errors: &[ProtoError]) -> Self {
        let first = errors.iter().find(|error| !error.message.starts_with(WARNING)).or(errors.first());
        let Some(first) = first else { return Self::new(ErrorKind::ProtoError, "the files do not compile".into()) };
        let Diagnostic { file, line, column, message } = first.into();
        let diagnostics = errors.iter().map(Diagnostic::from).collect();
        let hint = errors.iter().find_map(remedy);
        Self { hint, file, line, column, diagnostics, ..Self::new(ErrorKind::ProtoError, message) }
    }

    /// The same, where it was protoc that said so: `stderr` is its own words.
    pub(crate) fn of_protoc(errors: &[ProtoError]) -> Self {
        let lines = errors.iter().map(|error| format!("{error}\n")).collect();
        Self { stderr: Some(lines), ..Self::of_errors(errors) }
    }

    /// The built-in compiler ended so; it runs nothing that could fail.
    pub(crate) fn of_builtin(error: CompileError<Infallible>) -> Self {
        match error {
            CompileError::Wrong(errors) => Self::of_errors(&errors),
            CompileError::NoAnswer(message) => Self::of_no_answer(message),
            CompileError::Failed(never) => match never {},
        }
    }

    /// What was run as protoc cannot be understood.
    pub(crate) fn of_no_answer(message: String) -> Self {
        let hint = "`cargo xtask protoc` builds a protoc.wasm that tells what it would ask plugins";
        Self { hint: Some(hint), ..Self::new(ErrorKind::BadResponse, message) }
    }
}

/// What would help against a mistake in .proto files.
fn remedy(error: &ProtoError) -> Option<&'static str> {
    let message = &*error.message;
    if message.ends_with("not known to this compiler") {
        Some("protoc knows them: pass compiler: { url } with the URL of a protoc.wasm")
    } else if message == "File not found." {
        Some("add the file to files, under the name that it is imported by")
    } else {
        None
    }
}

impl From<&ProtoError> for Diagnostic {
    fn from(ProtoError { file, position, message }: &ProtoError) -> Self {
        let (line, column) = (position.map(|position| position.line), position.map(|position| position.column));
        Self { file: file.clone(), line, column, message: message.clone() }
    }
}

impl From<&GenerateError> for Problem {
    fn from(error: &GenerateError) -> Self {
        let hint = match error {
            GenerateError::Proto(error) => return Self::of_errors(std::slice::from_ref(error)),
            GenerateError::Unsupported { .. } => Some("use a newer release of the plugin, or do without the feature"),
            GenerateError::NoResponse(_) => {
                Some("a protoc plugin writes its answer to stdout, and nothing else; plugin.run() shows what it writes")
            }
            GenerateError::Duplicate { .. } => Some("give the plugins different parameters, or run them one by one"),
            GenerateError::NoFileToInsertIn { .. } => Some("the plugin that writes the file comes first"),
            _ => None,
        };
        Self { hint, ..Self::new(error.kind(), error.to_string()) }
    }
}

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> Self {
        json(&problem).into()
    }
}

/// `value` as JSON. What is written here are strings and numbers, which always make JSON.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
