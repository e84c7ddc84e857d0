//! Reads a function's instructions.

use super::op::{Op, code};

/// The rest of a function's instructions.
pub(super) use crate::encoding::Reader as Decoder;

impl Decoder<'_> {
    /// The next instruction; `None` if it is cut short, or not known here.
    #[inline]
    pub(in crate::optimise) fn next(&mut self) -> Option<Op> {
        let start = self.position;
        let code = self.byte()?;
        match code {
            code::UNREACHABLE | code::NOP | code::ELSE | code::END | code::RETURN | code::DROP | code::SELECT => {
                Some(Op::plain(code))
            }
            code::I32_EQZ..=code::LAST_PLAIN => Some(Op::plain(code)),
            code::LOCAL_GET..=code::GLOBAL_SET | code::CALL | code::BR | code::BR_IF => {
                Some(Op::of(code, self.number()?))
            }
            code::I32_LOAD..=code::LAST_STORE => {
                let (index, value) = (self.number()?, self.long()?);
                // Of another memory, or of a shape to come.
                (index < 0x40).then_some(Op { code, index, value })
            }
            code::I32_CONST => Some(Op { code, index: 0, value: u64::from(self.signed()? as u32) }),
            code::I64_CONST | code::BLOCK | code::LOOP | code::IF => {
                let value = self.signed()?;
                // A block's empty type is the byte 0x40, which is -64.
                Some(Op { code, index: 0, value: value as u64 })
            }
            code::F32_CONST => {
                let bytes = self.bytes(4)?;
                Some(Op { code, index: 0, value: u32::from_le_bytes(bytes.try_into().ok()?).into() })
            }
            code::F64_CONST => {
                let bytes = self.bytes(8)?;
                Some(Op { code, index: 0, value: u64::from_le_bytes(bytes.try_into().ok()?) })
            }
            code::CALL_INDIRECT => Some(Op { code, index: self.number()?, value: self.long()? }),
            // Go's compiler writes none of these.
            code::RETURN_CALL | code::RETURN_CALL_INDIRECT | code::VECTOR | code::ATOMIC => None,
            _ => {
                self.skip(code)?;
                Some(Op { code: code::COPIED, index: start as u32, value: (self.position - start) as u64 })
            }
        }
    }

    /// Whether any of the instructions may change what a table holds.
    pub(in crate::optimise) fn changes_tables(mut self) -> bool {
        while !self.is_done() {
            let start = self.position;
            match self.byte().and_then(|code| self.skip(code)) {
                Some(()) if !changes_table(&self.bytes[start..]) => {}
                _ => return true,
            }
        }
        false
    }

    /// Whether an instruction that was read here changes what a table holds.
    pub(in crate::optimise) fn changes_table(&self, op: Op) -> bool {
        op.code == code::COPIED && changes_table(self.bytes.get(op.index as usize..).unwrap_or_default())
    }
}

/// Whether the instruction at the beginning of `bytes` changes what a table holds: `table.set`, `init`, `copy`, `grow` or `fill`.
fn changes_table(bytes: &[u8]) -> bool {
    matches!(bytes, [code::TABLE_SET, ..] | [code::BULK, 0x0c | 0x0e | 0x0f | 0x11 | 0x80.., ..])
}
