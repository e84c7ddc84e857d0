//! The plugin that is fuzzed, and its runs.

use std::io::sink;
use std::sync::{Arc, OnceLock};

use bufwasm::fs::File;
use bufwasm::module::FunctionNames;
use bufwasm::{Abi, CompiledPlugin, Error, Limits, Optimise, PluginExecutor, RunOptions, Stats};

use crate::instrument::{self, Blocks, Instrumented, Probe, instrument};
use crate::perturbed::{self, PerturbedClock, PerturbedRandom};

/// A plugin, and how it is run.
#[derive(Clone, Debug, Default)]
pub struct Plugin {
    /// Its name, as it sees it.
    pub name: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// The ABI, if it is not to be detected.
    pub abi: Option<Abi>,
    /// What a run may spend. A run that uses up its fuel counts as one that hangs.
    pub limits: Limits,
    /// The environment, as `KEY=VALUE`.
    pub env: Vec<String>,
    /// Files beside those that the plugin carries.
    pub files: Vec<File>,
}

/// Why a plugin cannot be fuzzed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetUpError {
    /// It cannot be compiled or started.
    #[error(transparent)]
    Plugin(#[from] Error),
    /// It cannot be rewritten so that it tells what of it runs.
    #[error("the module cannot be instrumented: {0}")]
    Instrument(String),
    /// There is no request to begin with.
    #[error("there is no request to begin with")]
    NoSeed,
}

/// A plugin compiled in all the ways it is run.
pub(crate) struct Target {
    plugin: Plugin,
    /// As users run it: what counts.
    plain: CompiledPlugin,
    /// With blocks that tell when they are entered.
    counting: CompiledPlugin,
    pub(crate) blocks: Blocks,
    perturbed: OnceLock<[CompiledPlugin; 2]>,
    trailing: OnceLock<Option<CompiledPlugin>>,
    names: OnceLock<FunctionNames>,
}

/// How a run ended, and what it left.
#[derive(Debug)]
pub(crate) struct Observation {
    pub(crate) ended: Result<(), Error>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) fuel: u64,
    pub(crate) refused_grows: u64,
}

/// What a run sees that no other run sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Perturbation {
    Randomness,
    RandomnessAndClock,
}

/// Where a run was when it ended.
#[derive(Clone, Debug)]
pub(crate) struct Trail {
    /// The function entered or gone on with last.
    pub(crate) last: String,
    /// The function whose blocks ran most often.
    pub(crate) hottest: String,
}

/// How much more fuel instrumented code may use. Measured on plugins in Go and Rust, counting takes less than twice as
/// much, and trails less than three times.
const PROBE_FUEL: u64 = 4;

impl Target {
    pub(crate) fn new(plugin: Plugin) -> Result<Self, SetUpError> {
        let plain = compile(&plugin, &plugin.wasm, plugin.limits, None)?;
        let Instrumented { wasm, blocks } = instrument(&plugin.wasm, Probe::Hits).map_err(SetUpError::Instrument)?;
        let counting = compile(&plugin, &wasm, with_room_for(Probe::Hits, plugin.limits, blocks.count), None)?;
        let (perturbed, trailing, names) = Default::default();
        Ok(Self { plugin, plain, counting, blocks, perturbed, trailing, names })
    }

    /// Runs the plugin as users do.
    pub(crate) fn run(&self, request: &[u8]) -> Observation {
        self.observe(&self.plain, request, |_| {})
    }

    /// Runs the plugin, and gives `look` what its blocks wrote: see [`Probe::Hits`].
    pub(crate) fn count(&self, request: &[u8], mut look: impl FnMut(&[u8])) -> Observation {
        let blocks = self.blocks.count as usize;
        self.observe(&self.counting, request, |memory| look(&memory[..blocks]))
    }

    /// Runs the plugin as users do, but for the perturbation.
    pub(crate) fn run_perturbed(&self, request: &[u8], perturbation: Perturbation) -> Observation {
        let [randomness, both] = self.perturbed.get_or_init(|| {
            [Perturbation::Randomness, Perturbation::RandomnessAndClock].map(|perturbation| {
                let compiled = compile(&self.plugin, &self.plugin.wasm, self.plugin.limits, Some(perturbation));
                compiled.expect("it has been compiled before")
            })
        });
        let compiled = if perturbation == Perturbation::Randomness { randomness } else { both };
        perturbed::begin();
        self.observe(compiled, request, |_| {})
    }

