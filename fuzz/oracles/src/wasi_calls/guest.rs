//! Scripts as modules: a guest that makes the calls, keeps each code and all memory after it where no host can reach,
//! and writes them to stdout at the end.

use wasm_encoder::{
    CodeSection, DataSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    InstructionSink, MemArg, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use super::functions::FUNCTIONS;
use super::script::{MEMORY, Script, Step, WINDOW, WINDOW_LEN};

/// Bytes that are kept of a call: its code, and all memory.
const KEPT: usize = 4 + MEMORY;

/// The memory that hosts work on, and the one that they know nothing of.
const SHARED: u32 = 0;
const OWN: u32 = 1;

/// What the window holds before a call.
const FILLER: u8 = b'?';

/// What a call answered.
pub(super) struct Answer<'a> {
    pub(super) code: u32,
    pub(super) memory: &'a [u8],
}

/// Puts into `memory` what the guest does before the call.
pub(super) fn prepare(memory: &mut [u8], step: &Step) {
    memory[WINDOW..][..WINDOW_LEN].fill(FILLER);
    for (at, bytes) in &step.puts {
        memory[*at..][..bytes.len()].copy_from_slice(bytes);
    }
}

/// The answers at the end of `stdout`.
pub(super) fn answers<'a>(stdout: &'a [u8], script: &Script) -> Vec<Answer<'a>> {
    let kept = &stdout[stdout.len() - chunks(script) * CHUNK..];
    let answers = kept.chunks_exact(KEPT).take(script.steps.len()).map(|answer| {
        let (code, memory) = answer.split_first_chunk().expect("a code and memory");
        Answer { code: u32::from_le_bytes(*code), memory }
    });
    answers.collect()
}

/// Bytes that are written to stdout at a time, and where they lie in shared memory then.
const CHUNK: usize = 0x8000;
const CHUNK_AT: usize = 0x8000;

fn chunks(script: &Script) -> usize {
    (script.steps.len() * KEPT).div_ceil(CHUNK)
}

/// The module that makes the calls.
pub(super) fn module(script: &Script) -> Vec<u8> {
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    for (index, function) in (0..).zip(FUNCTIONS.iter()) {
        let (module, name, params, result) = function.import();
        types.ty().function(params, result);
        imports.import(module, name, EntityType::Function(index));
    }
    let start = FUNCTIONS.len() as u32;
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(start);
    let mut memories = MemorySection::new();
    for bytes in [MEMORY, chunks(script).max(1) * CHUNK] {
        let minimum = bytes.div_ceil(MEMORY) as u64;
        memories.memory(MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None });
    }
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, SHARED).export("_start", ExportKind::Func, start);
    let (code, data) = start_function(script);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&memories).section(&exports);
    module.section(&wasm_encoder::DataCountSection { count: data.len() }).section(&code).section(&data);
    module.finish()
}

fn start_function(script: &Script) -> (CodeSection, DataSection) {
    let mut data = DataSection::new();
    // The code of the call that was made last.
    let mut body = Function::new([(1, ValType::I32)]);
    let mut sink = body.instructions();
    for (index, step) in script.steps.iter().enumerate() {
        prepare_call(&mut sink, &mut data, step);
        call(&mut sink, step);
        keep(&mut sink, index * KEPT);
    }
    report(&mut sink, chunks(script));
    sink.end();
    let mut code = CodeSection::new();
    code.function(&body);
    (code, data)
}

/// What [`prepare`] does.
fn prepare_call(sink: &mut InstructionSink<'_>, data: &mut DataSection, step: &Step) {
    sink.i32_const(WINDOW as i32).i32_const(FILLER.into()).i32_const(WINDOW_LEN as i32).memory_fill(SHARED);
    for (at, bytes) in &step.puts {
        sink.i32_const(*at as i32).i32_const(0).i32_const(bytes.len() as i32).memory_init(SHARED, data.len());
        data.passive(bytes.iter().copied());
    }
}

fn call(sink: &mut InstructionSink<'_>, step: &Step) {
    for (ty, argument) in step.function().types.iter().zip(&step.arguments) {
        match ty {
            ValType::I64 => sink.i64_const(argument.cast_signed()),
            _ => sink.i32_const(*argument as i32),
        };
    }
    sink.call(step.function as u32);
    if step.function().result.is_none() {
        sink.i32_const(0);
    }
    sink.local_set(0);
}

/// Keeps the code and all memory at `at`.
fn keep(sink: &mut InstructionSink<'_>, at: usize) {
    sink.i32_const(at as i32).local_get(0).i32_store(MemArg { offset: 0, align: 0, memory_index: OWN });
    sink.i32_const(at as i32 + 4).i32_const(0).i32_const(MEMORY as i32).memory_copy(OWN, SHARED);
}

/// Writes what was kept to stdout.
fn report(sink: &mut InstructionSink<'_>, chunks: usize) {
    let fd_write = FUNCTIONS.iter().position(|function| function.name == "fd_write").expect("the table has it");
    let word = MemArg { offset: 0, align: 2, memory_index: SHARED };
    sink.i32_const(0).i32_const(CHUNK_AT as i32).i32_store(word);
    sink.i32_const(4).i32_const(CHUNK as i32).i32_store(word);
    for chunk in 0..chunks {
        sink.i32_const(CHUNK_AT as i32).i32_const((chunk * CHUNK) as i32).i32_const(CHUNK as i32);
        sink.memory_copy(SHARED, OWN);
        sink.i32_const(1).i32_const(0).i32_const(1).i32_const(8).call(fd_write as u32).drop();
    }
}
