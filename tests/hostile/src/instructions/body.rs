//! Functions that execute instructions again and again.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{BlockType, Encode, Function, MemArg, ValType};
use wasmparser::{Operator, Validator, WasmFeatures};

use super::module::{self, COUNTER, FIRST_FUNCTION, LOCALS, RESULTS, SUMS, TYPES, VALUES, ZEROS, constant, encoded};
use super::operands::Typed;

/// Where an operand comes from: the engine has an instruction of its own for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Local,
    Constant,
    /// Another instruction's result.
    Result,
}

/// What becomes of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Kept,
    /// It decides whether to branch, which the engine does in one instruction with what made it.
    Branch,
}

/// An instruction with everything that may make another instruction of the engine's of it.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    typed: Typed,
    sources: Vec<Source>,
    /// Which values its operands have.
    value: usize,
    used: Use,
}

impl Variant {
    /// All variants of an instruction.
    pub(super) fn all(ways: &[Typed]) -> Vec<Self> {
        let mut variants = Vec::new();
        for typed in ways {
            let uses = if typed.results == [0] { &[Use::Kept, Use::Branch][..] } else { &[Use::Kept] };
            let values = if typed.operands.is_empty() { 1 } else { VALUES };
            for sources in sources(typed.operands.len()) {
                for value in 0..values {
                    for &used in uses {
                        variants.push(Self { typed: typed.clone(), sources: sources.clone(), value, used });
                    }
                }
            }
        }
        variants
    }

    fn emit(&self, function: &mut Function) {
        // What validates may leave the block around it, too: that must not be the loop.
        function.instructions().block(BlockType::Empty).block(BlockType::Empty);
        let (before, behind) = frames(&self.typed.operator);
        function.raw(before.iter().copied());
        for (&ty, source) in self.typed.operands.iter().zip(&self.sources) {
            self.operand(function, ty, *source);
        }
        function.raw(encode(&self.typed.operator));
        function.raw(behind.iter().copied());
        match self.used {
            Use::Branch => _ = function.instructions().br_if(0).i32_const(1).local_set(RESULTS),
            Use::Kept => {
                for &ty in self.typed.results.iter().rev() {
                    function.instructions().local_set(RESULTS + ty as u32);
                }
            }
        }
        self.typed.results.iter().for_each(|&ty| add(function, ty));
        function.instructions().end().end();
    }

    fn operand(&self, function: &mut Function, ty: usize, source: Source) {
        if source == Source::Constant {
            return constant(function, encoded(TYPES[ty]), self.value);
        }
        let mut instructions = function.instructions();
        instructions.local_get(ty as u32);
        if source == Source::Result {
            // What gives its operand.
            match encoded(TYPES[ty]) {
                ValType::I32 => _ = instructions.local_get(ZEROS[0]).i32_or(),
                ValType::I64 => _ = instructions.local_get(ZEROS[1]).i64_or(),
                ValType::F32 => _ = instructions.local_get(ty as u32).f32_copysign(),
                ValType::F64 => _ = instructions.local_get(ty as u32).f64_copysign(),
                ValType::V128 => _ = instructions.local_get(ty as u32).v128_or(),
                ValType::Ref(_) => {}
            }
        }
    }
}

/// The lists of sources that `count` operands are tried with.
fn sources(count: usize) -> Vec<Vec<Source>> {
    let mut lists = vec![vec![Source::Local; count]];
    for source in [Source::Constant, Source::Result] {
        for at in [0, count.saturating_sub(1)].into_iter().take(count) {
            let mut list = vec![Source::Local; count];
            list[at] = source;
            lists.push(list);
        }
    }
    lists
}

const BLOCK: [u8; 2] = [0x02, 0x40];
const IF: [u8; 4] = [0x41, 1, 0x04, 0x40];
const END: [u8; 1] = [0x0b];

