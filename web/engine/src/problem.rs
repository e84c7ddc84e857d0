//! An error as JavaScript gets it: JSON, of which `web/src/error.ts` makes a `BufwasmError`.

use bufwasm::{Error, PAGE_BYTES};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::json;

/// What went wrong, and what would help.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    /// As `bufwasm --error-format json` names it.
    kind: &'static str,
    message: String,
    hint: Option<String>,
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
            kind: error.kind(),
            message: error.to_string(),
            hint: hint(error),
            abi: None,
            exit_code: error.exit_code(),
            stderr: error.stderr().map(ToOwned::to_owned),
        }
    }
}

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> Self {
        json(&problem).into()
    }
}

/// What would help, in terms of the package's own options.
fn hint(error: &Error) -> Option<String> {
    Some(match error {
        Error::BadModule(_) => "build the plugin for wasm32-wasip1 (Rust, C), or with GOARCH=wasm (Go)".into(),
        Error::BadSection(_) => "remove the section with pack(bytes, { replace: true })".into(),
        Error::UnknownAbi(_) => "build a program, not a library: a plugin exports _start (WASI) or run (Go)".into(),
        Error::MissingImports { .. } => {
            "build the plugin for wasm32-wasip1 (Rust, C), or with GOOS=wasip1 or GOOS=js (Go)".into()
        }
        Error::MemoryFloor { needed, .. } => format!("allow it with limits.memoryBytes = {}", needed * PAGE_BYTES),
        Error::MemoryLimit { refused_pages, cap, .. } => {
            let pages = (u64::from(*cap) + refused_pages).max(u64::from(*cap) * 2);
            format!("allow more with limits.memoryBytes = {}", pages * PAGE_BYTES)
        }
        Error::ObjectLimit { limit, .. } => {
            format!("allow more with limits.memoryBytes = {}", (*limit as u64).saturating_mul(2))
        }
        Error::StackExhausted { limit, .. } => {
            let twice = (*limit as u64).saturating_mul(2);
            format!("allow deeper calls with limits.stackBytes = {twice}, unless the plugin recurses for ever")
        }
        Error::OutOfFuel { limit } => format!("allow more with limits.fuel = {}", limit.saturating_mul(2)),
        Error::OutputLimit { limit, .. } => {
            format!("allow more with limits.outputBytes = {}", limit.saturating_mul(2))
        }
        Error::Timeout { limit } => format!("allow more with limits.timeoutMs = {}", limit.as_millis() * 2),
        _ => return None,
    })
}
