//! wasmi as this library uses it: its configuration, and what becomes of a module before it gets one.
//!
//! One file for each way in which wasmi is not as it should be. Such a file ends with what it is there for: once wasmi does
//! that by itself, the file and its line in [`prepare`] are deleted.

mod branch_table;
mod growth;
mod select_condition;
mod skim;
mod start;
#[cfg(feature = "simd")]
mod store_lane;

use std::borrow::Cow;

use wasmi::{CompilationMode, Config, CustomFuelCosts, Engine};

pub(crate) use start::START_EXPORT;

use crate::limits::{BYTES_PER_FUEL, STACK_BYTES_PER_FRAME};
use crate::rewrite::HostTable;

/// A module as the engine gets it.
pub(crate) struct Prepared<'a> {
    pub(crate) wasm: Cow<'a, [u8]>,
    /// Whether it has a start function, which it exports as [`START_EXPORT`].
    pub(crate) starts: bool,
    /// The table of functions that the host is to fill, if it calls any.
    pub(crate) host_table: Option<HostTable>,
}

/// `wasm` as the engine gets it: its function `start` is an export, and instructions that the engine gets wrong are replaced by
/// others that do the same.
pub(crate) fn prepare(wasm: Cow<'_, [u8]>, start: Option<u32>) -> Prepared<'_> {
    let wasm = start::externalise_start(wasm, start);
    let (wasm, host_table) = growth::grow_by_calls(wasm);
    #[cfg(feature = "simd")]
    let wasm = store_lane::replace_store_lanes(wasm);
    let wasm = branch_table::tell_targets_apart(select_condition::keep_conditions_apart(wasm));
    Prepared { wasm, starts: start.is_some(), host_table }
}

/// An engine for WebAssembly 2.0 with what wasmi offers beyond it, metered by fuel. Its guests have a stack of `stack_bytes`.
pub(crate) fn new(stack_bytes: usize) -> Engine {
    let mut config = Config::default();
    config
        .consume_fuel(true)
        .fuel_cost(CustomFuelCosts {
            bytes_copied_per_fuel: BYTES_PER_FUEL,
            // Functions are compiled once for all runs: charging the run that comes first would make fuel depend on the order.
            fuel_per_bytes_translated: 0,
            fuel_per_bytes_validated: 0,
        })
        .compilation_mode(CompilationMode::Lazy)
        .ignore_custom_sections(true)
        .set_max_recursion_depth(stack_bytes / STACK_BYTES_PER_FRAME)
        .set_min_stack_height(stack_bytes.min(MIN_STACK_BYTES))
        .set_max_stack_height(stack_bytes)
        // A stack that a guest has made large is given back when its run ends.
        .set_max_cached_stacks(0);
    Engine::new(&config)
}

/// Bytes of stack that a run begins with.
const MIN_STACK_BYTES: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let wasm = [b"\0asm\x01\0\0\0", &bytes[..]].concat();
            prepare(wasm.into(), Some(0));
        }
    }
}
