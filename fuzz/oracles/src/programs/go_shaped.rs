//! Go's shape around arbitrary code: what functions of wasm-smith's begin with and end with if they are to be optimised.
//!
//! ```text
//! global.get $SP  local.set $sp
//! block $exit  loop $entry  block  block  local.get 0  br_table 0 0 1  end
//!     take a frame  block (result i32)  the arbitrary code  end  jump to the second segment, or call a function, or neither
//! end
//!     note the result  give back the frame  i32.const 0  return
//! end  unreachable  end  i32.const 1
//! ```

use wasm_encoder::{
    BlockType, CodeSection, ExportKind, ExportSection, Function, FunctionSection, InstructionSink, MemArg, Module,
    TypeSection, ValType,
};

use crate::splitmix::SplitMix;

/// Where the stack pointer is before each call: within the first page.
pub(super) const STACK: i32 = 4096;

/// A module that exports `count` functions of Go's type, for wasm-smith to make others of.
pub(super) fn exports(count: usize) -> Vec<u8> {
    let (mut types, mut functions, mut exports, mut code) =
        (TypeSection::new(), FunctionSection::new(), ExportSection::new(), CodeSection::new());
    types.ty().function([ValType::I32], [ValType::I32]);
    for index in 0..count as u32 {
        functions.function(0);
        exports.export(&index.to_string(), ExportKind::Func, index);
        let mut body = Function::new([]);
        body.instructions().local_get(0).end();
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&exports).section(&code);
    module.finish()
}

/// What functions of Go's shape have in common.
#[derive(Clone, Copy)]
pub(super) struct Globals {
    /// The stack pointer, an `i32`.
    pub(super) stack_pointer: u32,
    /// What they make of their results, an `i32`.
    pub(super) result: u32,
}

/// A function under way, around its arbitrary code.
pub(super) struct Around {
    globals: Globals,
    /// The locals that are added: the copy of the stack pointer, and the result.
    sp: u32,
    value: u32,
    /// Bytes of the stack that it takes.
    frame: i32,
    /// The parameter as the arbitrary code finds it, if it finds another than it was given.
    parameter: Option<i32>,
    /// What it does between its segments.
    between: Between,
}

#[derive(Clone, Copy)]
enum Between {
    Nothing,
    /// It may jump past a change of the result.
    Jump,
    /// It calls this function as Go does.
    Call(u32),
}

impl Around {
    /// Around a function with these locals beside its parameter. It calls one of the functions `callees` or none.
    pub(super) fn arbitrary(
        random: &mut SplitMix,
        globals: Globals,
        locals: &[(u32, ValType)],
        callees: &[u32],
    ) -> (Self, Function) {
        let count: u32 = locals.iter().map(|(count, _)| count).sum();
        let all: Vec<_> = locals.iter().copied().chain([(2, ValType::I32)]).collect();
        let mut draw = |bound: u64| random.next() % bound;
        let between = match draw(3) {
            1 => Between::Jump,
            2 if !callees.is_empty() => Between::Call(callees[draw(callees.len() as u64) as usize]),
            _ => Between::Nothing,
        };
        let parameter = (draw(8) > 0).then_some(draw(100) as i32 - 50);
        let around = Self { globals, sp: 1 + count, value: 2 + count, frame: draw(5) as i32 * 8, parameter, between };
        (around, Function::new(all))
    }

    /// Writes what comes before the arbitrary code. That may branch to the end of a block that gives its result.
    pub(super) fn begin(&self, body: &mut InstructionSink<'_>) {
        body.global_get(self.globals.stack_pointer).local_set(self.sp);
        body.block(BlockType::Empty).loop_(BlockType::Empty).block(BlockType::Empty).block(BlockType::Empty);
        body.local_get(0).br_table([0, 0, 1], 1).end();
        self.move_stack_pointer(body, -self.frame);
        if let Some(parameter) = self.parameter {
            body.i32_const(parameter).local_set(0);
        }
        body.block(BlockType::Result(ValType::I32));
    }

    /// Writes what comes after the arbitrary code's own end.
    pub(super) fn end(&self, body: &mut InstructionSink<'_>) {
        let Self { globals: Globals { result, .. }, sp, value, .. } = *self;
        body.local_set(value);
        match self.between {
            Between::Nothing => {}
            Between::Jump => {
                let (segment, entry) = (2, 2);
                body.local_get(value).i32_const(1).i32_and().if_(BlockType::Empty);
                body.i32_const(segment).local_set(0).br(entry).end();
                body.local_get(value).i32_const(3).i32_xor().local_set(value);
            }
            Between::Call(function) => {
                let (word, exit) = (MemArg { offset: 0, align: 3, memory_index: 0 }, 2);
                self.move_stack_pointer(body, -8);
                body.local_get(sp).i64_const(2).i64_store(word).i32_const(0).call(function);
                body.global_get(self.globals.stack_pointer).local_set(sp).br_if(exit);
            }
        }
        body.end();
        body.global_get(result).i32_const(31).i32_mul().local_get(value).i32_xor().global_set(result);
        self.move_stack_pointer(body, self.frame);
        self.move_stack_pointer(body, 8);
        body.i32_const(0).return_().end().unreachable().end().i32_const(1).end();
    }

    fn move_stack_pointer(&self, body: &mut InstructionSink<'_>, bytes: i32) {
        if bytes != 0 {
            body.local_get(self.sp).i32_const(bytes.abs());
            if bytes < 0 {
                body.i32_sub()
            } else {
                body.i32_add()
            };
            body.local_tee(self.sp).global_set(self.globals.stack_pointer);
        }
    }
}
