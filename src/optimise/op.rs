//! Instructions, as the optimiser reads, compares and writes them.

use prost::encoding::encode_varint;

/// Opcodes, by <https://webassembly.github.io/spec/core/binary/instructions.html>.
pub(super) mod code {
    pub(crate) const UNREACHABLE: u8 = 0x00;
    pub(crate) const NOP: u8 = 0x01;
    pub(crate) const BLOCK: u8 = 0x02;
    pub(crate) const LOOP: u8 = 0x03;
    pub(crate) const IF: u8 = 0x04;
    pub(crate) const ELSE: u8 = 0x05;
    pub(crate) const END: u8 = 0x0b;
    pub(crate) const BR: u8 = 0x0c;
    pub(crate) const BR_IF: u8 = 0x0d;
    pub(crate) const BR_TABLE: u8 = 0x0e;
    pub(crate) const RETURN: u8 = 0x0f;
    pub(crate) const CALL: u8 = 0x10;
    pub(crate) const CALL_INDIRECT: u8 = 0x11;
    pub(crate) const DROP: u8 = 0x1a;
    pub(crate) const SELECT: u8 = 0x1b;
    pub(crate) const LOCAL_GET: u8 = 0x20;
    pub(crate) const LOCAL_SET: u8 = 0x21;
    pub(crate) const LOCAL_TEE: u8 = 0x22;
    pub(crate) const GLOBAL_GET: u8 = 0x23;
    pub(crate) const GLOBAL_SET: u8 = 0x24;
    pub(crate) const TABLE_SET: u8 = 0x26;
    pub(crate) const I32_LOAD: u8 = 0x28;
    pub(crate) const LAST_STORE: u8 = 0x3e;
    pub(crate) const MEMORY_SIZE: u8 = 0x3f;
    pub(crate) const MEMORY_GROW: u8 = 0x40;
    pub(crate) const I32_CONST: u8 = 0x41;
    pub(crate) const I64_CONST: u8 = 0x42;
    pub(crate) const F32_CONST: u8 = 0x43;
    pub(crate) const F64_CONST: u8 = 0x44;
    pub(crate) const I32_EQZ: u8 = 0x45;
    pub(crate) const I32_EQ: u8 = 0x46;
    pub(crate) const I32_GE_U: u8 = 0x4f;
    pub(crate) const I64_EQZ: u8 = 0x50;
    pub(crate) const I64_EQ: u8 = 0x51;
    pub(crate) const I64_GE_U: u8 = 0x5a;
    pub(crate) const F64_GE: u8 = 0x66;
    pub(crate) const I32_ADD: u8 = 0x6a;
    pub(crate) const I32_SUB: u8 = 0x6b;
    pub(crate) const I64_ADD: u8 = 0x7c;
    pub(crate) const I32_WRAP_I64: u8 = 0xa7;
    pub(crate) const I64_EXTEND_I32_S: u8 = 0xac;
    pub(crate) const I64_EXTEND_I32_U: u8 = 0xad;
    pub(crate) const LAST_PLAIN: u8 = 0xc4;
    pub(crate) const BULK: u8 = 0xfc;

    /// No opcode: an instruction that is copied as it is.
    pub(crate) const COPIED: u8 = 0xe0;
    /// No opcode: a branch to a node of the flow graph.
    pub(crate) const JUMP: u8 = 0xe1;
    /// No opcode: a branch to a node of the flow graph if the number on the stack is not zero.
    pub(crate) const JUMP_IF: u8 = 0xe2;
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

/// Appends an unsigned LEB128 number.
#[inline]
pub(super) fn unsigned(number: u64, out: &mut Vec<u8>) {
    if number < 0x80 { out.push(number as u8) } else { encode_varint(number, out) }
}

/// Appends a signed LEB128 number.
fn signed(mut number: i64, out: &mut Vec<u8>) {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == if byte & 0x40 == 0 { 0 } else { -1 } {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}
