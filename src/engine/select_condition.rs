//! Keeps the interpreter from fusing a comparison with the `select` that follows it.
//!
//! wasmi 2.0.0 makes one instruction of `i32.eqz`, or another comparison with zero, and a `select`. Where the number that is
//! compared lies on the stack, it then reads a register instead, which holds whatever was computed last: the wrong value is
//! selected. An instruction between the two that changes nothing keeps them apart. The smallest module is
//!
//! ```wat
//! (module (func (param $zero i32) (result i32) (local $other i32)
//!     (local.set $other (i32.add (local.get $zero) (i32.const 1)))
//!     (select (i32.const 5) (i32.const 6) (i32.eqz (local.get $zero)))))
//! ```
//!
//! Goes when wasmi selects by the number that is compared, wherever it lies.

use crate::encoding::Reader;
use crate::encoding::opcode::{I32_AND, I32_CONST, I32_EQ, I32_EQZ, I32_NE, NOP, REF_IS_NULL, SELECT, TYPED_SELECT};
use crate::rewrite::{Extension, Instruction, Replacement};

/// `i32.const -1` and `i32.and`.
const APART: [u8; 3] = [I32_CONST, 0x7f, I32_AND];

/// Puts an instruction between a comparison and a `select`.
#[derive(Default)]
pub(super) struct KeptApart {
    /// Whether the last instruction that does anything was a comparison.
    compared: bool,
}

impl Replacement for KeptApart {
    /// A comparison and a `select`, or the `nop` before one. No function ends with a `select`.
    #[inline(always)]
    fn may_begin(&self, [first, next, last]: [u8; 3]) -> bool {
        let compares = (first == I32_EQZ) | (first == I32_EQ) | (first == I32_NE) | (first == REF_IS_NULL);
        let selects = |byte: u8| (byte == SELECT) | (byte == TYPED_SELECT);
        compares & (selects(next) | ((next == NOP) & (selects(last) | (last == NOP))))
    }

    fn enter(&mut self, _function: u32, _body: Reader<'_>) -> bool {
        self.compared = false;
        false
    }

    fn replace(&mut self, instruction: &Instruction<'_>, _module: &mut Extension) -> Option<Vec<u8>> {
        let fused = self.compared && matches!(instruction.opcode, SELECT | TYPED_SELECT);
        match instruction.opcode {
            NOP => {}
            opcode => self.compared = matches!(opcode, I32_EQZ..=I32_NE | REF_IS_NULL),
        }
        fused.then(|| [&APART, instruction.bytes].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::rewritten;
    use crate::{PluginExecutor, RunOptions};

    /// The exit code of a plugin that selects 5 if the number or reference meets the condition, and 6 if not, when a register
    /// holds 8.
    fn selected(operand: &str, condition: &str, select: &str) -> u32 {
        let text = format!(
            "(module
                (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
                (memory (export \"memory\") 1)
                (func (export \"_start\") (local $seven i32) (local $zero i32) (local $null funcref) (local $eight i32)
                    (local.set $seven (i32.load (i32.const 64)))
                    (local.set $eight (i32.add (local.get $seven) (i32.const 1)))
                    i32.const 5 i32.const 6 local.get {operand} {condition} {select} call $exit)
                (data (i32.const 64) \"\\07\"))"
        );
        let plugin = PluginExecutor::new().compile("", &wat::parse_str(text).unwrap()).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let ended = plugin.run(&mut &b""[..], &mut out, &mut err, RunOptions::default());
        ended.unwrap_err().exit_code().unwrap()
    }

    #[test]
    fn a_condition_is_that_of_its_own_operand() {
        for select in ["select", "select (result i32)", "nop nop select"] {
            for (operand, condition, expected) in [
                ("$zero", "i32.eqz", 5),
                ("$seven", "i32.eqz", 6),
                ("$zero", "i32.eqz i32.eqz", 6),
                ("$zero", "i32.const 0 i32.eq", 5),
                ("$zero", "i32.const 0 i32.ne", 6),
                ("$seven", "i32.const 0 i32.ne", 5),
                ("$null", "ref.is_null", 5),
                ("$null", "ref.is_null i32.eqz", 6),
            ] {
                assert_eq!(selected(operand, condition, select), expected, "{operand}: {condition} {select}");
            }
        }
    }

    #[test]
    fn other_modules_are_not_copied() {
        for instructions in
            ["i32.const 4 i32.lt_u select drop", "i32.eqz drop drop drop", "i64.const 9413 drop drop drop drop"]
        {
            let text = format!("(module (func (param i32) (local.get 0) (local.get 0) (local.get 0) {instructions}))");
            let wasm = wat::parse_str(text).unwrap();
            assert_eq!(rewritten(&wasm, |_| KeptApart::default()), None, "{instructions}");
        }
    }
}
