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

use crate::encoding::opcode::VECTOR;
use crate::rewrite::{Extension, Instruction, Replacement};

/// `v128.store8_lane` and `v128.store16_lane`, behind [`VECTOR`]. By
/// <https://webassembly.github.io/spec/core/binary/instructions.html>.
const STORE_8: u32 = 0x58;
const STORE_16: u32 = 0x59;

/// `i8x16.extract_lane_u` behind [`VECTOR`], and `i32.store8`; then the same for 16 bits.
const BITS_8: [u8; 2] = [0x16, 0x3a];
const BITS_16: [u8; 2] = [0x19, 0x3b];

/// Extracts a lane before it is stored.
pub(super) struct Extracted;

impl Replacement for Extracted {
    #[inline(always)]
    fn may_begin(&self, [first, second, _]: [u8; 3]) -> bool {
        // Opcodes are LEB128 numbers, which may be longer than they have to be.
        (first == VECTOR) & (second & 0x7e == STORE_8 as u8)
    }

    fn replace(&mut self, instruction: &Instruction<'_>, _module: &mut Extension) -> Option<Vec<u8>> {
        if instruction.opcode != VECTOR {
            return None;
        }
        let mut operands = instruction.operands();
        let [extract, store] = match operands.number()? {
            STORE_8 => BITS_8,
            STORE_16 => BITS_16,
            _ => return None,
        };
        let (lane, address) = instruction.bytes[operands.position..].split_last()?;
        let first_memory = operands.number()? & 0x40 == 0 || operands.number()? == 0;
        // wasmi reads the store to such an address back as it wrote it.
        if first_memory && operands.long()? <= u16::MAX.into() {
            return None;
        }
        Some([&[VECTOR, extract, *lane, store], address].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::rewritten;

    fn replaced(text: &str) -> Vec<u8> {
        rewritten(&wat::parse_str(text).unwrap(), |_| Extracted).expect("something is replaced")
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
            assert_eq!(rewritten(&wasm, |_| Extracted), None, "{instructions}");
        }
    }
}
