//! Replaces two instructions that the interpreter does not execute safely.
//!
//! wasmi 2.0.0 reads `v128.store8_lane` and `v128.store16_lane` back in another layout than it wrote them in, unless
//! they address the first memory with an offset of 16 bits, and goes on in the middle of an instruction. Extracting the
//! lane and storing it does the same: the address lies below the vector on the stack, and both trap for the same ones.
//! The smallest module is
//!
//! ```wat
//! (module (memory 3) (func (local v128 i32) (v128.store8_lane offset=65536 3 (local.get 1) (local.get 0))))
//! ```
//!
//! Goes when wasmi executes the two instructions with any offset and memory.

use std::borrow::Cow;
use std::ops::Range;

use wasmparser::{FunctionBody, MemArg, Operator};

use crate::encoding::opcode::VECTOR;
use crate::rewrite::change_code;

/// `i8x16.extract_lane_u` after its prefix, and `i32.store8`; then the same for 16 bits. By
/// <https://webassembly.github.io/spec/core/binary/instructions.html>.
const BITS_8: [u8; 2] = [0x16, 0x3a];
const BITS_16: [u8; 2] = [0x19, 0x3b];

/// `wasm` without instructions that are not executed safely.
pub(super) fn replace_store_lanes(wasm: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    change_code(&wasm, may_store_lanes, |_, code, body| rewrite_body(code, body)).map_or(wasm, Cow::Owned)
}

/// Whether two bytes of `code` could be the beginning of one of the instructions.
fn may_store_lanes(code: &[u8]) -> bool {
    // Opcodes are LEB128 numbers, which may be longer than they have to be.
    let begins = |(first, second): (&u8, &u8)| (*first == VECTOR) & (second & 0x7e == 0x58);
    // The compiler makes vector code of a loop that does not end early.
    code.iter().zip(code.iter().skip(1)).fold(false, |any, pair| any | begins(pair))
}

/// The function `body` of the code section `code`, as it is to be; `None` if that is as it is.
fn rewrite_body(code: &[u8], body: &FunctionBody<'_>) -> Option<Vec<u8>> {
    let mut rewritten = Vec::new();
    let mut copied = body.range().start;
    let mut operators = body.get_operators_reader().ok()?;
    while !operators.eof() {
        let start = operators.original_position();
        let ([extract, store], lane) = match operators.read().ok()? {
            Operator::V128Store8Lane { memarg, lane } if !is_safe(&memarg) => (BITS_8, lane),
            Operator::V128Store16Lane { memarg, lane } if !is_safe(&memarg) => (BITS_16, lane),
            _ => continue,
        };
        let end = operators.original_position();
        rewritten.extend_from_slice(&code[copied..start]);
        rewritten.extend_from_slice(&[VECTOR, extract, lane, store]);
        rewritten.extend_from_slice(&code[memarg(code, start..end)]);
        copied = end;
    }
    rewritten.extend_from_slice(&code[copied..body.range().end]);
    (copied > body.range().start).then_some(rewritten)
}

/// Whether wasmi reads a lane's store to this address back as it wrote it.
fn is_safe(memarg: &MemArg) -> bool {
    memarg.memory == 0 && memarg.offset <= u16::MAX.into()
}

/// Where the address lies in the instruction at `instruction`: between the opcode, after its prefix, and the lane.
fn memarg(code: &[u8], instruction: Range<usize>) -> Range<usize> {
    let mut start = instruction.start + 1;
    while code[start] & 0x80 != 0 {
        start += 1;
    }
    start + 1..instruction.end - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> Vec<u8> {
        replace_store_lanes(wat::parse_str(text).unwrap().into()).into_owned()
    }

    #[test]
    fn lanes_are_extracted_and_stored() {
        for (before, after) in [
            ("v128.store8_lane offset=65536 15", "i8x16.extract_lane_u 15 i32.store8 offset=65536"),
            ("v128.store8_lane 1 3", "i8x16.extract_lane_u 3 i32.store8 1"),
            ("v128.store16_lane 1 offset=7 align=1 7", "i16x8.extract_lane_u 7 i32.store16 1 offset=7 align=1"),
        ] {
            let module = |instructions: &str| {
                format!(
                    "(module (memory 1) (memory 1) (func) (func (param i32 v128)
                        (local.get 0) (local.get 1) {instructions}
                        (local.get 0) (local.get 1) {instructions}) (func) (data \"\"))"
                )
            };
            assert_eq!(replaced(&module(before)), wat::parse_str(module(after)).unwrap(), "{before}");
        }
    }

    #[test]
    fn other_modules_are_not_copied() {
        for instructions in ["v128.store8_lane offset=65535 15", "v128.store32_lane offset=65536 1", "drop drop"] {
            let text =
                format!("(module (memory 1) (func (param i32 v128) (local.get 0) (local.get 1) {instructions}))");
            let wasm = wat::parse_str(text).unwrap();
            assert!(matches!(replace_store_lanes((&*wasm).into()), Cow::Borrowed(_)), "{instructions}");
        }
    }
}
