//! Embedding configuration.

use bufwasm::proto::{ExecConfig, WasmAbi};
use bufwasm::{Error, section};
use wasm_bindgen::prelude::*;

use crate::input::JsFiles;
use crate::plugin::abi_named;
use crate::problem::Problem;

#[wasm_bindgen]
extern "C" {
    /// What to embed.
    pub type JsPacking;
    #[wasm_bindgen(method, getter)]
    fn abi(this: &JsPacking) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn args(this: &JsPacking) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn env(this: &JsPacking) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn files(this: &JsPacking) -> JsFiles;
    #[wasm_bindgen(method, getter)]
    fn call(this: &JsPacking) -> Option<String>;
    /// Whether what is there already goes.
    #[wasm_bindgen(method, getter)]
    fn replace(this: &JsPacking) -> bool;
}

/// The plugin `wasm` with the configuration that `packing` describes.
///
/// # Errors
///
/// `wasm` is no module, or the result would be no plugin.
#[wasm_bindgen]
pub fn pack(wasm: Vec<u8>, packing: &JsPacking) -> Result<Vec<u8>, JsValue> {
    Ok(packed(wasm, packing).map_err(|error| Problem::from(&error))?)
}

fn packed(wasm: Vec<u8>, packing: &JsPacking) -> Result<Vec<u8>, Error> {
    let mut packed = if packing.replace() { section::strip(&wasm)? } else { wasm };
    let config = packing.config();
    if config != ExecConfig::default() {
        packed.extend(section::encode(&config));
    }
    bufwasm::check(&packed)?;
    Ok(packed)
}

impl JsPacking {
    fn config(&self) -> ExecConfig {
        let abi = abi_named(self.abi().as_deref()).map_or(WasmAbi::Unspecified, WasmAbi::from);
        let (args, call, env) = (self.args(), self.call().unwrap_or_default(), self.env());
        let mut config = ExecConfig { wasm_abi: abi.into(), args, call, env, ..ExecConfig::default() };
        config.carry(self.files().read());
        config
    }
}
