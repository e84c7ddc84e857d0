//! Running arbitrary modules that import the host tables: within their limits, and the same every time.

use arbitrary::{Result, Unstructured};
use bufwasm::Abi;

use crate::ended::Ended;
use crate::{Target, gojs_calls, modules, noise, wasi_calls};

/// Inputs are choices: the ABI, then those of `wasm-smith`.
pub const TARGET: Target = Target { name: "run_module", run, seeds: || noise(32, 2048), dictionary: &[] };

fn run(input: &[u8]) {
    let mut u = Unstructured::new(input);
    // An input that is too short for a module is none.
    let Ok(wasm) = module(&mut u) else { return };
    let first = Ended::of(&wasm);
    first.kept_its_limits();
    assert_eq!(first, Ended::of(&wasm), "a second run ends like the first");
}

fn module(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if u.ratio(1, 4)? {
        let imports = Some(modules::importing(gojs_calls::imports()));
        let wasm = modules::arbitrary(u, &[Abi::GoJs.entry(), "resume", "getsp"], imports)?;
        return Ok(modules::export_memory(&wasm, "mem"));
    }
    let imports = wasi_calls::FUNCTIONS.iter().map(wasi_calls::Function::import);
    let wasm = modules::arbitrary(u, &[Abi::Wasi.entry()], Some(modules::importing(imports)))?;
    Ok(modules::export_memory(&wasm, "memory"))
}
