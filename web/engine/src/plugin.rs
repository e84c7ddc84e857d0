//! A compiled plugin, and its runs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bufwasm::{Abi, CancellationToken, CompiledPlugin, Optimise, OutOfBounds, PluginExecutor, RunOptions, Stats};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::input::JsInput;
use crate::problem::Problem;
use crate::watch::{self, PageClock};
use crate::{json, limits};

/// A deadline that never comes, of runs without one: they look outside all the same.
const NEVER: Duration = Duration::MAX;

/// A plugin that is ready to run under the limits it was compiled with.
#[wasm_bindgen]
pub struct Plugin(CompiledPlugin);

/// The end of a run.
#[wasm_bindgen]
pub struct Ended {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    stats: Stats,
    error: Option<Problem>,
}

#[wasm_bindgen]
impl Plugin {
    /// Compiles `wasm` as the plugin `name`, under the ABI `abi` if it is given, optimised when `optimise` says, to run under
    /// the limits `given`.
    ///
    /// # Errors
    ///
    /// A limit cannot have its value; and those of [`PluginExecutor::compile`].
    #[wasm_bindgen(constructor)]
    pub fn new(
        name: &str,
        wasm: Vec<u8>,
        abi: Option<String>,
        optimise: Option<String>,
        given: &JsValue,
    ) -> Result<Self, JsValue> {
        let executor = executor(optimise.as_deref(), given).map_err(Problem::from)?;
        let compiled = executor.compile_shared(name, Arc::new(wasm), abi_named(abi.as_deref()));
        Ok(Self(compiled.map_err(|error| Problem::from(&error))?))
    }

    /// `wasi` or `gojs`.
    #[wasm_bindgen(getter)]
    pub fn abi(&self) -> String {
        self.0.abi().to_string()
    }

    /// The configuration that the plugin carries, as JSON; `null` if it has none.
    #[wasm_bindgen(getter)]
    pub fn config(&self) -> String {
        #[derive(Serialize)]
        struct Config<'a> {
            args: &'a [String],
            env: &'a [String],
            files: BTreeMap<String, usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            call: Option<&'a str>,
        }
        json(&self.0.config().map(|config| Config {
            args: &config.args,
            env: &config.env,
            files: config.tree().map(|file| (file.path, file.contents.len())).collect(),
            call: config.called_function(),
        }))
    }

    /// Runs the plugin until it ends.
    pub fn run(&self, input: &JsInput) -> Ended {
        let (mut stdout, mut stderr, mut stats) = (Vec::new(), Vec::new(), Stats::default());
        let token = CancellationToken::new();
        let stdin = input.stdin();
        let options = RunOptions { stats: Some(&mut stats), ..input.options(stdin.len(), token.clone()) };
        let ended =
            watch::watched(input.watch(), token, || self.0.run(&mut &*stdin, &mut stdout, &mut stderr, options));
        let error = ended.err().map(|error| Problem::from(&error).of_abi(self.abi()));
        Ended { stdout, stderr, stats, error }
    }
}

#[wasm_bindgen]
impl Ended {
    /// What the plugin wrote to stdout, once.
    pub fn stdout(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.stdout)
    }

    /// What the plugin wrote to stderr. Invalid UTF-8 is replaced.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// What the run spent, as JSON.
    pub fn stats(&self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Spent<'a> {
            fuel: u64,
            peak_pages: u64,
            refused_grows: u64,
            stdin_bytes: u64,
            stdout_bytes: u64,
            stderr_bytes: u64,
            host_calls: &'a BTreeMap<String, u64>,
        }
        let Stats { fuel, peak_pages, refused_grows, ref host_calls, stdin_bytes, stdout_bytes, stderr_bytes, .. } =
            self.stats;
        json(&Spent { fuel, peak_pages, refused_grows, stdin_bytes, stdout_bytes, stderr_bytes, host_calls })
    }

    /// Why the run did not succeed, as JSON; `null` if it did.
    pub fn error(&self) -> String {
        json(&self.error)
    }
}

/// What compiles plugins that are to be optimised when `optimise` says, to run under the limits `given`.
pub(crate) fn executor(optimise: Option<&str>, given: &JsValue) -> Result<PluginExecutor, OutOfBounds> {
    let (limits, time) = limits::read(given)?;
    let builder = PluginExecutor::builder().limits(limits).timeout(time.unwrap_or(NEVER), Arc::new(PageClock));
    Ok(builder.optimise(when(optimise)).build())
}

/// When to optimise, by the words of TypeScript's types. The small module never does: what is to be optimised is the full one's.
fn when(optimise: Option<&str>) -> Optimise {
    match optimise {
        _ if !cfg!(feature = "full") => Optimise::Never,
        Some("always") => Optimise::Always,
        Some("never") => Optimise::Never,
        _ => Optimise::Auto,
    }
}

/// The ABI that is called so; TypeScript's types leave no other names.
pub(crate) fn abi_named(name: Option<&str>) -> Option<Abi> {
    [Abi::Wasi, Abi::GoJs].into_iter().find(|abi| name.is_some_and(|name| name == abi.to_string()))
}
