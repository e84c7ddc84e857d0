//! What a GoJS guest may import: `importObject` of `wasm_exec.js`.
//!
//! Sources: `misc/wasm/wasm_exec.js` of Go 1.18 to 1.23, `lib/wasm/wasm_exec.js` from 1.24 on.

mod gotest;
mod runtime;
mod syscall_js;

use super::GoJsState;
use crate::abi::HostFunction;

/// Functions of one Go package.
type Functions = &'static [HostFunction<GoJsState>];

/// The functions of the import module `module`: `go` for Go up to 1.20, `gojs` from 1.21 on.
pub(super) fn functions(module: &str) -> &'static [Functions] {
    match module {
        "go" | "gojs" => &[runtime::FUNCTIONS, runtime::DEBUG, syscall_js::FUNCTIONS],
        "_gotest" => &[gotest::FUNCTIONS],
        _ => &[],
    }
}
