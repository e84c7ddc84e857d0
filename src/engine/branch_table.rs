//! Keeps the interpreter from branching by a table without moving the values that the branch carries.
//!
//! wasmi 2.0.0 takes `br_table` for one that needs no copies when all its targets begin at the same height of the stack,
//! whatever lies between that and the values: the target then sees what lies there instead, which may never have been
//! written. Values that travel in registers are spared: none, or a single number. With one target at another height each
//! branch copies. So the default target is reached through a block around the `br_table`, which begins right below the values.
//! The smallest module is
//!
//! ```wat
//! (module (func (param $index i32) (result i64 i64)
//!     (block $inner (result i64 i64)
//!         (i32.const 9) (i64.const 5) (i64.const 6) (br_table $inner 1 $inner (local.get $index)))))
//! ```
//!
//! Goes when wasmi moves the values of a `br_table` whose targets begin at one height.

use wasmparser::{BinaryReader, FunctionSectionReader, TypeSectionReader, ValType};

use crate::encoding::opcode::{BLOCK, BR, BR_TABLE, END, IF, LOOP};
use crate::encoding::{Reader, signed, unsigned};
use crate::rewrite::{EXTERNREF, Extension, FUNCREF, I32, I64, Instruction, Replacement, Rewriting, V128, section_id};

/// The values that a branch to a label carries.
#[derive(Clone, Copy)]
enum Carried {
    Nothing,
    One([ValType; 1]),
    Parameters(u32),
    Results(u32),
}

/// The types of a module's functions and blocks, by their places: parameters and results.
#[derive(Default)]
struct Types(Vec<[Box<[ValType]>; 2]>);

impl Types {
    /// Reads the section of types; `None` if it has others than of functions, which the engine does not take.
    fn read(section: &[u8]) -> Option<Self> {
        let types = TypeSectionReader::new(BinaryReader::new(section, 0)).ok()?.into_iter_err_on_gc_types();
        let types = types.map(|ty| ty.map(|ty| [ty.params().into(), ty.results().into()]));
        types.collect::<Result<_, _>>().ok().map(Self)
    }

    fn values<'a>(&'a self, carried: &'a Carried) -> &'a [ValType] {
        let (index, part) = match carried {
            Carried::Nothing => return &[],
            Carried::One(ty) => return ty,
            Carried::Parameters(index) => (*index, 0),
            Carried::Results(index) => (*index, 1),
        };
        self.0.get(index as usize).map_or(&[], |ty| &ty[part])
    }

    /// Whether not all that a branch carries travels in registers.
    fn is_wide(&self, carried: &Carried) -> bool {
        match self.values(carried) {
            [] => false,
            [ty] => !matches!(ty, ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64),
            _ => true,
        }
    }
}

/// Makes one of a table's targets begin at another height.
pub(super) struct TargetsApart {
    types: Types,
    /// The types of the module's own functions.
    functions: Vec<u32>,
    /// What branches to the labels carry that are open.
    labels: Vec<Carried>,
}

impl TargetsApart {
    pub(super) fn of(rewriting: &Rewriting<'_>) -> Self {
        let types = rewriting.payload(section_id::TYPE).and_then(Types::read).unwrap_or_default();
        let functions = rewriting.payload(section_id::FUNCTION).and_then(read_functions).unwrap_or_default();
        Self { types, functions, labels: Vec::new() }
    }

    /// Whether a branch to any block that begins before `end` carries what does not all travel in registers. `None` if the
    /// function cannot be read.
    fn has_wide_block(&self, mut body: Reader<'_>, end: usize) -> Option<bool> {
        body.skip_locals()?;
        while body.position < end {
            let Some(opcode) = body.next_block()? else { break };
            if self.types.is_wide(&carried(opcode, body)) {
                return Some(true);
            }
            body.skip(opcode)?;
        }
        Some(false)
    }

