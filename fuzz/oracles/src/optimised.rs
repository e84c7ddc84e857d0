//! Modules of the shape that Go's compiler gives them do the same when they are optimised.
//!
//! Each is run plain and optimised, by the same calls one after the other: functions from their beginning, and resumed in their
//! middle. Results, traps, calls of the import, memory and globals are the same.

mod shape;

use arbitrary::Unstructured;
use bufwasm::optimise::optimise;
use wasmi::{Caller, Config, Engine, Extern, Func, Instance, Linker, Module, Store, Val};

use crate::splitmix::SplitMix;
use crate::{Target, noise};

/// Inputs are choices: those of a module, then those of the calls.
pub const TARGET: Target = Target { name: "optimised", run, seeds: || noise(300, 1024), dictionary: &[] };

fn run(input: &[u8]) {
    let mut u = Unstructured::new(input);
    // An input that is too short for a module is none.
    let Ok(wasm) = shape::module(&mut u) else { return };
    let calls: Vec<(u32, i32)> = u.arbitrary().unwrap_or_default();
    compare(&wasm, &calls);
}

/// The program of `seed`: a module of Go's shape that prints what its functions do.
///
/// # Panics
///
/// The choices do not make a module.
pub fn generate(seed: u64) -> Vec<u8> {
    let choices = SplitMix(seed).bytes(4096);
    shape::program(&mut Unstructured::new(&choices)).expect("enough choices")
}

/// Runs the module `wasm` plain and optimised.
///
/// # Panics
///
/// They differ.
fn compare(wasm: &[u8], calls: &[(u32, i32)]) {
    let Some(optimised) = optimise(wasm) else { return };
    let optimised = optimised.wasm;
    wasmparser::Validator::new().validate_all(&optimised).expect("an optimised module is valid");
    let (mut plain, mut other) = (Run::new(wasm), Run::new(&optimised));
    for (function, parameter) in [(0, 0), (1, 0), (2, 0), (3, 0), (0, 0)].iter().chain(calls.iter().take(6)) {
        let ended = plain.call(*function, *parameter);
        assert_eq!(other.call(*function, *parameter), ended, "function {function} called with {parameter}");
        assert!(plain.memory() == other.memory(), "memory after a call that ended with {ended:?}");
        if ended.is_err() {
            return;
        }
        assert_eq!(plain.globals(), other.globals(), "globals after a call that ended with {ended:?}");
    }
}

/// What the import was given, and a checksum of memory each time.
type Seen = Vec<(i32, u64)>;

/// More than any module needs.
const FUEL: u64 = 100_000_000;

/// An instance.
struct Run {
    store: Store<Seen>,
    instance: Instance,
}

impl Run {
    fn new(wasm: &[u8]) -> Self {
        let engine = Engine::new(Config::default().consume_fuel(true));
        let module = Module::new(&engine, wasm).expect("a valid module");
        let mut store = Store::new(&engine, Vec::new());
        // A module goes on for some 200 segments; one that goes on for ever is another.
        store.set_fuel(FUEL).expect("the engine meters fuel");
        let mut linker = Linker::new(&engine);
        let seen = Func::wrap(&mut store, |mut caller: Caller<'_, Seen>, number: i32| {
            let memory = caller.get_export("memory").and_then(Extern::into_memory).expect("a memory");
            let sum = checksum(memory.data(&caller));
            caller.data_mut().push((number, sum));
            number.wrapping_mul(7)
        });
        linker.define("host", "see", seen).expect("one import");
        let instance = linker.instantiate_and_start(&mut store, &module).expect("an instance");
        Self { store, instance }
    }

    /// The result, or the trap's words; and all that the import was given so far.
    fn call(&mut self, function: u32, parameter: i32) -> Result<(i32, Seen), (String, Seen)> {
        let name = format!("f{}", function % shape::FUNCTIONS);
        let function = self.instance.get_func(&self.store, &name).expect("an exported function");
        let mut results = [Val::I32(0)];
        let ended = function.call(&mut self.store, &[Val::I32(parameter)], &mut results);
        let seen = self.store.data().clone();
        match ended {
            Ok(()) => Ok((results[0].i32().expect("a number"), seen)),
            Err(error) => Err((error.to_string(), seen)),
        }
    }

    fn memory(&self) -> &[u8] {
        self.instance.get_memory(&self.store, "memory").expect("a memory").data(&self.store)
    }

    fn globals(&mut self) -> Vec<i64> {
        let global = |name| {
            let function = self.instance.get_typed_func::<(), i64>(&self.store, name).expect("an exported function");
            function.call(&mut self.store, ()).expect("it reads a global")
        };
        ["stack_pointer", "g"].map(global).to_vec()
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use bufwasm::{Optimise, PluginExecutor, RunOptions};

    use super::*;

    /// Mutations of the optimiser show here: `cargo xtask mutants`.
    #[test]
    fn many_modules_do_the_same_when_they_are_optimised() {
        noise(4000, 2048).iter().for_each(|seed| run(seed));
    }

    /// They would say little to other engines if few of them came to the end of a call.
    #[test]
    fn programs_print_the_same_when_they_are_optimised() {
        let (mut optimised, mut printed) = (0, 0);
        for wasm in (0..200).map(generate) {
            let [plain, other] = [Optimise::Never, Optimise::Always].map(|when| {
                let plugin = PluginExecutor::builder().optimise(when).build().compile("", &wasm).unwrap();
                let mut out = Vec::new();
                let run = plugin.run(&mut std::io::empty(), &mut out, &mut std::io::sink(), RunOptions::default());
                (out, run.map_err(|error| error.to_string()))
            });
            assert_eq!(plain, other);
            optimised += usize::from(optimise(&wasm).is_some());
            printed += usize::from(plain.0.len() >= 64);
        }
        assert!(optimised > 150 && printed > 20, "{optimised} were optimised, and {printed} printed much");
    }
}
