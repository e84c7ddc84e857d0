//! Takes the growth of memories and tables from the engine's own instructions.
//!
//! The handlers of `memory.grow` and `table.grow` in wasmi 2.0.0 do not end in a tail call where the growth is refused, nor
//! does that of `memory.grow` where it is granted: LLVM makes a call of it, because the error that they may print has its address
//! taken. Each time, a frame of the native stack is left behind, and after some 50,000 times the process aborts. The smallest module
//! is
//!
//! ```wat
//! (module (memory 1) (func (export "_start") (loop (drop (memory.grow (i32.const 65536))) (br 0))))
//! ```
//!
//! So both instructions become calls of functions of the host's. A growth is then not interrupted by a slice of fuel that is
//! too short either. Goes when wasmi's handlers end in a tail call whatever becomes of the growth; `cargo xtask tail-calls` tells.

use crate::encoding::opcode::{BULK, MEMORY_GROW, TABLE_GROW};
use crate::rewrite::{Extension, HostCall, Instruction, Replacement, Rewriting};

/// A `table.grow` of a table that no module has.
const GROW_NO_TABLE: [u8; 7] = [BULK, TABLE_GROW, 0xff, 0xff, 0xff, 0xff, 0x0f];

/// Makes both instructions calls.
pub(super) struct ByCalls {
    /// How many memories the module has, as far as one byte can name them.
    memories: u8,
    /// Whether some have names of more bytes.
    has_more: bool,
}

impl ByCalls {
    pub(super) fn of(rewriting: &Rewriting<'_>) -> Self {
        let memories = rewriting.extension().memories();
        let named = memories.min(0x80);
        Self { memories: named as u8, has_more: memories > named }
    }
}

impl Replacement for ByCalls {
    #[inline(always)]
    fn may_begin(&self, [first, second, third]: [u8; 3]) -> bool {
        // After a block that gives nothing, whose type is the same byte, another instruction comes than one so low. Numbers may
        // be longer than they have to be.
        let is_named = (second & 0x7f < self.memories) & ((second < 0x80) | (third & 0x7f == 0));
        let of_memory = (first == MEMORY_GROW) & (is_named | self.has_more);
        let of_table = (first == BULK) & (second & 0x7f == TABLE_GROW);
        of_memory | of_table
    }

