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

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use prost::encoding::encode_varint;
use wasmparser::{
    BinaryReader, BlockType, BrTable, FunctionBody, FunctionSectionReader, Operator, TypeSectionReader, ValType,
};

use super::skim::may_branch_by_table;
use crate::encoding::opcode::{BLOCK, BR, BR_TABLE, END, LOOP};
use crate::encoding::signed;
use crate::rewrite::{change_code, section};
use crate::section::Sections;

/// Ids of sections, and forms of types, by <https://webassembly.github.io/spec/core/binary/index.html>.
const TYPES: u8 = 1;
const FUNCTIONS: u8 = 3;
const FUNCTION_TYPE: u8 = 0x60;
const I32: u8 = 0x7f;

/// `wasm` without a `br_table` whose values are not moved.
pub(super) fn tell_targets_apart(wasm: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    rewrite(&wasm).map_or(wasm, Cow::Owned)
}

/// `None` if there is nothing to change.
fn rewrite(wasm: &[u8]) -> Option<Vec<u8>> {
    // In this order in every valid module, before the code and with custom sections between them.
    let mut sections = Sections::new(wasm).ok()?.map_while(Result::ok);
    let mut find = |id| sections.find(|section| section.id == id);
    let (types, functions) = (find(TYPES)?, find(FUNCTIONS)?);
    let reader = |payload: &Range<usize>| BinaryReader::new(&wasm[payload.clone()], 0);
    let mut signatures = Signatures::read(reader(&types.payload))?;
    let functions = FunctionSectionReader::new(reader(&functions.payload)).ok()?.into_iter();
    let functions = functions.collect::<Result<Vec<_>, _>>().ok()?;
    let may_branch = |code: &[u8]| code.contains(&BR_TABLE);
    let changed =
        change_code(wasm, may_branch, |index, code, body| signatures.rewrite_body(code, body, *functions.get(index)?))?;
    let types_section = signatures.section(&wasm[types.payload.clone()]);
    Some([&changed[..types.range.start], &types_section, &changed[types.range.end..]].concat())
}

/// The values that a branch to a label carries.
#[derive(Clone, Copy)]
enum Carried {
    Nothing,
    One(ValType),
    Parameters(u32),
    Results(u32),
}

/// The types of a module's functions and blocks.
struct Signatures {
    /// Parameters and results.
    types: Vec<[Box<[ValType]>; 2]>,
    /// Types that are new, as they are encoded, and their places among these.
    added: BTreeMap<Vec<u8>, usize>,
}

impl Signatures {
    /// Reads the section of types; `None` if it has others than of functions, which the engine does not take.
    fn read(section: BinaryReader<'_>) -> Option<Self> {
        let types = TypeSectionReader::new(section).ok()?.into_iter_err_on_gc_types();
        let types = types.map(|ty| ty.map(|ty| [ty.params().into(), ty.results().into()]));
        Some(Self { types: types.collect::<Result<_, _>>().ok()?, added: BTreeMap::new() })
    }

