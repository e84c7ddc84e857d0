//! Reads a function's instructions.

use super::op::{Op, code};

/// The rest of a function's instructions. It trusts nothing: what it does not know ends it.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'a> {
    pub(super) body: &'a [u8],
    pub(super) position: usize,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self { body, position: 0 }
    }

    pub(super) fn is_done(&self) -> bool {
        self.position >= self.body.len()
    }

    /// The next instruction; `None` if it is cut short, or not known here.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Op> {
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
            _ => {
                self.skip(code)?;
                Some(Op { code: code::COPIED, index: start as u32, value: (self.position - start) as u64 })
            }
        }
    }

    /// Whether any of the instructions may change what a table holds.
    pub(super) fn changes_tables(mut self) -> bool {
        while !self.is_done() {
            match self.next() {
                Some(op) if !self.changes_table(op) => {}
                _ => return true,
            }
        }
        false
    }

    /// Whether an instruction that was read here changes what a table holds: `table.set`, `init`, `copy`, `grow` or `fill`.
    pub(super) fn changes_table(&self, op: Op) -> bool {
        let bytes = self.body.get(op.index as usize..).unwrap_or_default();
        op.code == code::COPIED
            && matches!(bytes, [code::TABLE_SET, ..] | [code::BULK, 0x0c | 0x0e | 0x0f | 0x11 | 0x80.., ..])
    }

    /// Goes past what comes behind an opcode of an instruction that is copied.
    fn skip(&mut self, code: u8) -> Option<()> {
        match code {
            0x25 | code::TABLE_SET | code::MEMORY_SIZE | code::MEMORY_GROW | 0xd0 | 0xd2 => self.number().map(drop),
            0xd1 => Some(()),
            code::BR_TABLE => {
                let targets = self.number()?;
                (0..=targets).try_for_each(|_| self.number().map(drop))
            }
            0x1c => {
                let types = self.number()?;
                self.bytes(types as usize).map(drop)
            }
            code::BULK => {
                let numbers = match self.number()? {
                    0..=7 => 0,
                    9 | 11 | 13 | 15..=17 => 1,
                    8 | 10 | 12 | 14 => 2,
                    _ => return None,
                };
                (0..numbers).try_for_each(|_| self.number().map(drop))
            }
            _ => None,
        }
    }

    #[inline]
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.body.get(self.position)?;
        self.position += 1;
        Some(byte)
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let bytes = self.body.get(self.position..)?.get(..count)?;
        self.position += count;
        Some(bytes)
    }

    /// An unsigned LEB128 number of 32 bits. Most are of one byte.
    #[inline]
    pub(super) fn number(&mut self) -> Option<u32> {
        u32::try_from(self.long()?).ok()
    }

    #[inline]
    fn long(&mut self) -> Option<u64> {
        let byte = self.byte()?;
        if byte < 0x80 {
            return Some(byte.into());
        }
        let mut number = u64::from(byte & 0x7f);
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    #[inline]
    fn signed(&mut self) -> Option<i64> {
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            number |= i64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                let used = shift + 7;
                return Some(if used < 64 { number << (64 - used) >> (64 - used) } else { number });
            }
        }
        None
    }
}
