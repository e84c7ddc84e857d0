//! A function's part of Go's stack.
//!
//! An optimised function is given the stack pointer P, and keeps it in its parameter. Wherever it is read, the stack pointer is P
//! plus a constant that is known then; the lowest of them is -depth, and P - depth is the function's *base*. At its beginning the
//! function sees to it that the base is a multiple of 8 below 2³¹; P is one by the convention. So an address that is the base
//! plus some constant is that sum without a carry, and what is loaded from or stored to it may have the constant in its offset.
//! And a memory that ends within the 8 bytes at a multiple of 8 does not exist, as it has whole pages.

use super::op::{Op, code, signed, unsigned};

/// Constants that are added to the stack pointer are below this.
pub(super) const LIMIT: i64 = 1 << 20;

/// Of a stack pointer, what has to be zero.
pub(super) const BAD_BITS: i32 = 0x8000_0007_u32 as i32;

/// Where a function's part of the stack is.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame {
    /// How many bytes the base is below P.
    pub(super) depth: i64,
    /// The local that holds the base, where that is not P.
    pub(super) local: u32,
    /// The number of locals of the original, and whether one more is used.
    pub(super) locals: u32,
    pub(super) uses_scratch: bool,
}

impl Frame {
    /// The local that is used for what the original's parameter was, apart from its first use.
    pub(super) fn scratch(&self) -> u32 {
        self.locals
    }

    fn base(&self) -> Op {
        Op::of(code::LOCAL_GET, if self.depth == 0 { 0 } else { self.local })
    }

    /// Appends an instruction on an address of this part of the stack; whether it was one.
    pub(super) fn encode(&self, op: Op, out: &mut Vec<u8>) -> bool {
        match op.code {
            code::BASE => self.base().encode(&[], out),
            code::ADDRESS if op.value == 0 => Op::of(code::LOCAL_GET, 0).encode(&[], out),
            code::ADDRESS => {
                self.base().encode(&[], out);
                let sum = self.depth + op.value as i64;
                if sum != 0 {
                    out.push(code::I32_CONST);
                    signed(sum, out);
                    out.push(code::I32_ADD);
                }
            }
            code::I32_LOAD..=code::LAST_STORE if op.index & Op::IN_FRAME != 0 => {
                out.push(op.code);
                unsigned((op.index & !Op::IN_FRAME).into(), out);
                unsigned((self.depth + op.value as i64) as u64, out);
            }
            _ => return false,
        }
        true
    }

    /// Appends what a function begins with: if the base is not as it has to be, it branches to `label`.
    pub(super) fn encode_entry(&self, label: u32, out: &mut Vec<u8>) {
        for op in [
            Op::of(code::LOCAL_GET, 0),
            Op::i32_const(-self.depth as i32),
            Op::plain(code::I32_ADD),
            Op::of(code::LOCAL_TEE, self.local),
            Op::i32_const(BAD_BITS),
            Op::plain(code::I32_AND),
            Op::of(code::BR_IF, label),
        ] {
            op.encode(&[], out);
        }
    }
}
