//! Runs of instructions on a small native stack.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bufwasm::host::Clock;
use bufwasm::{CompiledPlugin, Error, Limits, Memories, PluginExecutor, RunOptions};

use super::Instruction;
use super::body::{self, SUM, Variant};

/// Bytes of the native stack that runs get: an instruction that leaves 16 bytes has used it up after 8,192 times.
const STACK_BYTES: usize = 128 << 10;

/// What guests may spend beside their time.
const LIMITS: Limits = Limits { memory_pages: 64, table_elements: 1000, ..Limits::DEFAULT };

/// How an instruction ends, by what it is given.
pub struct Survey<'a> {
    /// The instruction.
    pub instruction: &'a Instruction,
    returning: Vec<Variant>,
    trapping: Vec<Variant>,
    refused: Vec<Error>,
}

/// What came of repeating an instruction.
#[derive(Clone, Copy, Debug, Default)]
pub struct Repetition {
    /// How often it was executed.
    pub executions: u64,
    /// How often it was looked whether to stop: before each slice of fuel, and in each wait.
    pub checks: u64,
    /// A digest of all its results.
    pub digest: u64,
}

impl<'a> Survey<'a> {
    /// Runs each variant of `instruction` once.
    ///
    /// # Errors
    ///
    /// A variant ends in a way that none of a guest's should.
    pub fn of(instruction: &'a Instruction) -> Result<Self> {
        let mut survey = Self { instruction, returning: Vec::new(), trapping: Vec::new(), refused: Vec::new() };
        for variant in Variant::all(&instruction.ways) {
            match run(&body::repeating(&[&variant], 1)) {
                Ok(_) => survey.returning.push(variant),
                Err(Error::Trap { .. }) => survey.trapping.push(variant),
                Err(error @ Error::BadModule(_)) => survey.refused.push(error),
                Err(error) => return Err(error).context(format!("{} with {variant:?}", instruction.name)),
            }
        }
        Ok(survey)
    }

    /// How many variants return, trap, and are refused by the engine.
    pub fn counts(&self) -> [usize; 3] {
        [self.returning.len(), self.trapping.len(), self.refused.len()]
    }

    /// Why the engine refuses a variant, if it does.
    pub fn refusal(&self) -> Option<&Error> {
        self.refused.first()
    }

    /// Executes the instruction `times` times at least, each variant equally often, on a stack that is soon used up.
    ///
    /// # Errors
    ///
    /// It does not end as it did the first time.
    pub fn repeat(&self, times: u64) -> Result<Repetition> {
        let variants: Vec<_> = self.returning.iter().collect();
        if variants.is_empty() {
            return Ok(Repetition::default());
        }
        let count = variants.len() as u64;
        let each = u32::try_from(times.div_ceil(count)).context("so many times are not counted")?;
        let module = body::repeating(&variants, each);
        let clock = Arc::new(Late::default());
        let executor = PluginExecutor::builder().limits(LIMITS).timeout(Duration::MAX, Arc::clone(&clock) as _).build();
        let plugin = executor.compile("", &module)?;
        let sum = on_a_small_stack(self.instruction.name, || run_compiled(&plugin))?;
        let checks = clock.0.load(Ordering::Relaxed);
        Ok(Repetition { executions: u64::from(each) * count, checks, digest: digest(&sum) })
    }
}

/// A clock by which every slice of fuel takes a second, so that slices are as short as they can be. It counts how often it is
/// read.
#[derive(Default)]
struct Late(AtomicU64);

impl Clock for Late {
    fn realtime(&self) -> u64 {
        0
    }

    fn monotonic(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) * 1_000_000_000
    }

    fn sleep(&self, _: Duration) {}
}

/// Has every variant of `surveys` that traps do so, one after the other in one thread, until there were `times` traps.
///
/// # Errors
///
/// One of them does not trap.
pub fn trap(surveys: &[Survey<'_>], times: u32) -> Result<u32> {
    let trapping = surveys.iter().flat_map(|survey| &survey.trapping);
    let plugins: Vec<_> = trapping.map(|variant| compile(&body::repeating(&[variant], 1))).collect::<Result<_, _>>()?;
    let trapped = AtomicU32::new(0);
    on_a_small_stack("traps", || {
        for plugin in plugins.iter().cycle().take(times.max(plugins.len() as u32) as usize) {
            let ended = run_compiled(plugin);
            ensure!(matches!(ended, Err(Error::Trap { .. })), "{ended:?}, and the first time it trapped");
            trapped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    })?;
    Ok(trapped.into_inner())
}

/// Calls `work` in a thread of the given name, which the operating system's message has if its stack is used up.
fn on_a_small_stack<T: Send, E: Send>(name: &str, work: impl FnOnce() -> Result<T, E> + Send) -> Result<T, E> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(name.into()).stack_size(STACK_BYTES).spawn_scoped(scope, work);
        thread.expect("there are threads").join().expect("no run panics")
    })
}

fn compile(wasm: &[u8]) -> Result<CompiledPlugin, Error> {
    PluginExecutor::builder().limits(LIMITS).build().compile("", wasm)
}

/// What the module `wasm` leaves of its results.
fn run(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    run_compiled(&compile(wasm)?)
}

fn run_compiled(plugin: &CompiledPlugin) -> Result<Vec<u8>, Error> {
    let mut sum = Vec::new();
    let mut look = |memories: Memories<'_>| {
        let (at, len) = SUM;
        sum.extend_from_slice(&memories.get("memory").expect("it is exported")[at..at + len]);
    };
    let options = RunOptions { on_ended: Some(&mut look), ..Default::default() };
    plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), options)?;
    Ok(sum)
}

/// FNV-1a.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