/// What has to stand before and behind an instruction that begins or ends a block.
pub(super) fn frames(operator: &Operator<'_>) -> (&'static [u8], &'static [u8]) {
    match operator {
        Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => (&[], &END),
        Operator::Else => (&IF, &END),
        Operator::End => (&BLOCK, &[]),
        _ => (&[], &[]),
    }
}

fn encode(operator: &Operator<'static>) -> Vec<u8> {
    let instruction = RoundtripReencoder.instruction(operator.clone()).expect("its indices stay as they are");
    let mut bytes = Vec::new();
    instruction.encode(&mut bytes);
    bytes
}

/// Adds the last result of a type to what is made of all.
fn add(function: &mut Function, ty: usize) {
    let mut instructions = function.instructions();
    let result = RESULTS + ty as u32;
    let narrow = |instructions: &mut wasm_encoder::InstructionSink<'_>| {
        instructions.local_get(SUMS[0]).i32_const(1).i32_rotl().i32_xor().local_set(SUMS[0]);
    };
    let wide = |instructions: &mut wasm_encoder::InstructionSink<'_>| {
        instructions.local_get(SUMS[1]).i64_const(1).i64_rotl().i64_xor().local_set(SUMS[1]);
    };
    instructions.local_get(result);
    match encoded(TYPES[ty]) {
        ValType::I32 => narrow(&mut instructions),
        ValType::I64 => wide(&mut instructions),
        ValType::F32 => narrow(instructions.i32_reinterpret_f32()),
        ValType::F64 => wide(instructions.i64_reinterpret_f64()),
        ValType::V128 => _ = instructions.local_get(SUMS[2]).i64x2_add().local_set(SUMS[2]),
        ValType::Ref(_) => narrow(instructions.ref_is_null()),
    }
}

/// Where a module leaves what was made of all results, and how many bytes that is.
pub(super) const SUM: (usize, usize) = (1024, 28);

/// A module that executes each of `variants` so many times.
pub(super) fn repeating(variants: &[&Variant], times: u32) -> Vec<u8> {
    let mut functions = Vec::new();
    let mut start = function();
    start.instructions().i32_const(times.cast_signed()).local_set(COUNTER).loop_(BlockType::Empty);
    for value in 0..VALUES {
        let mut those = variants.iter().filter(|variant| variant.value == value).peekable();
        if those.peek().is_some() {
            set_operands(&mut start, value);
        }
        for variant in those {
            if variant.typed.is_last {
                start.instructions().call(FIRST_FUNCTION + functions.len() as u32);
                let mut called = function();
                set_operands(&mut called, value);
                variant.emit(&mut called);
                called.instructions().end();
                functions.push(called);
            } else {
                variant.emit(&mut start);
            }
        }
    }
    let mut instructions = start.instructions();
    instructions.local_get(COUNTER).i32_const(1).i32_sub().local_tee(COUNTER).br_if(0).end();
    let at = |offset| MemArg { offset: SUM.0 as u64 + offset, align: 0, memory_index: 0 };
    instructions.i32_const(0).local_get(SUMS[0]).i32_store(at(0));
    instructions.i32_const(0).local_get(SUMS[1]).i64_store(at(4));
    instructions.i32_const(0).local_get(SUMS[2]).v128_store(at(12));
    instructions.end();
    functions.push(start);
    module::around(&functions)
}

/// Whether an instruction is valid where it is executed.
pub(super) fn is_valid(typed: &Typed) -> bool {
    let sources = vec![Source::Local; typed.operands.len()];
    let variant = Variant { typed: typed.clone(), sources, value: 0, used: Use::Kept };
    Validator::new_with_features(WasmFeatures::all()).validate_all(&repeating(&[&variant], 1)).is_ok()
}

/// A function with the locals of all.
fn function() -> Function {
    Function::new(LOCALS.map(|ty| (1, encoded(ty))))
}

fn set_operands(function: &mut Function, value: usize) {
    for (local, ty) in (0..).zip(TYPES) {
        constant(function, encoded(ty), value);
        function.instructions().local_set(local);
    }
}
