//! bufwasm for JavaScript: the half of the npm package `@bufwasm/web` that runs, inspects and packs plugins.
//!
//! What is exported here is the package's own business: `web/src/local.ts` calls it, and gives it the shape that users
//! see. Reports cross over as JSON, bytes as `Uint8Array`.
//!
//! It is built twice. Pages load the small build, and the one with the feature `full` when a plugin needs it.

#[cfg(feature = "full")]
mod backtrace;
mod input;
mod limits;
mod pack;
mod plugin;
mod problem;
mod watch;

#[cfg(feature = "full")]
pub use backtrace::TracedPlugin;
pub use limits::limits;
pub use pack::pack;
pub use plugin::{Ended, Plugin};

use bufwasm::{Error, UnknownAbi};
use problem::Problem;
use wasm_bindgen::prelude::*;

/// What there is to know of the plugin `wasm`, compared with a cap on memory of `cap_pages`: the JSON of
/// `bufwasm inspect --json`, without the path.
///
/// # Errors
///
/// It is no module, its configuration cannot be read, or this module is built without the plugin's ABI.
#[wasm_bindgen]
pub fn inspect(wasm: &[u8], cap_pages: u32) -> Result<String, JsValue> {
    if let Err(error @ Error::UnknownAbi(UnknownAbi::LeftOut { .. })) = bufwasm::check(wasm) {
        return Err(Problem::from(&error).into());
    }
    let report = bufwasm_inspect::Report::of(wasm, cap_pages).map_err(|error| Problem::from(&error))?;
    Ok(json(&report))
}

/// Whether what this module reports of the plugin `wasm` is all there is to know: the small one does not know what optimising
/// a plugin comes to.
#[wasm_bindgen]
pub fn reports_all(wasm: &[u8]) -> bool {
    cfg!(feature = "full") || !bufwasm::optimise::is_candidate(wasm)
}

/// `value` as JSON. What is written here are strings and numbers, which always make JSON.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The memory that the interpreter and its guests live in.
#[wasm_bindgen]
pub fn linear_memory() -> JsValue {
    wasm_bindgen::memory()
}
