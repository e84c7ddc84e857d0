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

use std::borrow::Cow;

use wasmparser::{FunctionBody, Operator};

use crate::encoding::opcode;
use crate::rewrite::change_code;

/// `i32.const -1` and `i32.and`.
const APART: [u8; 3] = [opcode::I32_CONST, 0x7f, opcode::I32_AND];

/// `wasm` without comparisons that are fused with a `select`.
pub(super) fn keep_conditions_apart(wasm: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    change_code(&wasm, may_select, |_, code, body| rewrite_body(code, body)).map_or(wasm, Cow::Owned)
}

/// Whether three bytes of `code` could be a comparison and a `select`, or the `nop` before one.
fn may_select(code: &[u8]) -> bool {
    let compares = |byte: u8| (opcode::I32_EQZ..=opcode::I32_NE).contains(&byte) | (byte == opcode::REF_IS_NULL);
    let selects = |byte: u8| (opcode::SELECT..=opcode::TYPED_SELECT).contains(&byte);
    let follows =
        |next: u8, last: u8| selects(next) | ((next == opcode::NOP) & (selects(last) | (last == opcode::NOP)));
    // The compiler makes vector code of a loop that does not end early. No function ends with a `select`.
    let triples = code.iter().zip(code.iter().skip(1)).zip(code.iter().skip(2));
    triples.fold(false, |any, ((first, next), last)| any | (compares(*first) & follows(*next, *last)))
}

/// The function `body` of the code section `code`, as it is to be; `None` if that is as it is.
fn rewrite_body(code: &[u8], body: &FunctionBody<'_>) -> Option<Vec<u8>> {
    let mut rewritten = Vec::new();
    let mut copied = body.range().start;
    let mut operators = body.get_operators_reader().ok()?;
    let mut compared = false;
    while !operators.eof() {
        let start = operators.original_position();
        match operators.read().ok()? {
            Operator::I32Eqz | Operator::I32Eq | Operator::I32Ne | Operator::RefIsNull => compared = true,
            Operator::Nop => {}
            Operator::Select | Operator::TypedSelect { .. } if compared => {
                rewritten.extend_from_slice(&code[copied..start]);
                rewritten.extend_from_slice(&APART);
                (copied, compared) = (start, false);
            }
            _ => compared = false,
        }
    }
    rewritten.extend_from_slice(&code[copied..body.range().end]);
    (copied > body.range().start).then_some(rewritten)
}

#[cfg(test)]
mod tests {
    use super::*;
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
            assert!(matches!(keep_conditions_apart((&*wasm).into()), Cow::Borrowed(_)), "{instructions}");
        }
    }
}