    fn values(&self, carried: Carried) -> Cow<'_, [ValType]> {
        let (index, part) = match carried {
            Carried::Nothing => return Cow::Borrowed(&[]),
            Carried::One(ty) => return Cow::Owned(vec![ty]),
            Carried::Parameters(index) => (index, 0),
            Carried::Results(index) => (index, 1),
        };
        self.types.get(index as usize).map_or(Cow::Borrowed(&[]), |ty| Cow::Borrowed(&ty[part]))
    }

    /// Whether not all that a branch carries travels in registers.
    fn is_wide(&self, carried: Carried) -> bool {
        let number = |ty: &ValType| matches!(ty, ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64);
        !matches!(&*self.values(carried), [] | [_]) || !self.values(carried).iter().all(number)
    }

    /// The function `body` of the code section `code`, whose type is `function`, as it is to be; `None` if that is as it is.
    fn rewrite_body(&mut self, code: &[u8], body: &FunctionBody<'_>, function: u32) -> Option<Vec<u8>> {
        let mut operators = body.get_operators_reader().ok()?;
        let instructions = &code[operators.original_position()..body.range().end];
        let mut labels = vec![Carried::Results(function)];
        // A block of one number or none has a type of its own; another begins with its place among the types.
        let wide = |opcode, first, number| match first {
            0x40 | 0x7c..=0x7f => false,
            0x41..=0x7b => true,
            _ if opcode == LOOP => self.is_wide(Carried::Parameters(number)),
            _ => self.is_wide(Carried::Results(number)),
        };
        if !may_branch_by_table(instructions, self.is_wide(labels[0]), wide) {
            return None;
        }
        let mut rewritten = Vec::new();
        let mut copied = body.range().start;
        while !operators.eof() {
            let start = operators.original_position();
            match operators.read().ok()? {
                Operator::Block { blockty } | Operator::If { blockty } => labels.push(results(blockty)),
                Operator::Loop { blockty } => labels.push(parameters(blockty)),
                Operator::End => drop(labels.pop()),
                Operator::BrTable { targets } => {
                    let Some(call) = self.apart(&targets, &labels)? else { continue };
                    rewritten.extend_from_slice(&code[copied..start]);
                    rewritten.extend(call);
                    copied = operators.original_position();
                }
                _ => {}
            }
        }
        rewritten.extend_from_slice(&code[copied..body.range().end]);
        (copied > body.range().start).then_some(rewritten)
    }

    /// What does the same as a `br_table`, if that is to be replaced; `None` for what cannot be valid.
    fn apart(&mut self, table: &BrTable<'_>, labels: &[Carried]) -> Option<Option<Vec<u8>>> {
        let default = table.default();
        let targets = table.targets().collect::<Result<Vec<_>, _>>().ok()?;
        let carried = *labels.get(labels.len().checked_sub(default as usize + 1)?)?;
        if !self.is_wide(carried) || targets.iter().all(|target| *target == default) {
            return Some(None);
        }
        let mut code = vec![BLOCK];
        let values = self.values(carried).into_owned();
        signed(self.with_index(&values)? as i64, &mut code);
        code.push(BR_TABLE);
        encode_varint(targets.len() as u64, &mut code);
        for target in targets {
            encode_varint(if target == default { 0 } else { u64::from(target) + 1 }, &mut code);
        }
        code.extend([0, END, BR]);
        encode_varint(default.into(), &mut code);
        Some(Some(code))
    }

    /// The place of the type of a block that takes `values` and a number, and gives the values back.
    fn with_index(&mut self, values: &[ValType]) -> Option<usize> {
        let encoded = values.iter().map(|ty| encoded(*ty)).collect::<Option<Vec<_>>>()?;
        // There are far fewer than 128 of them: see `module/bounds.rs`.
        let count = u8::try_from(values.len()).ok().filter(|count| *count < 0x7f)?;
        let ty = [&[FUNCTION_TYPE, count + 1], &*encoded, &[I32, count], &*encoded].concat();
        let next = self.added.len();
        Some(self.types.len() + *self.added.entry(ty).or_insert(next))
    }

    /// The section of types with the new ones, made of what it was.
    fn section(&self, payload: &[u8]) -> Vec<u8> {
        let mut count = Vec::new();
        encode_varint((self.types.len() + self.added.len()) as u64, &mut count);
        let mut reader = BinaryReader::new(payload, 0);
        let old = reader.read_var_u32().map_or(payload, |_| &payload[reader.original_position()..]);
        let mut added: Vec<_> = self.added.iter().collect();
        added.sort_by_key(|(_, place)| **place);
        let added: Vec<u8> = added.into_iter().flat_map(|(ty, _)| ty).copied().collect();
        section(TYPES, &[&*count, old, &added].concat())
    }
}

fn results(ty: BlockType) -> Carried {
    match ty {
        BlockType::Empty => Carried::Nothing,
        BlockType::Type(ty) => Carried::One(ty),
        BlockType::FuncType(index) => Carried::Results(index),
    }
}

fn parameters(ty: BlockType) -> Carried {
    match ty {
        BlockType::Empty | BlockType::Type(_) => Carried::Nothing,
        BlockType::FuncType(index) => Carried::Parameters(index),
    }
}

/// A value's type in a module; `None` for those that the engine does not know.
fn encoded(ty: ValType) -> Option<u8> {
    Some(match ty {
        ValType::I32 => I32,
        ValType::I64 => 0x7e,
        ValType::F32 => 0x7d,
        ValType::F64 => 0x7c,
        ValType::V128 => 0x7b,
        ValType::FUNCREF => 0x70,
        ValType::EXTERNREF => 0x6f,
        ValType::Ref(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn other_modules_are_not_copied() {
        for function in [
            "(func (block (block (br_table 0 1 0 (i32.const 0)))))",
            "(func (result i32) (block (result i32) (br_table 0 1 0 (i32.const 7) (i32.const 0))))",
            "(func (result i32 i32) (i32.const 1) (i32.const 2) (i32.const 0) (br_table 0 0 0))",
            "(func (result i32 i32) (i32.const 1) (i32.const 2))",
        ] {
            let wasm = wat::parse_str(format!("(module {function})")).unwrap();
            assert!(matches!(tell_targets_apart((&*wasm).into()), Cow::Borrowed(_)), "{function}");
        }
    }
}