    /// Where a run with `request` is when it ends; `None` if it cannot be told.
    pub(crate) fn trail(&self, request: &[u8]) -> Option<Trail> {
        let compiled = self.trailing.get_or_init(|| {
            let Instrumented { wasm, blocks } = instrument(&self.plugin.wasm, Probe::Trail).ok()?;
            compile(&self.plugin, &wasm, with_room_for(Probe::Trail, self.plugin.limits, blocks.count), None).ok()
        });
        let mut trail = None;
        self.observe(compiled.as_ref()?, request, |memory| trail = self.read_trail(memory));
        trail
    }

    fn read_trail(&self, memory: &[u8]) -> Option<Trail> {
        let mut words = memory.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let last = words.next()?;
        let counts = words.take(self.blocks.count as usize);
        // Of several that ran as often, the first: `max_by_key` would take the last.
        let hottest = (0..).zip(counts).max_by_key(|(block, count)| (*count, u32::MAX - block))?.0;
        Some(Trail { last: self.function(last)?, hottest: self.function(hottest)? })
    }

    fn function(&self, block: u32) -> Option<String> {
        let names = self.names.get_or_init(|| FunctionNames::of(&self.plugin.wasm));
        let index = self.blocks.function(block)?;
        let demangled = names.get(index).map(|name| format!("{:#}", rustc_demangle::demangle(name)));
        Some(demangled.unwrap_or_else(|| format!("function {index}")))
    }

    fn observe(&self, compiled: &CompiledPlugin, request: &[u8], mut look: impl FnMut(&[u8])) -> Observation {
        let mut stdout = Vec::new();
        let mut stats = Stats::default();
        let options = RunOptions {
            env: self.plugin.env.clone(),
            files: self.plugin.files.clone(),
            stats: Some(&mut stats),
            on_ended: Some(&mut |memories| memories.get(instrument::EXPORT).into_iter().for_each(&mut look)),
            ..Default::default()
        };
        let ended = compiled.run(&mut &*request, &mut stdout, &mut sink(), options);
        Observation { ended, stdout, fuel: stats.fuel, refused_grows: stats.refused_grows }
    }
}

impl Plugin {
    /// The fuel that a run with `request` burns, however it ends; at most `most`.
    ///
    /// # Errors
    ///
    /// The plugin cannot be compiled or started.
    pub(crate) fn fuel_for(&self, request: &[u8], most: u64) -> Result<u64, SetUpError> {
        let limits = Limits { fuel: Some(most), ..self.limits };
        let compiled = compile(self, &self.wasm, limits, None)?;
        let mut stats = Stats::default();
        let options = RunOptions {
            env: self.env.clone(),
            files: self.files.clone(),
            stats: Some(&mut stats),
            ..Default::default()
        };
        match compiled.run(&mut &*request, &mut sink(), &mut sink(), options) {
            Err(error @ (Error::BadEnvironment { .. } | Error::NulByte { .. } | Error::BadFiles(_))) => {
                Err(error.into())
            }
            Err(error @ Error::BadModule(_)) => Err(error.into()),
            _ => Ok(stats.fuel),
        }
    }
}

/// `limits` for an instrumented plugin: its own memory may be as large as before, and it may do as much.
fn with_room_for(probe: Probe, limits: Limits, blocks: u32) -> Limits {
    let pages = u32::try_from(instrument::pages(probe, blocks)).unwrap_or(u32::MAX);
    let fuel = limits.fuel.map(|fuel| fuel.saturating_mul(PROBE_FUEL));
    Limits { memory_pages: limits.memory_pages.saturating_add(pages), fuel, ..limits }
}

