//! Looks through a function's instructions without decoding them, several times as fast as a parser does.

/// What comes behind an opcode.
#[derive(Clone, Copy)]
enum Immediate {
    Nothing,
    /// So many bytes.
    Bytes(u8),
    /// So many LEB128 numbers.
    Numbers(u8),
    /// An alignment, a memory if that says so, and an offset.
    Address,
    /// What a block takes and gives.
    Block,
    /// A list of numbers, and another number.
    Table,
    /// A list of types.
    Types,
    /// A number that is the rest of the opcode.
    Bulk,
    Vector,
    /// No instruction that is known here.
    Unknown,
}

use Immediate::{Address, Block, Bulk, Bytes, Nothing, Numbers, Table, Types, Unknown, Vector};

/// By opcode, from <https://webassembly.github.io/spec/core/binary/instructions.html>.
const IMMEDIATES: [Immediate; 256] = {
    let mut table = [Unknown; 256];
    let ranges = [
        (0x00, 0x01, Nothing),
        (0x02, 0x04, Block),
        (0x05, 0x05, Nothing),
        (0x0b, 0x0b, Nothing),
        (0x0c, 0x0d, Numbers(1)),
        (0x0e, 0x0e, Table),
        (0x0f, 0x0f, Nothing),
        (0x10, 0x10, Numbers(1)),
        (0x11, 0x11, Numbers(2)),
        (0x12, 0x12, Numbers(1)),
        (0x13, 0x13, Numbers(2)),
        (0x1a, 0x1b, Nothing),
        (0x1c, 0x1c, Types),
        (0x20, 0x26, Numbers(1)),
        (0x28, 0x3e, Address),
        (0x3f, 0x42, Numbers(1)),
        (0x43, 0x43, Bytes(4)),
        (0x44, 0x44, Bytes(8)),
        (0x45, 0xc4, Nothing),
        (0xd0, 0xd0, Numbers(1)),
        (0xd1, 0xd1, Nothing),
        (0xd2, 0xd2, Numbers(1)),
        (0xfc, 0xfc, Bulk),
        (0xfd, 0xfd, Vector),
    ];
    let mut range = 0;
    while range < ranges.len() {
        let (first, last, immediate) = ranges[range];
        let mut opcode = first;
        while opcode <= last {
            table[opcode] = immediate;
            opcode += 1;
        }
        range += 1;
    }
    table
};

/// Whether `instructions` may have a `br_table` and, anywhere, a block that is `wide`, by its opcode, and its type's first byte
/// and number. `blocks` says that there is one already. `true` for whatever is not known here.
pub(super) fn may_branch_by_table(instructions: &[u8], mut blocks: bool, wide: impl Fn(u8, u8, u32) -> bool) -> bool {
    let mut code = Code(instructions);
    let mut tables = false;
    while let Some(opcode) = code.byte() {
        let known = match IMMEDIATES[opcode as usize] {
            Block => {
                let first = code.0.first().copied().unwrap_or_default();
                code.number().map(|number| blocks |= wide(opcode, first, u32::try_from(number).unwrap_or(u32::MAX)))
            }
            Table => {
                tables = true;
                code.skip(Table)
            }
            immediate => code.skip(immediate),
        };
        if known.is_none() || (tables && blocks) {
            return true;
        }
    }
    false
}

/// The rest of the instructions.
struct Code<'a>(&'a [u8]);

