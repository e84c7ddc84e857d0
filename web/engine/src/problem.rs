//! An error as JavaScript gets it: JSON, of which `web/src/error.ts` makes a `BufwasmError`.

use bufwasm::{Error, ErrorKind, OutOfBounds};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::json;
use crate::limits::Higher;

/// What went wrong, and what would help.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    /// As `bufwasm --error-format json` names it.
    kind: &'static str,
    message: String,
    hint: Option<String>,
    /// The limit that would have to be higher, of which `web/src/limits.ts` makes a hint.
    remedy: Option<Higher>,
    abi: Option<String>,
    exit_code: Option<u32>,
    stderr: Option<String>,
}

impl Problem {
    /// The same problem, as one of a plugin with that ABI.
    pub(crate) fn of_abi(self, abi: String) -> Self {
        Self { abi: Some(abi), ..self }
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        Self {
            kind: error.kind().name(),
            message: error.to_string(),
            hint: hint(error),
            remedy: error.remedy().map(Higher::from),
            abi: None,
            exit_code: error.exit_code(),
            stderr: error.stderr().map(ToOwned::to_owned),
        }
    }
}

impl From<OutOfBounds> for Problem {
    fn from(error: OutOfBounds) -> Self {
        let kind = ErrorKind::Usage.name();
        Self { kind, message: error.to_string(), hint: None, remedy: None, abi: None, exit_code: None, stderr: None }
    }
}

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> Self {
        json(&problem).into()
    }
}

/// What would help, where that is no higher limit.
fn hint(error: &Error) -> Option<String> {
    Some(match error {
        Error::BadModule(_) => "build the plugin for wasm32-wasip1 (Rust, C), or with GOARCH=wasm (Go)".into(),
        Error::BadSection(_) => "remove the section with pack(bytes, { replace: true })".into(),
        Error::UnknownAbi(_) => "build a program, not a library: a plugin exports _start (WASI) or run (Go)".into(),
        Error::MissingImports { .. } => {
            "build the plugin for wasm32-wasip1 (Rust, C), or with GOOS=wasip1 or GOOS=js (Go)".into()
        }
        _ => return None,
    })
}