    /// What does the same as a `br_table` with these operands; `None` if that stays.
    fn apart(&self, mut operands: Reader<'_>, module: &mut Extension) -> Option<Vec<u8>> {
        let count = operands.number()?;
        let targets: Vec<_> = (0..count).map(|_| operands.number()).collect::<Option<_>>()?;
        let default = operands.number()?;
        let carried = self.labels.get(self.labels.len().checked_sub(default as usize + 1)?)?;
        if !self.types.is_wide(carried) || targets.iter().all(|target| *target == default) {
            return None;
        }
        let values: Vec<_> = self.types.values(carried).iter().map(|ty| encoded(*ty)).collect::<Option<_>>()?;
        let mut code = vec![BLOCK];
        signed(module.ty(&[&*values, &[I32]].concat(), &values).into(), &mut code);
        code.push(BR_TABLE);
        unsigned(count.into(), &mut code);
        for target in targets {
            unsigned(if target == default { 0 } else { u64::from(target) + 1 }, &mut code);
        }
        code.extend([0, END, BR]);
        unsigned(default.into(), &mut code);
        Some(code)
    }
}

impl Replacement for TargetsApart {
    fn enter(&mut self, function: u32, body: Reader<'_>) -> bool {
        self.labels.clear();
        let ty = self.functions.get(function as usize);
        self.labels.push(ty.map_or(Carried::Nothing, |ty| Carried::Results(*ty)));
        // In most modules, most functions have none; those of Go have one at their beginning.
        let Some(last) = last_table(&body.bytes[body.position..]) else { return false };
        let end = body.position + last;
        self.types.is_wide(&self.labels[0]) || self.has_wide_block(body, end).unwrap_or(true)
    }

    fn replace(&mut self, instruction: &Instruction<'_>, module: &mut Extension) -> Option<Vec<u8>> {
        match instruction.opcode {
            opcode @ BLOCK..=IF => self.labels.push(carried(opcode, instruction.operands())),
            END => drop(self.labels.pop()),
            BR_TABLE => return self.apart(instruction.operands(), module),
            _ => {}
        }
        None
    }
}

/// Where the last `br_table` of the code may be: nothing behind it is one.
///
/// The same byte is found in numbers, too. What follows it there is rarely a list of labels, as so many blocks are not open.
fn last_table(code: &[u8]) -> Option<usize> {
    let blocks = blocks_at_most(code);
    // Labels that are read at most, lest a function of such bytes alone take the square of its length.
    let mut most = code.len();
    let mut is_table = |position: usize| {
        let mut operands = Reader { bytes: code, position: position + 1 };
        let targets = operands.number()?;
        for _ in 0..=targets {
            let Some(left) = most.checked_sub(1) else { break };
            most = left;
            // The function itself is a label, too.
            operands.number().filter(|label| *label as usize <= blocks)?;
        }
        Some(())
    };
    let mut end = code.len();
    while let Some(position) = last_index(&code[..end], BR_TABLE) {
        if is_table(position).is_some() {
            return Some(position);
        }
        end = position;
    }
    None
}

/// How many bytes may begin a block.
fn blocks_at_most(code: &[u8]) -> usize {
    let may_begin = |byte: &u8| u8::from((*byte == BLOCK) | (*byte == LOOP) | (*byte == IF));
    code.chunks(CHUNK).map(|chunk| usize::from(chunk.iter().map(may_begin).sum::<u8>())).sum()
}

/// Where `byte` is found last.
fn last_index(bytes: &[u8], byte: u8) -> Option<usize> {
    let mut end = bytes.len();
    for chunk in bytes.rchunks(CHUNK) {
        end -= chunk.len();
        if chunk.iter().fold(false, |any, found| any | (*found == byte)) {
            return chunk.iter().rposition(|found| *found == byte).map(|position| end + position);
        }
    }
    None
}

/// Of so many bytes, the compiler looks at many at once. Their number fits into one.
const CHUNK: usize = 128;

