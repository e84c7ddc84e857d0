//! Makes the JavaScript side of a WebAssembly module that uses wasm-bindgen.
//!
//! ```sh
//! bufwasm-web-bindgen MODULE.wasm DIRECTORY
//! ```
//!
//! writes `MODULE.js`, `MODULE.d.ts` and `MODULE_bg.wasm` into the directory. It is wasm-bindgen's command line without the
//! need to install it: Cargo.lock pins both halves of wasm-bindgen to one release.

use std::env;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let usage = "usage: bufwasm-web-bindgen MODULE.wasm DIRECTORY";
    let (module, directory) = (arguments.next().context(usage)?, arguments.next().context(usage)?);
    let mut bindgen = Bindgen::new();
    // Where the module is, `web/src/modules.ts` says, in the words by which bundlers find it.
    bindgen.web(true)?.typescript(true).omit_default_module_path(true).input_path(&module);
    // Names and origins of functions would be half of the download.
    bindgen.remove_name_section(true).remove_producers_section(true);
    // An instance whose memory has grown large is replaced by a new one.
    bindgen.reset_state_function(true);
    bindgen.generate(&directory).with_context(|| format!("cannot bind {}", module.display()))
}
