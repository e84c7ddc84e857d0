//! Where a run was when it trapped: only the full module finds out.

use bufwasm::profile::Backtrace;
use bufwasm::{CancellationToken, ErrorKind, ProfiledPlugin, RunEnd};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::input::JsInput;
use crate::plugin::{abi_named, executor};
use crate::problem::Problem;
use crate::{json, watch};

/// A plugin whose runs take note of the functions that are being executed.
#[wasm_bindgen]
pub struct TracedPlugin(ProfiledPlugin);

#[wasm_bindgen]
impl TracedPlugin {
    /// The same plugin as [`Plugin::new`](crate::Plugin::new) makes.
    ///
    /// # Errors
    ///
    /// Those of [`Plugin::new`](crate::Plugin::new).
    #[wasm_bindgen(constructor)]
    pub fn new(
        name: &str,
        wasm: &[u8],
        abi: Option<String>,
        optimise: Option<String>,
        given: &JsValue,
    ) -> Result<Self, JsValue> {
        let executor = executor(optimise.as_deref(), given).map_err(Problem::from)?;
        let compiled = executor.compile_profiled(name, wasm, abi_named(abi.as_deref()));
        Ok(Self(compiled.map_err(|error| Problem::from(&error))?))
    }

    /// The functions that were being executed when a run with this `input` ended with an error of this `kind` that says
    /// `message`, after it had spent so much `fuel`: as JSON, innermost first; `null` if that cannot be told. The plugin is run
    /// again to find out.
    pub fn backtrace(&self, input: &JsInput, kind: &str, message: &str, fuel: u64) -> String {
        let kind = ErrorKind::ALL.iter().copied().find(|known| known.name() == kind);
        let (token, stdin) = (CancellationToken::new(), input.stdin());
        let found = kind.and_then(|kind| {
            let options = input.options(stdin.len(), token.clone());
            let run = || self.0.backtrace_of(&mut &*stdin, options, RunEnd { kind, message, fuel });
            watch::watched(input.watch(), token, run)
        });
        json(&found.as_ref().map(frames))
    }
}

/// A frame as JavaScript gets it, like that of `bufwasm --error-format json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    function: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
}

fn frames(backtrace: &Backtrace) -> Vec<Frame> {
    let middle = backtrace.frames.len() / 2;
    let frames = backtrace.frames.iter().enumerate();
    let frames = frames.map(|(at, frame)| Frame {
        function: format!("{:#}", rustc_demangle::demangle(&frame.name)),
        calls: Some(frame.calls).filter(|calls| *calls > 1),
        left_out: Some(backtrace.left_out).filter(|count| *count > 0 && at == middle),
    });
    frames.collect()
}