/// Types of the module's own functions.
fn read_functions(section: &[u8]) -> Option<Vec<u32>> {
    let functions = FunctionSectionReader::new(BinaryReader::new(section, 0)).ok()?;
    functions.into_iter().collect::<Result<_, _>>().ok()
}

/// What a branch to a block of this type carries: to a loop its parameters, to another its results.
fn carried(opcode: u8, mut ty: Reader<'_>) -> Carried {
    let value = match ty.signed().unwrap_or_default() {
        index @ 0.. => {
            let index = index.try_into().unwrap_or(u32::MAX);
            return if opcode == LOOP { Carried::Parameters(index) } else { Carried::Results(index) };
        }
        // The bytes of types are negative numbers.
        -0x01 => ValType::I32,
        -0x02 => ValType::I64,
        -0x03 => ValType::F32,
        -0x04 => ValType::F64,
        -0x05 => ValType::V128,
        -0x10 => ValType::FUNCREF,
        -0x11 => ValType::EXTERNREF,
        _ => return Carried::Nothing,
    };
    if opcode == LOOP { Carried::Nothing } else { Carried::One([value]) }
}

/// A value's type in a module; `None` for those that the engine does not know.
fn encoded(ty: ValType) -> Option<u8> {
    Some(match ty {
        ValType::I32 => I32,
        ValType::I64 => I64,
        ValType::F32 => 0x7d,
        ValType::F64 => 0x7c,
        ValType::V128 => V128,
        ValType::FUNCREF => FUNCREF,
        ValType::EXTERNREF => EXTERNREF,
        ValType::Ref(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::rewritten;
    use crate::{PluginExecutor, RunOptions};

    /// Ways to have something on the stack below the values that a branch carries.
    const BELOW: [&str; 4] = ["", "i32.const 9", "call $one", "call $one v128.const i64x2 7 8 i64.const 4"];

    /// Values: their types, how they are made, and how they are taken from the stack and put there again.
    const VALUES: [[&str; 4]; 4] = [
        ["i64 i64", "i64.const 5 i64.const 6", "local.set $b local.set $a", "local.get $a local.get $b"],
        ["v128", "v128.const i64x2 5 6", "local.set $v", "local.get $v"],
        ["i64 v128", "i64.const 4 v128.const i64x2 5 6", "local.set $v local.set $c", "local.get $c local.get $v"],
        ["v128 i64", "v128.const i64x2 5 6 i64.const 4", "local.set $c local.set $v", "local.get $v local.get $c"],
    ];

    /// What a plugin writes that keeps 16 bytes from 64 on, and exits with the number of the way it took.
    fn written(body: &str) -> (Vec<u8>, Option<u32>) {
        let text = format!(
            r#"(module
                (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (memory (export "memory") 1)
                (func $one (result i32) i32.const 1)
                (func $report (param $way i32)
                    (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 16))
                    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                    (call $exit (local.get $way)))
                {body})"#
        );
        let plugin = PluginExecutor::new().compile("", &wat::parse_str(text).unwrap()).unwrap();
        let mut out = Vec::new();
        let ended = plugin.run(&mut &b""[..], &mut out, &mut std::io::sink(), RunOptions::default());
        (out, ended.unwrap_err().exit_code())
    }

    const LOCALS: &str = "(local $a i64) (local $b i64) (local $c i64) (local $v v128)";
    const KEEP: &str = "(if (i64.eqz (local.get $a))
        (then (v128.store (i32.const 64) (local.get $v)))
        (else (i64.store (i32.const 64) (local.get $a)) (i64.store (i32.const 72) (local.get $b))))";

    #[test]
    fn values_arrive_wherever_a_table_leads() {
        let expected = [5_u64.to_le_bytes(), 6_u64.to_le_bytes()].concat();
        for below in BELOW {
            for [types, values, take, _] in VALUES {
                for (index, way) in [(0, 11), (1, 12), (2, 11), (9, 11)] {
                    let body = format!(
                        r#"(func (export "_start") {LOCALS} (local $way i32)
                            i32.const {index} call $both local.set $way {take} {KEEP} local.get $way call $report)
                        (func $both (param $index i32) (result {types} i32)
                            (block $outer (result {types})
                                (block $inner (result {types})
                                    {below} {values} local.get $index
                                    br_table $inner $outer $inner)
                                i32.const 11
                                return)
                            i32.const 12)"#
                    );
                    assert_eq!(written(&body), (expected.clone(), Some(way)), "{types}, {below:?}, {index}");
                }
            }
        }
    }

    #[test]
    fn values_arrive_at_functions_ends_and_loops() {
        let expected = [5_u64.to_le_bytes(), 6_u64.to_le_bytes()].concat();
        for below in BELOW {
            for [types, values, take, put] in VALUES {
                let body = format!(
                    r#"(func (export "_start") {LOCALS}
                        i32.const 2 call $again {take} {KEEP} i32.const 3 call $report)
                    (func $again (param $rounds i32) (result {types}) {LOCALS}
                        {values}
                        (loop $outer (param {types}) (result {types})
                            (loop $inner (param {types}) (result {types})
                                {take}
                                (if (i32.eqz (local.get $rounds)) (then {put} return))
                                (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
                                {below} {values} local.get $rounds
                                br_table $outer $inner $outer)))"#
                );
                assert_eq!(written(&body), (expected.clone(), Some(3)), "{types}, {below:?}");
            }
        }
    }

    #[test]
    fn no_table_is_overlooked() {
        let block = [BLOCK, 0x40];
        for (code, last) in [
            (&[BLOCK, 0x40, BR_TABLE, 1, 0, 1, END, END][..], Some(2)),
            // A number, before what would be three labels of which one is too far away.
            (&[0x41, BR_TABLE, 2, 0, 9, 0, END], None),
            // The second is a number.
            (&[BLOCK, 0x40, BR_TABLE, 0, 1, 0x41, BR_TABLE, 0x21, 7, END, END], Some(2)),
            (&[BR_TABLE, 0, 0, BR_TABLE, 0, 0x80, 0, END], Some(3)),
            // Cut short.
            (&[BLOCK, 0x40, BR_TABLE, 5, 0], None),
        ] {
            assert_eq!(last_table(code), last, "{code:02x?}");
        }
        for before in [0, 1, CHUNK - 1, CHUNK, 3 * CHUNK] {
            let code = [&block.repeat(before)[..], &[BR_TABLE, 0, 0], &block.repeat(3 * CHUNK)].concat();
            assert_eq!(last_table(&code), Some(2 * before));
        }
    }

    /// Each byte could be a table of as many labels as there are bytes.
    #[test]
    fn looking_for_tables_takes_no_longer_than_the_code_is() {
        let code = [&[BLOCK; 70_000][..], &[BR_TABLE, 0xff, 0xff, 3].repeat(250_000)].concat();
        // Those at the end are cut short, which is found out of a thousand of them, and not of all thirty thousand.
        assert!(last_table(&code).is_some_and(|last| last > code.len() - 10_000));
    }

    #[test]
    fn other_modules_are_not_copied() {
        for function in [
            "(func (block (block (br_table 0 1 0 (i32.const 0)))))",
            "(func (result i32) (block (result i32) (br_table 0 1 0 (i32.const 7) (i32.const 0))))",
            "(func (result i32 i32) (i32.const 1) (i32.const 2) (i32.const 0) (br_table 0 0 0))",
            "(func (result i32 i32) (i32.const 1) (i32.const 2))",
        ] {
            let wasm = wat::parse_str(format!("(module {function})")).unwrap();
            assert_eq!(rewritten(&wasm, TargetsApart::of), None, "{function}");
        }
    }
}
