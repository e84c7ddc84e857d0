//! Loads and stores of the function's part of the stack, and how addresses become shorter.

use super::frame::LIMIT;
use super::op::{Op, code};
use super::peephole::Code;

/// Instructions that are looked through for where a value begins.
const FAR: usize = 32;

impl Code {
    /// Whether the address so far behind the stack pointer is the base plus a constant.
    fn is_in_frame(&self, offset: i64) -> bool {
        (self.lowest..LIMIT).contains(&offset)
    }

    /// The load or store `op` of the address `offset`, where that takes no addition.
    fn in_frame(&self, op: Op, offset: u64) -> Option<Op> {
        let is_near = self.is_in_frame(offset as i64) && op.value < LIMIT as u64;
        is_near.then(|| Op { index: op.index | Op::IN_FRAME, value: offset.wrapping_add(op.value), ..op })
    }

    pub(super) fn load(&mut self, op: Op) {
        if let [.., Op { code: code::ADDRESS, value, .. }] = *self.tail()
            && let Some(op) = self.in_frame(op, value)
        {
            self.drop_last(1);
            self.ops.push(Op::plain(code::BASE));
            self.ops.push(op);
            return;
        }
        self.ops.push(op);
    }

    pub(super) fn store(&mut self, op: Op) {
        if let Some(place) = self.address_below_value()
            && let Some(op) = self.in_frame(op, self.ops[place].value)
        {
            self.ops[place] = Op::plain(code::BASE);
            self.ops.push(op);
            return;
        }
        self.ops.push(op);
    }

    /// Where the address of the stack stands that lies on WebAssembly's stack below the value on its top.
    fn address_below_value(&self) -> Option<usize> {
        // How many values are still to be accounted for: the one on top, and the one below it.
        let mut missing = 2_u32;
        let below = self.ops.len() - self.tail().len();
        for (place, op) in self.ops.iter().enumerate().skip(below).rev().take(FAR) {
            if missing == 1 && op.code == code::ADDRESS {
                return Some(place);
            }
            let (takes, gives) = arity(op.code)?;
            missing = missing.checked_sub(gives).filter(|missing| *missing > 0)? + takes;
        }
        None
    }

    /// Two constants that are added one after the other are one, and an address plus a constant is an address.
    pub(super) fn add(&mut self) {
        match *self.tail() {
            [.., Op { code: code::ADDRESS, value: offset, .. }, Op { code: code::I32_CONST, value, .. }] => {
                let sum = offset as i64 + i64::from(value as i32);
                if sum.abs() < LIMIT {
                    self.drop_last(2);
                    return self.ops.push(Op::address(sum));
                }
            }
            [
                ..,
                Op { code: code::I32_CONST, value: first, .. },
                Op { code: code::I32_ADD, .. },
                Op { code: code::I32_CONST, value: second, .. },
            ] => {
                let sum = (first as i32).wrapping_add(second as i32);
                self.drop_last(3);
                self.ops.push(Op::i32_const(sum));
            }
            _ => {}
        }
        self.ops.push(Op::plain(code::I32_ADD));
    }

    /// Whether the lower half of what the last instruction loads can be loaded by itself; if so, it is.
    pub(super) fn load_half(&mut self) -> bool {
        let Some(last) = self.tail().last().copied() else { return false };
        let half = match last.code {
            // The upper half is in memory if the lower one is.
            code::I64_LOAD if last.index & Op::IN_FRAME != 0 && last.value.is_multiple_of(8) => {
                Op { code: code::I32_LOAD, index: Op::IN_FRAME | (last.index & 0x3f).min(2), ..last }
            }
            code::I64_LOAD8_S..=code::I64_LOAD16_U => {
                Op { code: last.code - code::I64_LOAD8_S + code::I32_LOAD8_S, ..last }
            }
            code::I64_LOAD32_S | code::I64_LOAD32_U => Op { code: code::I32_LOAD, ..last },
            _ => return false,
        };
        self.drop_last(1);
        self.ops.push(half);
        true
    }
}

/// How many values an instruction takes and gives; `None` where that is not known, or where control may come from elsewhere.
pub(super) fn arity(code: u8) -> Option<(u32, u32)> {
    Some(match code {
        code::LOCAL_GET | code::GLOBAL_GET | code::ADDRESS | code::BASE => (0, 1),
        code::I32_CONST..=code::F64_CONST => (0, 1),
        code::LOCAL_SET | code::GLOBAL_SET | code::DROP => (1, 0),
        code::LOCAL_TEE | code::I32_LOAD..code::I32_STORE => (1, 1),
        code::I32_STORE..=code::LAST_STORE => (2, 0),
        code::SELECT => (3, 1),
        code::I32_EQZ | code::I64_EQZ => (1, 1),
        // Counts of bits, and conversions.
        0x67..=0x69 | 0x79..=0x7b | code::I32_WRAP_I64..=code::LAST_PLAIN => (1, 1),
        // Comparisons and arithmetic of integers.
        code::I32_EQ..=code::F64_GE | code::I32_ADD..=0x78 | code::I64_ADD..=0x8a => (2, 1),
        _ => return None,
    })
}