impl Code<'_> {
    #[inline]
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Goes past a LEB128 number. Most are of one byte.
    #[inline]
    fn skip_number(&mut self) -> Option<()> {
        while self.byte()? >= 0x80 {}
        Some(())
    }

    /// A LEB128 number; of one that is negative, its bits.
    #[inline]
    fn number(&mut self) -> Option<u64> {
        if let [byte @ ..0x80, rest @ ..] = self.0 {
            self.0 = rest;
            return Some((*byte).into());
        }
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    /// `None` for what is cut short, or not known.
    #[inline(always)]
    fn skip(&mut self, immediate: Immediate) -> Option<()> {
        match immediate {
            Nothing => Some(()),
            Bytes(count) => self.bytes(count.into()),
            Numbers(1) => self.skip_number(),
            Numbers(count) => (0..count).try_for_each(|_| self.skip_number()),
            Address => self.skip_address(),
            Table => {
                let targets = self.number()?;
                (0..=targets).try_for_each(|_| self.skip_number())
            }
            Types => {
                let types = self.number()?;
                (0..types).try_for_each(|_| self.byte().filter(|ty| matches!(ty, 0x6f | 0x70 | 0x7b..=0x7f)).map(drop))
            }
            Bulk => self.skip_bulk(),
            Vector => self.skip_vector(),
            Block | Unknown => None,
        }
    }
    #[inline]
    fn skip_address(&mut self) -> Option<()> {
        let flags = self.number()?;
        if flags & 0x40 != 0 {
            self.skip_number()?;
        }
        self.skip_number()
    }

    fn skip_bulk(&mut self) -> Option<()> {
        let numbers = match self.number()? {
            0..=7 | 19..=22 => 0,
            9 | 11 | 13 | 15..=17 => 1,
            8 | 10 | 12 | 14 => 2,
            _ => return None,
        };
        (0..numbers).try_for_each(|_| self.skip_number())
    }

    fn skip_vector(&mut self) -> Option<()> {
        let bytes = match self.number()? {
            opcode @ (0..=11 | 84..=93) => {
                self.skip_address()?;
                usize::from((84..=91).contains(&opcode))
            }
            12 | 13 => 16,
            21..=34 => 1,
            14..=20 | 35..=83 | 94..=275 => 0,
            _ => return None,
        };
        self.bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use wasmparser::{Parser, Payload};

    use super::{Code, IMMEDIATES, Immediate};

    /// Every instruction is as long as wasmparser has it.
    #[test]
    fn instructions_are_as_long_as_they_are() {
        let text = r#"(module (memory 1) (memory 1) (table 1 funcref) (data "x") (elem func 0) (type $f (func)) (global (mut i32) (i32.const 0))
            (func (param i32 i64 f32 f64 v128 funcref)
                block loop end end nop local.get 0 if else end i32.const -70000 drop i64.const -9000000000 drop f32.const 3
                drop f64.const 3 drop local.get 0 local.get 0 local.get 0 select drop ref.null func ref.null func i32.const 0
                select (result funcref) ref.is_null drop ref.func 0 drop call 0 i32.const 0 call_indirect (type $f)
                i32.const 0 i32.load offset=300 drop i32.const 0 i64.load 1 offset=70000 drop memory.size drop
                i32.const 1 memory.grow drop i32.const 0 table.get 0 drop global.get 0 global.set 0
                i32.const 0 i32.const 0 i32.const 0 memory.copy i32.const 0 i32.const 0 i32.const 0 memory.init 0 data.drop 0
                i32.const 0 i32.const 0 i32.const 0 memory.fill i32.const 0 i32.const 0 i32.const 0 table.init 0 elem.drop 0
                i32.const 0 i32.const 0 i32.const 0 table.copy ref.null func i32.const 0 table.grow drop table.size 0 drop
                f32.const 0 i32.trunc_sat_f32_s drop v128.const i64x2 1 2 local.get 4
                i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 i32x4.extract_lane 3 drop i32.const 0 v128.load offset=300 drop
                i32.const 0 local.get 4 v128.load8_lane offset=300 15 drop i32.const 0 v128.load32_zero drop
                i32.const 0 local.get 4 v128.store64_lane 1 1 local.get 4 local.get 4 i32x4.dot_i16x8_s drop
                block block local.get 0 br_table 0 1 1 0 end end i32.const 0 br_if 0 i32.const 0 i32.ctz drop return))"#;
        let wasm = wat::parse_str(text.replace("call 0", "nop").replace("ref.func 0", "ref.null func")).unwrap();
        for payload in Parser::new(0).parse_all(&wasm) {
            let Payload::CodeSectionEntry(body) = payload.unwrap() else { continue };
            let mut operators = body.get_operators_reader().unwrap();
            while !operators.eof() {
                let start = operators.original_position();
                let operator = operators.read().unwrap();
                let mut code = Code(&wasm[start..]);
                let immediate = IMMEDIATES[code.byte().unwrap() as usize];
                let known =
                    if matches!(immediate, Immediate::Block) { code.skip_number() } else { code.skip(immediate) };
                let length = wasm[start..].len() - code.0.len();
                assert_eq!((known, length), (Some(()), operators.original_position() - start), "{operator:?}");
            }
        }
    }
}
