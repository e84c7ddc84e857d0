//! Objects that JavaScript passes in. `web/src/local.ts` and `web/src/types.ts` make them.

use bufwasm::fs::File;
use bufwasm::{CancellationToken, RunOptions};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
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

impl JsInput {
    /// What a run with so many bytes of stdin adds to its plugin; `cancel` stops it.
    pub(crate) fn options<'a>(&self, stdin_bytes: usize, cancel: CancellationToken) -> RunOptions<'a> {
        RunOptions {
            stdin_bytes: Some(stdin_bytes as u64),
            args: self.args(),
            env: self.env(),
            files: self.files().read(),
            cancel,
            ..Default::default()
        }
    }
}

impl JsFiles {
    /// The files.
    pub(crate) fn read(&self) -> Vec<File> {
        let files = self.paths().into_iter().zip(self.contents());
        files.map(|(path, contents)| File::new(path, contents.to_vec())).collect()
    }
}
