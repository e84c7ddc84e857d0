//! wasmi as this library uses it: its configuration, and what becomes of a module before it gets one.
//!
//! One file for each way in which wasmi is not as it should be. Such a file ends with what it is there for: once wasmi does
//! that by itself, the file and its line in [`rewrite`] are deleted.

mod branch_table;
mod growth;
mod select_condition;
mod start;
#[cfg(feature = "simd")]
mod store_lane;

use std::borrow::Cow;

use wasmi::{CompilationMode, Config, CustomFuelCosts, Engine};

pub(crate) use start::START_EXPORT;

use crate::limits::{BYTES_PER_FUEL, STACK_BYTES_PER_FRAME};
use crate::lower;
use crate::rewrite::{HostTable, Replacement, Rewriting};

/// A module as the engine gets it.
pub(crate) struct Prepared<'a> {
    pub(crate) wasm: Cow<'a, [u8]>,
    /// Whether it has a start function, which it exports as [`START_EXPORT`].
    pub(crate) starts: bool,
    /// The table of functions that the host is to fill, if it calls any.
    pub(crate) host_table: Option<HostTable>,
}

/// `wasm` as the engine gets it: what it has none of is lowered, the function `start` is an export, and instructions that it gets
/// wrong are replaced by others that do the same.
pub(crate) fn prepare(wasm: &[u8], start: Option<u32>) -> Prepared<'_> {
    let wasm = lower::make_own(wasm);
    let (wasm, host_table) = match rewrite(&wasm, start) {
        Some((rewritten, host_table)) => (rewritten.into(), host_table),
        None => (wasm, None),
    };
    Prepared { wasm, starts: start.is_some(), host_table }
}

/// `None` if there is nothing to change, or if the module cannot be read: the engine says what is wrong there.
fn rewrite(wasm: &[u8], start: Option<u32>) -> Option<(Vec<u8>, Option<HostTable>)> {
    let mut rewriting = Rewriting::of(wasm, HOST_TABLE)?;
    start::externalise(&mut rewriting, start);
    let replacement = lower::Atomics::default();
    let replacement = replacement.and(growth::ByCalls::of(&rewriting));
    #[cfg(feature = "simd")]
    let replacement = replacement.and(store_lane::Extracted);
    let replacement = replacement.and(select_condition::KeptApart::default());
    let replacement = replacement.and(branch_table::TargetsApart::of(&rewriting));
    rewriting.replace(&mut { replacement });
    rewriting.finish()
}

/// The name under which the table of the host's functions is exported. No source language gives such a name.
const HOST_TABLE: &str = "bufwasm:host";

/// An engine for WebAssembly 2.0 with what wasmi offers beyond it, metered by fuel. Its guests have a stack of `stack_bytes`, and
/// may nest as many calls if they are `instrumented`, which makes two of each.
pub(crate) fn new(stack_bytes: usize, instrumented: bool) -> Engine {
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
        .set_max_recursion_depth(stack_bytes / STACK_BYTES_PER_FRAME * if instrumented { 2 } else { 1 })
        .set_min_stack_height(stack_bytes.min(MIN_STACK_BYTES))
        .set_max_stack_height(if instrumented { stack_bytes.saturating_mul(4) } else { stack_bytes })
        // A stack that a guest has made large is given back when its run ends.
        .set_max_cached_stacks(0);
    // For aarch64, the handler of a relaxed dot product calls the next one; and what relaxed instructions give differs by platform.
    #[cfg(feature = "simd")]
    config.wasm_relaxed_simd(false);
    Engine::new(&config)
}

/// Bytes of stack that a run begins with.
const MIN_STACK_BYTES: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PluginExecutor, RunOptions};

    /// What is looked for stands side by side, and a fence, of which nothing is left, between a comparison and its `select`.
    #[test]
    #[cfg(feature = "simd")]
    fn all_replacements_are_made_in_one_walk() {
        let text = r#"(module
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 2 8 shared)
            (global $started (mut i32) (i32.const 0))
            (func $start (global.set $started (i32.const 1)))
            (start $start)
            (func $way (param $index i32) (result i64 i64)
                (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 2)))
                (block $inner (result i64 i64)
                    (i32.const 9) (i64.const 5) (i64.const 6) (br_table $inner 1 $inner (local.get $index))))
            (func $selected (param $zero i32) (result i32) (local $other i32)
                (local.set $other (i32.add (local.get $zero) (i32.const 1)))
                i32.const 16 i32.const 32 local.get $zero i32.eqz atomic.fence select)
            (func (export "_start") (local $sum i32)
                (v128.store8_lane offset=65536 3 (i32.const 1) (v128.const i8x16 0 0 0 64 0 0 0 0 0 0 0 0 0 0 0 0))
                (local.set $sum (i32.add (global.get $started) (i32.load8_u offset=65536 (i32.const 1))))
                (local.set $sum (i32.add (local.get $sum) (memory.grow (i32.const 1))))
                (local.set $sum (i32.add (local.get $sum) (call $selected (i32.const 0))))
                (call $way (i32.const 1)) i64.mul i32.wrap_i64
                (i32.add (i32.atomic.load (i32.const 8))) (i32.add (local.get $sum)) call $exit))"#;
        let plugin = PluginExecutor::new().compile("", &wat::parse_str(text).unwrap()).unwrap();
        let ended = plugin.run(&mut &b""[..], &mut std::io::sink(), &mut std::io::sink(), RunOptions::default());
        assert_eq!(ended.unwrap_err().exit_code(), Some(1 + 64 + 2 + 16 + 5 * 6 + 2));
    }

    #[test]
    fn custom_sections_are_not_copied() {
        let text = r#"(module (@custom "a" (before first) "1") (memory 1) (func (drop (memory.grow (i32.const 1)))) (@custom "b" "2"))"#;
        let wasm = wat::parse_str(text).unwrap();
        let prepared = prepare(&wasm, None).wasm.into_owned();
        let sections = crate::section::Sections::new(&prepared).unwrap();
        let ids: Vec<_> = sections.map(|section| section.unwrap().id).collect();
        assert_eq!(ids, [1, 3, 4, 5, 7, 10]);
        wasmparser::Validator::new().validate_all(&prepared).unwrap();
        let plain = wat::parse_str(r#"(module (@custom "a" "1") (memory 1))"#).unwrap();
        assert!(matches!(prepare(&plain, None).wasm, Cow::Borrowed(_)));
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let wasm = [b"\0asm\x01\0\0\0", &bytes[..]].concat();
            prepare(&wasm, Some(0));
        }
    }
}
