//! What comes behind each opcode.

use super::{Reader, opcode};

/// What comes behind an opcode.
#[derive(Clone, Copy)]
enum Shape {
    Nothing,
    /// So many bytes.
    Bytes(u8),
    /// So many LEB128 numbers.
    Numbers(u8),
    /// An alignment, a memory if that says so, and an offset.
    Address,
    /// What a block takes and gives: a byte, or the number of a type.
    Block,
    /// A list of numbers, and another number.
    Table,
    /// A list of types.
    Types,
    /// A number that is the rest of the opcode.
    Bulk,
    Vector,
    Atomic,
    /// No instruction that is known here.
    Unknown,
}

use Shape::{Address, Atomic, Block, Bulk, Bytes, Nothing, Numbers, Table, Types, Unknown, Vector};

/// By opcode.
const SHAPES: [Shape; 256] = {
    let mut table = [Unknown; 256];
    let ranges = [
        (opcode::UNREACHABLE, opcode::NOP, Nothing),
        (opcode::BLOCK, opcode::IF, Block),
        (opcode::ELSE, opcode::ELSE, Nothing),
        (opcode::END, opcode::END, Nothing),
        (opcode::BR, opcode::BR_IF, Numbers(1)),
        (opcode::BR_TABLE, opcode::BR_TABLE, Table),
        (opcode::RETURN, opcode::RETURN, Nothing),
        (opcode::CALL, opcode::CALL, Numbers(1)),
        (opcode::CALL_INDIRECT, opcode::CALL_INDIRECT, Numbers(2)),
        (opcode::RETURN_CALL, opcode::RETURN_CALL, Numbers(1)),
        (opcode::RETURN_CALL_INDIRECT, opcode::RETURN_CALL_INDIRECT, Numbers(2)),
        (opcode::DROP, opcode::SELECT, Nothing),
        (opcode::TYPED_SELECT, opcode::TYPED_SELECT, Types),
        (opcode::LOCAL_GET, opcode::TABLE_SET, Numbers(1)),
        (opcode::I32_LOAD, opcode::LAST_STORE, Address),
        (opcode::MEMORY_SIZE, opcode::I64_CONST, Numbers(1)),
        (opcode::F32_CONST, opcode::F32_CONST, Bytes(4)),
        (opcode::F64_CONST, opcode::F64_CONST, Bytes(8)),
        (opcode::I32_EQZ, opcode::LAST_PLAIN, Nothing),
        (opcode::REF_NULL, opcode::REF_NULL, Numbers(1)),
        (opcode::REF_IS_NULL, opcode::REF_IS_NULL, Nothing),
        (opcode::REF_FUNC, opcode::REF_FUNC, Numbers(1)),
        (opcode::BULK, opcode::BULK, Bulk),
        (opcode::VECTOR, opcode::VECTOR, Vector),
        (opcode::ATOMIC, opcode::ATOMIC, Atomic),
    ];
    let mut range = 0;
    while range < ranges.len() {
        let (first, last, shape) = ranges[range];
        let mut opcode = first as usize;
        while opcode <= last as usize {
            table[opcode] = shape;
            opcode += 1;
        }
        range += 1;
    }
    table
};

/// How to go past most instructions at once: where none of these bits is set in the first four bytes of one, it is so long.
const SHORT: [(u32, u32); 256] = {
    // Others have at least their opcode, which is not 0.
    let mut table = [(0xff, 0); 256];
    let mut opcode = 0;
    while opcode < table.len() {
        match SHAPES[opcode] {
            Nothing => table[opcode] = (0, 1),
            Numbers(1) => table[opcode] = (0x80_00, 2),
            Numbers(2) => table[opcode] = (0x80_80_00, 3),
            // Of the first memory.
            Address => table[opcode] = (0x80_c0_00, 3),
            _ => {}
        }
        opcode += 1;
    }
    table
};

/// Whether `byte` is a value's type that the engine knows.
const fn is_type(byte: u8) -> bool {
    matches!(byte, 0x6f | 0x70 | 0x7b..=0x7f)
}

