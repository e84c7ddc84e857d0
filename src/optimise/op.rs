//! Instructions, as the optimiser reads, compares and writes them.

pub(super) use crate::encoding::{signed, unsigned};

/// Opcodes.
pub(super) mod code {
    pub(crate) use crate::encoding::opcode::*;

    /// No opcode: an instruction that is copied as it is.
    pub(crate) const COPIED: u8 = 0xe0;
    /// No opcode: a branch to a node of the flow graph.
    pub(crate) const JUMP: u8 = 0xe1;
    /// No opcode: a branch to a node of the flow graph if the number on the stack is not zero.
    pub(crate) const JUMP_IF: u8 = 0xe2;
    /// No opcode: the address that lies so many bytes behind what the function was given as stack pointer.
    pub(crate) const ADDRESS: u8 = 0xe3;
    /// No opcode: the lowest address of the function's part of the stack.
    pub(crate) const BASE: u8 = 0xe4;
    /// No opcode: where the function sees whether that address is as it has to be, and branches to a node if it is not.
    pub(crate) const ENTRY: u8 = 0xe5;
}

/// The type of a block that takes and gives nothing.
pub(super) const EMPTY: u64 = -64_i64 as u64;

/// An instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Op {
    pub(super) code: u8,
    /// What it names: a local, a global, a function, a type, a label; of a load or store, the alignment. Of what is copied, where
    /// it begins in the function's body.
    pub(super) index: u32,
    /// A constant's bits, a block's type, the offset of a load or store, the table of a call. Of what is copied, its length.
    pub(super) value: u64,
}

impl Op {
    /// In the alignment of a load or store: its offset is that of an [`ADDRESS`](code::ADDRESS), and the base comes before it.
    pub(super) const IN_FRAME: u32 = 1 << 16;

    /// The address that lies so many bytes behind what the function was given as stack pointer.
    pub(super) const fn address(offset: i64) -> Self {
        Self { code: code::ADDRESS, index: 0, value: offset as u64 }
    }

    /// An instruction without anything behind its opcode.
    pub(super) const fn plain(code: u8) -> Self {
        Self { code, index: 0, value: 0 }
    }

    /// An instruction that names something.
    pub(super) const fn of(code: u8, index: u32) -> Self {
        Self { code, index, value: 0 }
    }

    /// A block that takes and gives nothing.
    pub(super) const fn block(code: u8) -> Self {
        Self { code, index: 0, value: EMPTY }
    }

    pub(super) const fn i32_const(value: i32) -> Self {
        Self { code: code::I32_CONST, index: 0, value: value as u32 as u64 }
    }

    /// Appends the instruction as it is encoded. `body` is what it was read from.
    pub(super) fn encode(self, body: &[u8], out: &mut Vec<u8>) {
        if self.code == code::COPIED {
            let start = self.index as usize;
            return out.extend_from_slice(&body[start..start + self.value as usize]);
        }
        out.push(self.code);
        match self.code {
            code::BLOCK | code::LOOP | code::IF => signed(self.value as i64, out),
            code::BR | code::BR_IF | code::CALL | code::LOCAL_GET..=code::GLOBAL_SET => {
                unsigned(self.index.into(), out);
            }
            code::CALL_INDIRECT | code::I32_LOAD..=code::LAST_STORE => {
                unsigned(self.index.into(), out);
                unsigned(self.value, out);
            }
            code::I32_CONST => signed((self.value as u32 as i32).into(), out),
            code::I64_CONST => signed(self.value as i64, out),
            code::F32_CONST => out.extend((self.value as u32).to_le_bytes()),
            code::F64_CONST => out.extend(self.value.to_le_bytes()),
            _ => {}
        }
    }
}
