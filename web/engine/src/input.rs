//! Objects that JavaScript passes in. `web/src/local.ts` and `web/src/types.ts` make them.

use std::time::Duration;

use bufwasm::fs::File;
use bufwasm::{Limits, PAGE_BYTES};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What a run may spend; what is undefined has the library's default.
    pub type JsLimits;
    #[wasm_bindgen(method, getter, js_name = memoryBytes)]
    fn memory_bytes(this: &JsLimits) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = stackBytes)]
    fn stack_bytes(this: &JsLimits) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn fuel(this: &JsLimits) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = outputBytes)]
    fn output_bytes(this: &JsLimits) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = timeoutMs)]
    fn timeout_ms(this: &JsLimits) -> Option<f64>;

    /// Files, as two lists of the same length.
    pub type JsFiles;
    #[wasm_bindgen(method, getter)]
    fn paths(this: &JsFiles) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn contents(this: &JsFiles) -> Vec<js_sys::Uint8Array>;

    /// What one run adds to its plugin.
    pub type JsInput;
    #[wasm_bindgen(method, getter)]
    pub fn stdin(this: &JsInput) -> Vec<u8>;
    #[wasm_bindgen(method, getter)]
    pub fn args(this: &JsInput) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    pub fn env(this: &JsInput) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    pub fn files(this: &JsInput) -> JsFiles;
    /// Called every few milliseconds of a run; stops it by returning true.
    #[wasm_bindgen(method, getter)]
    pub fn watch(this: &JsInput) -> js_sys::Function;
}

/// Bytes that a plugin may write to stdout, and to stderr, unless asked otherwise: a page has less room than a machine.
const OUTPUT_BYTES: u64 = 256 << 20;

/// The most memory that 32-bit pointers reach, in pages.
const MOST_PAGES: f64 = 65536.0;

impl JsLimits {
    /// The same limits, as the library takes them.
    pub(crate) fn read(&self) -> Limits {
        let defaults = Limits::default();
        let output = Some(self.output_bytes().map_or(OUTPUT_BYTES, |bytes| bytes as u64));
        Limits {
            memory_pages: self.memory_bytes().map_or(defaults.memory_pages, pages),
            stack_bytes: self.stack_bytes().map_or(defaults.stack_bytes, |bytes| bytes as usize),
            fuel: self.fuel().map(|units| units as u64),
            stdout_bytes: output,
            stderr_bytes: output,
            ..defaults
        }
    }

    /// The time a run may take.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.timeout_ms().map(|millis| Duration::from_nanos((millis.max(0.0) * 1e6) as u64))
    }
}

impl JsFiles {
    /// The files.
    pub(crate) fn read(&self) -> Vec<File> {
        let files = self.paths().into_iter().zip(self.contents());
        files.map(|(path, contents)| File::new(path, contents.to_vec())).collect()
    }
}

fn pages(bytes: f64) -> u32 {
    (bytes / PAGE_BYTES as f64).floor().clamp(1.0, MOST_PAGES) as u32
}