fn compile(
    plugin: &Plugin,
    wasm: &[u8],
    limits: Limits,
    perturbation: Option<Perturbation>,
) -> Result<CompiledPlugin, Error> {
    let mut executor = PluginExecutor::builder().limits(limits).optimise(Optimise::Never);
    if perturbation.is_some() {
        executor = executor.real_random(Arc::new(PerturbedRandom));
    }
    if perturbation == Some(Perturbation::RandomnessAndClock) {
        executor = executor.real_clock(Arc::new(PerturbedClock));
    }
    executor.build().compile_as(&plugin.name, wasm, plugin.abi)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::seeds::built_in;

    fn target(name: &str, wasm: Vec<u8>) -> Target {
        Target::new(Plugin { name: name.into(), wasm, ..Plugin::default() }).unwrap()
    }

    fn guest(name: &str) -> Target {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/guests").join(name);
        let wasm = std::fs::read(&path);
        target(name, wasm.unwrap_or_else(|_| panic!("{} is missing: run `cargo xtask guests`", path.display())))
    }

    /// A guest of WASI whose `_start` is `body`, with helpers to call.
    fn written(body: &str) -> Target {
        let text = format!(
            r#"(module
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
                (memory (export "memory") 3 4)
                (func $fail (param i32) (if (local.get 0) (then unreachable)))
                (func $spin (loop $again (br $again)))
                (func $count (param i32)
                    (loop $again
                        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                        (br_if $again (local.get 0))))
                (func (export "_start") {body}))"#
        );
        target("written", wat::parse_str(text).unwrap())
    }

    fn hits(target: &Target) -> Vec<u8> {
        let mut hits = Vec::new();
        target.count(b"", |memory| hits = memory.to_vec());
        hits
    }

    #[test]
    fn blocks_tell_that_they_ran_and_loops_how_often() {
        // $fail: entry, then, after; $spin: entry, loop, after; $count: entry, loop, after br_if, after; the rest: entry.
        let nothing = written("");
        assert_eq!(nothing.blocks.count, 11);
        assert_eq!(hits(&nothing), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        let five = written("(call $count (i32.const 5)) (call $fail (i32.const 0))");
        assert_eq!(hits(&five), [1, 0, 1, 0, 0, 0, 1, 5, 1, 1, 1]);
    }

    #[test]
    fn a_guest_sees_only_its_own_memory() {
        for (why, body, code) in [
            ("the size", "(call $exit (memory.size))", 3),
            ("the ceiling", "(drop (memory.grow (i32.const 1))) (call $exit (memory.grow (i32.const 1)))", u32::MAX),
        ] {
            let target = written(body);
            for ended in [target.run(b"").ended, target.count(b"", |_| {}).ended] {
                assert_eq!(ended.unwrap_err().exit_code(), Some(code), "{why}");
            }
        }
    }

    #[test]
    fn a_trail_ends_in_the_function_that_trapped_and_tells_the_hottest() {
        let trail = written("(call $count (i32.const 9)) (call $fail (i32.const 1))").trail(b"").unwrap();
        assert_eq!((&*trail.last, &*trail.hottest), ("fail", "count"));
    }

    #[test]
    fn perturbed_randomness_differs_and_is_always_the_same() {
        let target =
            written("(drop (call $random (i32.const 0) (i32.const 1))) (call $exit (i32.load8_u (i32.const 0)))");
        let code = |observation: Observation| observation.ended.unwrap_err().exit_code();
        let here = code(target.run(b""));
        let [there, again] = [(), ()].map(|()| code(target.run_perturbed(b"", Perturbation::Randomness)));
        assert!(here != there && there == again, "{here:?} {there:?} {again:?}");
    }

    #[test]
    fn instruments_change_nothing_but_fuel() {
        let seeds = built_in("").unwrap();
        for name in ["rust/protoc-gen-prost.wasm", "go-wasip1/protoc-gen-go-1.27.wasm", "go-js/protoc-gen-go-1.27.wasm"]
        {
            let target = guest(name);
            let plain = target.run(&seeds[0]);
            let counted = target.count(&seeds[0], |hits| assert!(hits.iter().any(|hit| *hit > 0)));
            assert!(plain.ended.is_ok() && !plain.stdout.is_empty(), "{name}");
            assert_eq!(plain.stdout, counted.stdout, "{name}");
            assert!(counted.fuel < PROBE_FUEL * plain.fuel, "{name}: {} instead of {}", counted.fuel, plain.fuel);
        }
    }
}
