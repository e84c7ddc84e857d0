//! Makes fewer instructions of a few, as they are appended.
//!
//! Each rule looks at the instructions right before the new one. Control instructions stand among them, so that no rule looks past
//! a place where paths meet.

use super::op::{Op, code};

/// Instructions that were read, and what became of them.
#[derive(Default)]
pub(super) struct Code {
    pub(super) ops: Vec<Op>,
    /// What lies below belongs to another node of the flow graph.
    floor: usize,
    /// The lowest address that the stack pointer has been set to, as far behind what the function was given.
    pub(super) lowest: i64,
}

impl Code {
    /// Begins a node, and says where.
    pub(super) fn begin_node(&mut self) -> u32 {
        self.floor = self.ops.len();
        self.floor as u32
    }

    /// The node's instructions so far.
    pub(super) fn tail(&self) -> &[Op] {
        &self.ops[self.floor..]
    }

    /// Removes the last instructions.
    pub(super) fn drop_last(&mut self, count: usize) {
        self.ops.truncate(self.ops.len() - count);
    }

    /// Appends an instruction as it is.
    pub(super) fn append(&mut self, op: Op) {
        self.ops.push(op);
    }

    /// Appends an instruction, or what does the same.
    pub(super) fn push(&mut self, op: Op) {
        match op.code {
            code::I32_WRAP_I64 => self.wrap(),
            code::I64_EQZ => self.long_is_zero(),
            code::I32_EQZ => self.is_zero(),
            code::I32_SUB => self.subtract(),
            code::I32_ADD => self.add(),
            code::I32_LOAD..code::I32_STORE => self.load(op),
            code::I32_STORE..=code::LAST_STORE => self.store(op),
            code::IF | code::BR_IF | code::JUMP_IF => self.decide(op),
            code::NOP => {}
            _ => self.ops.push(op),
        }
    }

    /// `i32.wrap_i64` undoes an extension; and of a sum it needs the lower halves only, as addition is modulo 2³².
    fn wrap(&mut self) {
        if self.load_half() {
            return;
        }
        match self.tail() {
            [.., Op { code: code::I64_EXTEND_I32_U | code::I64_EXTEND_I32_S, .. }] => self.drop_last(1),
            [.., Op { code: code::I64_CONST, value, .. }] => {
                let value = *value as i32;
                self.drop_last(1);
                self.ops.push(Op::i32_const(value));
            }
            [
                ..,
                Op { code: code::I64_EXTEND_I32_U, .. },
                Op { code: code::I64_CONST, value, .. },
                Op { code: code::I64_ADD, .. },
            ] => {
                let value = *value as i32;
                self.drop_last(3);
                self.ops.push(Op::i32_const(value));
                self.push(Op::plain(code::I32_ADD));
            }
            _ => self.ops.push(Op::plain(code::I32_WRAP_I64)),
        }
    }

    /// An extended number is zero if the number is.
    fn long_is_zero(&mut self) {
        match self.tail() {
            [.., Op { code: code::I64_EXTEND_I32_U | code::I64_EXTEND_I32_S, .. }] => {
                self.drop_last(1);
                self.push(Op::plain(code::I32_EQZ));
            }
            _ => self.ops.push(Op::plain(code::I64_EQZ)),
        }
    }

    /// The negation of a negated comparison is the comparison, and the negation of one has an opcode of its own.
    fn is_zero(&mut self) {
        match self.tail() {
            [.., first, Op { code: code::I32_EQZ, .. }] if compares(first.code) => self.drop_last(1),
            [.., last] if opposite(last.code).is_some() => {
                let opposite = opposite(last.code).unwrap_or_default();
                self.drop_last(1);
                self.ops.push(Op::plain(opposite));
            }
            _ => self.ops.push(Op::plain(code::I32_EQZ)),
        }
    }

    /// To subtract a constant is to add its negation.
    fn subtract(&mut self) {
        match self.tail() {
            [.., Op { code: code::I32_CONST, value, .. }] => {
                let value = (*value as i32).wrapping_neg();
                self.drop_last(1);
                self.ops.push(Op::i32_const(value));
                self.add();
            }
            _ => self.ops.push(Op::plain(code::I32_SUB)),
        }
    }

    /// What decides a branch may be negated twice.
    fn decide(&mut self, op: Op) {
        if let [.., Op { code: code::I32_EQZ, .. }, Op { code: code::I32_EQZ, .. }] = self.tail() {
            self.drop_last(2);
        }
        self.ops.push(op);
    }
}

/// Whether an instruction gives 0 or 1.
fn compares(code: u8) -> bool {
    (code::I32_EQZ..=code::F64_GE).contains(&code)
}

/// The comparison of integers that is true where that of `code` is false.
fn opposite(code: u8) -> Option<u8> {
    // Each kind has eq, ne, lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u.
    const OPPOSITES: [u8; 10] = [1, 0, 8, 9, 6, 7, 4, 5, 2, 3];
    match code {
        code::I32_EQ..=code::I32_GE_U => Some(code::I32_EQ + OPPOSITES[usize::from(code - code::I32_EQ)]),
        code::I64_EQ..=code::I64_GE_U => Some(code::I64_EQ + OPPOSITES[usize::from(code - code::I64_EQ)]),
        _ => None,
    }
}
