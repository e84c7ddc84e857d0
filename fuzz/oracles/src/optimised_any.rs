//! Modules with arbitrary code in functions of the shape that Go's compiler gives them do the same when they are optimised.
//!
//! [`optimised`](crate::optimised) has code such as Go's in arbitrary flow graphs. Here it is the other way round: the graph is a
//! simple one, and the code, by wasm-smith, has every instruction, block and branch there is.

use arbitrary::Unstructured;
use bufwasm::optimise::optimise;
use bufwasm::{Limits, Optimise, PluginExecutor, RunOptions};

use crate::splitmix::SplitMix;
use crate::{Target, noise, programs};

/// Inputs are choices: those of the shape, then those of wasm-smith.
pub const TARGET: Target = Target { name: "optimised_any", run, seeds: || noise(64, 2048), dictionary: &[] };

fn run(input: &[u8]) {
    // An input that is too short for a module is none.
    let Ok(wasm) = programs::go_shaped(&mut Unstructured::new(input)) else { return };
    compare(&wasm);
}

/// The program of `seed`: a module of Go's shape around arbitrary code, that prints what its functions do.
///
/// # Panics
///
/// The choices do not make a module.
pub fn generate(seed: u64) -> Vec<u8> {
    programs::go_shaped(&mut Unstructured::new(&SplitMix(seed).bytes(16 << 10))).expect("enough choices")
}

/// Runs the program `wasm` plain and optimised, and gives how many of its functions were.
///
/// # Panics
///
/// They differ.
fn compare(wasm: &[u8]) -> u32 {
    let Some(optimised) = optimise(wasm) else { return 0 };
    wasmparser::Validator::new().validate_all(&optimised.wasm).expect("an optimised module is valid");
    assert_eq!(ended(wasm, Optimise::Always), ended(wasm, Optimise::Never));
    optimised.report.optimised
}

/// What a program prints, and how it ends.
fn ended(wasm: &[u8], optimise: Optimise) -> (Vec<u8>, Result<(), String>) {
    // What a program takes is bounded by its own fuel.
    let limits = Limits { stdout_bytes: Some(1 << 20), ..Limits::DEFAULT };
    let executor = PluginExecutor::builder().optimise(optimise).limits(limits).build();
    let mut out = Vec::new();
    let run = executor
        .compile("", wasm)
        .and_then(|plugin| plugin.run(&mut std::io::empty(), &mut out, &mut std::io::sink(), RunOptions::default()));
    (out, run.map_err(|error| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They would say little if few functions were optimised, or few printed anything.
    #[test]
    fn many_functions_are_optimised_and_print_the_same() {
        let programs: Vec<_> = (0..200).map(generate).collect();
        let optimised: u32 = programs.iter().map(|wasm| compare(wasm)).sum();
        let printing = programs.iter().filter(|wasm| ended(wasm, Optimise::Always).0.len() >= 64).count();
        assert!(optimised > 200 && printing > 100, "{optimised} were optimised, and {printing} printed much");
    }
}