    fn replace(&mut self, instruction: &Instruction<'_>, module: &mut Extension) -> Option<Vec<u8>> {
        let mut operands = instruction.operands();
        match instruction.opcode {
            MEMORY_GROW => Some(module.call_host(HostCall::GrowMemory(operands.number()?))),
            BULK if operands.number()? == TABLE_GROW.into() => {
                let table = operands.number()?;
                Some(match module.element(table) {
                    Some(element) => module.call_host(HostCall::GrowTable { table, element }),
                    // It must not become that of the table which is added.
                    None => GROW_NO_TABLE.into(),
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::rewritten;
    use crate::{Error, Limits, PluginExecutor, RunOptions, Stats};

    /// How a plugin ends that may have 100 pages, and what it spent.
    fn run(text: &str, limits: Limits) -> (Result<(), Error>, Stats) {
        let executor = PluginExecutor::builder().limits(Limits { memory_pages: 100, ..limits }).build();
        let plugin = executor.compile("", &wat::parse_str(text).unwrap()).unwrap();
        let mut stats = Stats::default();
        let options = RunOptions { stats: Some(&mut stats), ..Default::default() };
        let ended = plugin.run(&mut &b""[..], &mut std::io::sink(), &mut std::io::sink(), options);
        (ended, stats)
    }

    /// What a plugin exits with that has `fields`, and whose start leaves a number on the stack.
    fn answer(fields: &str, start: &str) -> u32 {
        let text = format!(
            r#"(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                {fields} (func (export "_start") {start} call $exit))"#
        );
        match run(&text, Limits::default()).0 {
            Ok(()) => 0,
            Err(error) => error.exit_code().unwrap_or_else(|| panic!("{start}: {error}")),
        }
    }

    #[test]
    fn growths_answer_as_the_instructions_do() {
        let memories = r#"(memory (export "memory") 1 9) (memory 2)"#;
        let tables =
            "(table 3 5 funcref) (table 4 externref) (func $f (result i32) i32.const 41) (elem declare func $f)";
        for (fields, start, expected) in [
            (memories, "i32.const 7 memory.grow", 1),
            (memories, "i32.const 8 memory.grow drop memory.size", 9),
            (memories, "i32.const 9 memory.grow i32.const 6 i32.add", 5),
            (memories, "i32.const 98 memory.grow 1 i32.const 3 i32.add", 2),
            (memories, "i32.const 5 memory.grow 1 drop i32.const 2 memory.grow 1", 7),
            (
                memories,
                "i32.const 1 memory.grow drop i32.const 131071 i32.const 9 i32.store8 i32.const 131071 i32.load8_u",
                9,
            ),
            (tables, "ref.null func i32.const 2 table.grow 0", 3),
            (tables, "ref.null func i32.const 3 table.grow 0 i32.const 7 i32.add", 6),
            (tables, "ref.null extern i32.const -1 table.grow 1 i32.const 7 i32.add", 6),
            (tables, "ref.null extern i32.const 9 table.grow 1 drop table.size 1", 13),
            (tables, "ref.func $f i32.const 1 table.grow 0 call_indirect 0 (result i32)", 41),
        ] {
            assert_eq!(answer(fields, start), expected, "{start}");
        }
    }

    #[test]
    fn a_growth_is_paid_for_when_it_is_granted_and_only_then() {
        let growing = |pages: i32| {
            format!(
                "(module (memory (export \"memory\") 1) (func (export \"_start\") (drop (memory.grow (i32.const {pages})))))"
            )
        };
        let fuel = |pages| run(&growing(pages), Limits::default()).1.fuel;
        let refused = fuel(100);
        assert_eq!((fuel(1) - refused, fuel(99) - refused), (8192, 99 * 8192));
        for (limit, enough) in [(8192, false), (8192 + refused - 1, false), (8192 + refused, true)] {
            let ended = run(&growing(1), Limits { fuel: Some(limit), ..Limits::default() }).0;
            assert_eq!(ended.is_ok(), enough, "{limit}: {ended:?}");
            assert!(enough || matches!(ended, Err(Error::OutOfFuel { .. })), "{ended:?}");
        }
    }

    #[test]
    fn growths_that_are_refused_again_and_again_leave_nothing_behind() {
        for growth in [
            "memory.grow (i32.const 65536)",
            "memory.grow (i32.const 100)",
            "memory.grow (i32.const 0)",
            "table.grow 0 (ref.null func) (i32.const -1)",
            "table.grow 0 (ref.null func) (i32.const 0)",
        ] {
            let text = format!(
                "(module (memory (export \"memory\") 1) (table 1 funcref)
                    (func (export \"_start\") (local $n i32)
                        (local.set $n (i32.const 2000000))
                        (loop $again
                            (drop ({growth}))
                            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"
            );
            assert!(run(&text, Limits::default()).0.is_ok(), "{growth}");
        }
    }

    #[test]
    fn what_is_added_is_not_the_modules_own() {
        for start in [
            "(drop (table.grow 0 (ref.null func) (i32.const 1)))",
            "(drop (memory.grow (i32.const 1))) (drop (table.size 0)) (drop (table.grow 0 (ref.null func) (i32.const 1)))",
        ] {
            let text = format!("(module (memory (export \"memory\") 1) (func (export \"_start\") {start}))");
            assert!(matches!(run(&text, Limits::default()).0, Err(Error::BadModule(_))), "{start}");
        }
        let taken = r#"(module (memory (export "bufwasm:memory:0") 1) (func (export "_start") (drop (memory.grow (i32.const 1)))))"#;
        let refused = PluginExecutor::new().compile("", &wat::parse_str(taken).unwrap());
        assert!(matches!(refused.map(drop), Err(Error::BadModule(_))));
    }

    #[test]
    fn a_table_for_the_host_is_not_counted() {
        let text = r#"(module (memory (export "memory") 1) (table 10 funcref)
            (func (export "_start") (drop (memory.grow (i32.const 1)))))"#;
        assert!(run(text, Limits { table_elements: 10, ..Limits::default() }).0.is_ok());
    }

    #[test]
    fn other_modules_are_not_copied() {
        for function in ["(func block nop end)", "(func (result i32) memory.size)", "(func (drop (i64.const 0x40)))"] {
            let wasm = wat::parse_str(format!("(module (memory 1) {function})")).unwrap();
            assert_eq!(rewritten(&wasm, ByCalls::of), None, "{function}");
        }
    }
}
