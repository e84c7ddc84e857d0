//! Scripts as modules that export what Go's do: `run`, `resume`, `getsp` and `mem`.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, InstructionSink, MemArg, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use super::functions::{FUNCTIONS, place};
use super::script::{self, BYTES_AT, FRAMES, MEMORY, NAMES, NAMES_AT, Script, Slot, Step};

/// The functions' types: an import's, `run`'s, a turn's, and `getsp`'s.
const IMPORTED: u32 = 0;
const RUN: u32 = 1;
const TURN: u32 = 2;
const GETSP: u32 = 3;

/// The globals: the turn that is next, and the stack pointer.
const NEXT: u32 = 0;
const SP: u32 = 1;

const WORD: MemArg = MemArg { offset: 0, align: 3, memory_index: 0 };

/// The module whose guest takes the script's turns, and exits when it is resumed after the last.
pub(super) fn module(script: &Script) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], []);
    types.ty().function([ValType::I32, ValType::I32], []);
    types.ty().function([], []);
    types.ty().function([], [ValType::I32]);
    let mut imports = wasm_encoder::ImportSection::new();
    for (module, name, ..) in super::imports() {
        imports.import(module, name, wasm_encoder::EntityType::Function(IMPORTED));
    }
    let mut functions = FunctionSection::new();
    functions.function(RUN).function(TURN).function(GETSP);
    let run = FUNCTIONS.len() as u32;
    let mut exports = ExportSection::new();
    exports.export("run", ExportKind::Func, run).export("resume", ExportKind::Func, run + 1);
    exports.export("getsp", ExportKind::Func, run + 2).export("mem", ExportKind::Memory, 0);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
    let mut globals = GlobalSection::new();
    let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(ty, &ConstExpr::i32_const(0)).global(ty, &ConstExpr::i32_const(FRAMES as i32));
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(NAMES_AT as i32), NAMES.concat().into_bytes());
    data.active(0, &ConstExpr::i32_const(BYTES_AT as i32), script.memory.iter().copied());
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&memories).section(&globals).section(&exports);
    module.section(&code(script, run + 1)).section(&data);
    module.finish()
}

fn code(script: &Script, resume: u32) -> CodeSection {
    let mut code = CodeSection::new();
    let mut run = Function::new([]);
    run.instructions().call(resume).end();
    code.function(&run);
    let mut next = Function::new([]);
    take_next_turn(&mut next.instructions(), script);
    code.function(&next);
    let mut getsp = Function::new([]);
    getsp.instructions().global_get(SP).end();
    code.function(&getsp);
    code
}

/// Takes the turn that is next, whatever it is that resumes the guest.
fn take_next_turn(sink: &mut InstructionSink<'_>, script: &Script) {
    for (number, turn) in (0..).zip(&script.turns) {
        sink.global_get(NEXT).i32_const(number).i32_eq().if_(wasm_encoder::BlockType::Empty);
        sink.i32_const(number + 1).global_set(NEXT);
        turn.iter().for_each(|step| call(sink, step));
        // Whatever else the turn has set off, this resumes the guest.
        call(sink, &script::wake());
        sink.return_().end();
    }
    let exit = place("runtime.wasmExit");
    sink.i32_const(FRAMES as i32 + 8).i64_const(0).i64_store(WORD);
    sink.i32_const(FRAMES as i32).call(exit as u32).end();
}

fn call(sink: &mut InstructionSink<'_>, step: &Step) {
    let frame = step.sp as usize + 8;
    // A stack pointer that leads out of memory has nothing above it.
    if frame + 8 * step.slots.len() <= MEMORY {
        (frame as u32..).step_by(8).zip(&step.slots).for_each(|(at, slot)| put(sink, at, slot));
    }
    step.list.iter().for_each(|(at, slot)| put(sink, *at, slot));
    sink.i32_const(step.sp as i32).global_set(SP);
    sink.i32_const(step.sp as i32).call(step.function as u32);
}

fn put(sink: &mut InstructionSink<'_>, at: u32, slot: &Slot) {
    sink.i32_const(at as i32);
    match slot {
        Slot::Word(word) => sink.i64_const(word.cast_signed()),
        Slot::Copy(from) => sink.i32_const(*from as i32).i64_load(WORD),
    };
    sink.i64_store(WORD);
}
