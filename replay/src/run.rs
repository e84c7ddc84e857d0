//! One run, recorded, and run again.

use std::sync::Arc;

use bufwasm::host::Clock;
use bufwasm::{PluginExecutor, RunOptions, Stats};
use sha2::{Digest, Sha256};

use crate::conditions::Conditions;
use crate::proto::{self, Ended, Module};

/// A run of a plugin: all that it followed from, and how it ended. The module itself is not part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Run(pub(crate) proto::Run);

impl Run {
    /// The run of the module `wasm`, which lies at `path`, as the plugin `name` with the input `stdin`.
    pub fn new(name: &str, path: &str, wasm: &[u8], conditions: Conditions, stdin: Vec<u8>, ended: Ended) -> Self {
        let module = Module { path: path.into(), sha256: Sha256::digest(wasm).to_vec(), size: wasm.len() as u64 };
        let mut run =
            proto::Run { module: Some(module), name: name.into(), stdin, ended: Some(ended), ..proto::Run::default() };
        conditions.put_into(&mut run);
        Self(run)
    }

    /// The plugin's first argument.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Where its module was.
    pub fn path(&self) -> &str {
        self.0.module.as_ref().map(|module| &*module.path).unwrap_or_default()
    }

    /// The SHA-256 of its module.
    pub fn sha256(&self) -> &[u8] {
        self.0.module.as_ref().map(|module| &*module.sha256).unwrap_or_default()
    }

    /// All of its input.
    pub fn stdin(&self) -> &[u8] {
        &self.0.stdin
    }

    /// How it ended.
    pub fn ended(&self) -> &Ended {
        static NONE: Ended = Ended {
            error: String::new(),
            message: String::new(),
            exit_code: None,
            stdout: Vec::new(),
            stderr: Vec::new(),
            fuel: 0,
        };
        self.0.ended.as_ref().unwrap_or(&NONE)
    }

    /// Whether it was of the module `wasm`.
    pub fn is_of(&self, wasm: &[u8]) -> bool {
        self.sha256() == &Sha256::digest(wasm)[..]
    }

    /// Runs the module `wasm` as this run was, and tells how that ended. A time limit holds by `clock`, if there is one.
    pub fn again(&self, wasm: &[u8], clock: Option<Arc<dyn Clock>>) -> Ended {
        // What was read or made here is known to be right.
        let conditions = Conditions::of(&self.0).unwrap_or_default();
        end(self.name(), wasm, conditions, self.stdin(), clock)
    }
}

/// Runs the module `wasm`, which lies at `path`, as the plugin `name` with the input `stdin`, and keeps that.
pub fn record(name: &str, path: &str, wasm: &[u8], conditions: Conditions, stdin: &[u8]) -> Run {
    let ended = end(name, wasm, conditions.clone(), stdin, None);
    Run::new(name, path, wasm, conditions, stdin.to_vec(), ended)
}

/// How the run of a module ends. One that cannot be run has ended before it began.
fn end(name: &str, wasm: &[u8], conditions: Conditions, mut stdin: &[u8], clock: Option<Arc<dyn Clock>>) -> Ended {
    let Conditions { args, env, files, abi, limits, timeout, optimise, go_gc } = conditions;
    let mut builder = PluginExecutor::builder().limits(limits).optimise(optimise).go_gc(go_gc);
    if let (Some(limit), Some(clock)) = (timeout, clock) {
        builder = builder.timeout(limit, clock);
    }
    let plugin = match builder.build().compile_as(name, wasm, abi) {
        Ok(plugin) => plugin,
        Err(error) => return Ended::of(Some(&error), Vec::new(), Vec::new(), 0),
    };
    let (mut stdout, mut stderr, mut stats) = (Vec::new(), Vec::new(), Stats::default());
    let length = Some(stdin.len() as u64);
    let options =
        RunOptions { args, env, files, stdin_bytes: length, stats: Some(&mut stats), ..RunOptions::default() };
    let ended = plugin.run(&mut stdin, &mut stdout, &mut stderr, options);
    Ended::of(ended.err().as_ref(), stdout, stderr, stats.fuel)
}