impl Reader<'_> {
    /// Goes on to the next block, loop or `if`, past its opcode, which it gives; `None` in it if there is none. This is the
    /// fastest way through code that is not to be read.
    pub(crate) fn next_block(&mut self) -> Option<Option<u8>> {
        while let Some(opcode) = self.byte() {
            if let Some(first) = self.bytes.get(self.position - 1..).and_then(|rest| rest.first_chunk()) {
                let (bits, length) = SHORT[opcode as usize];
                if u32::from_le_bytes(*first) & bits == 0 {
                    self.position += length as usize - 1;
                    continue;
                }
            }
            if matches!(opcode, opcode::BLOCK..=opcode::IF) {
                return Some(Some(opcode));
            }
            self.skip(opcode)?;
        }
        Some(None)
    }

    /// Goes past what comes behind `opcode`.
    #[inline(always)]
    pub(crate) fn skip(&mut self, opcode: u8) -> Option<()> {
        match SHAPES[opcode as usize] {
            Nothing => Some(()),
            Bytes(count) => self.bytes(count.into()).map(drop),
            Numbers(1) => self.skip_number(),
            Numbers(count) => (0..count).try_for_each(|_| self.skip_number()),
            Address => self.skip_address(),
            Block => self.skip_block_type(),
            Table => {
                let targets = self.number()?;
                (0..=targets).try_for_each(|_| self.skip_number())
            }
            Types => {
                let types = self.number()?;
                (0..types).try_for_each(|_| self.byte().filter(|ty| is_type(*ty)).map(drop))
            }
            Bulk => self.skip_bulk(),
            Vector => self.skip_vector(),
            Atomic => self.skip_atomic(),
            Unknown => None,
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

    #[inline]
    fn skip_block_type(&mut self) -> Option<()> {
        match self.byte()? {
            0x40 => Some(()),
            ty @ 0x41..=0x7f => is_type(ty).then_some(()),
            0..0x40 => Some(()),
            _ => self.skip_number(),
        }
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
        self.bytes(bytes).map(drop)
    }

    fn skip_atomic(&mut self) -> Option<()> {
        match self.number()? {
            // The memory of a fence.
            3 => self.byte().filter(|byte| *byte == 0).map(drop),
            0..=2 | 0x10..=0x4e => self.skip_address(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use wasmparser::{BinaryReader, Operator};

    use super::super::Reader;

    macro_rules! proposals {
        ($(@$proposal:ident $operator:ident $({ $($argument:ident: $ty:ty),* })? => $visit:ident ($($arity:tt)*))*) => {
            /// The proposal that an instruction came with.
            fn proposal(operator: &Operator<'_>) -> &'static str {
                match operator {
                    $(Operator::$operator { .. } => stringify!($proposal),)*
                    _ => "",
                }
            }
        };
    }
    wasmparser::for_each_operator!(proposals);

    /// Proposals that the engine has none of, and nothing here either.
    const LEFT_OUT: [&str; 7] = [
        "exceptions",
        "legacy_exceptions",
        "function_references",
        "gc",
        "memory_control",
        "shared_everything_threads",
        "stack_switching",
    ];

    /// How long the instruction is that `code` begins with, by wasmparser.
    fn length(code: &[u8]) -> Option<usize> {
        let mut reader = BinaryReader::new(code, 0);
        let operator = reader.read_operator().ok()?;
        (!LEFT_OUT.contains(&proposal(&operator))).then(|| reader.original_position())
    }

    /// The same by the shapes.
    fn skipped(code: &[u8]) -> Option<usize> {
        let mut reader = Reader::new(code);
        let opcode = reader.byte()?;
        reader.skip(opcode)?;
        Some(reader.position)
    }

    #[test]
    fn every_instruction_is_as_long_as_a_parser_has_it() {
        // What may come behind an opcode, each of them long enough for all instructions.
        let behind: [&[u8]; 7] = [
            &[0; 20],
            &[0x40; 20],
            &[0x42, 0x80, 1, 0x90, 0x80, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
            &[0x81, 0, 0x7f, 0x90, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[2, 0x88, 1, 7, 0x80, 0x80, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3],
            &[1, 0x7b, 0xfb, 0xff, 0xff, 0xff, 0x0f, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3],
            &[0x70, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 3, 3, 3, 3, 3, 3, 3, 3, 3],
        ];
        let plain = (0..=0xfa).map(|opcode: u8| vec![opcode]);
        let prefixed = (0xfb..=0xff).flat_map(|prefix: u8| {
            let short = (0..0x80).map(move |rest: u8| vec![prefix, rest]);
            let long = (0..4).flat_map(move |high| (0..0x80).map(move |low: u8| vec![prefix, low | 0x80, high]));
            short.chain(long)
        });
        let mut known = 0;
        for opcode in plain.chain(prefixed) {
            for behind in behind {
                let code = [&*opcode, behind].concat();
                let Some(length) = length(&code) else { continue };
                assert_eq!(skipped(&code), Some(length), "{code:02x?}");
                known += 1;
            }
        }
        assert!(known > 2000, "{known} instructions were compared");
    }

    #[test]
    fn the_fastest_way_leads_to_the_same_places() {
        let text = r#"(module (memory 1) (memory 1) (type $wide (func (param i32 i32))) (func (param i32) (local i64)
            i64.const 0x0203 local.set 1 (block (result i32) i32.const 200) drop
            i32.const 3 i32.load offset=2 i32.load 1 offset=3 f64.const 0 drop drop
            (if (i32.const 2) (then f32.const 3 drop)) i32.const 1 i32.const 2
            (loop (type $wide) drop drop) local.get 0 i32.eqz drop))"#;
        let wasm = wat::parse_str(text).unwrap();
        for payload in wasmparser::Parser::new(0).parse_all(&wasm) {
            let wasmparser::Payload::CodeSectionEntry(body) = payload.unwrap() else { continue };
            let mut operators = body.get_operators_reader().unwrap();
            let mut reader = Reader { bytes: &wasm[..body.range().end], position: operators.original_position() };
            while !operators.eof() {
                let start = operators.original_position();
                if matches!(operators.read(), Ok(Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. }))
                {
                    assert_eq!((reader.next_block(), reader.position), (Some(Some(wasm[start])), start + 1));
                    reader.skip(wasm[start]).unwrap();
                }
            }
            assert_eq!((reader.next_block(), reader.is_done()), (Some(None), true));
        }
        assert_eq!(Reader::new(&[0x01, 0xff, 0x02]).next_block(), None);
    }

    #[test]
    fn what_is_cut_short_is_none() {
        let code = [0xfd, 0x54, 0x42, 1, 0x80, 2, 7];
        assert_eq!(skipped(&code), Some(7));
        (0..7).for_each(|end| assert_eq!(skipped(&code[..end]), None, "{end}"));
        assert_eq!(skipped(&[0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]), None);
    }
}
