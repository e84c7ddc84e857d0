//! Arbitrary modules of Go's shape, and next to it.

use arbitrary::{Result, Unstructured};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemArg, MemorySection, MemoryType, Module,
    RefType, TableSection, TableType, TypeSection, ValType,
};

/// Functions of a module, exported as `f0` and so on.
pub(super) const FUNCTIONS: u32 = 4;

/// The import, and the first of the functions.
const SEE: u32 = 0;
const FIRST: u32 = 1;

/// Globals: the stack pointer, a pointer as Go has them, and how many segments may still begin.
const SP: u32 = 0;
const G: u32 = 1;
const BUDGET: u32 = 2;

/// Locals: the parameter, the stack pointer's copy, and numbers.
const PC_B: u32 = 0;
const LOCAL_SP: u32 = 1;
const NUMBERS: u32 = 3;

/// Types: of functions, and of what reads a global.
const GO: u32 = 0;
const READER: u32 = 1;

/// An arbitrary module. It imports `host.see`, and exports its memory, its functions, `stack_pointer` and `g`.
pub(super) fn module(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([], [ValType::I64]);
    let mut imports = ImportSection::new();
    imports.import("host", "see", EntityType::Function(GO));
    let (mut functions, mut code, mut exports) = (FunctionSection::new(), CodeSection::new(), ExportSection::new());
    for index in 0..FUNCTIONS {
        functions.function(GO);
        code.function(&Body::arbitrary(u)?);
        exports.export(&format!("f{index}"), ExportKind::Func, FIRST + index);
    }
    for (name, global) in [("stack_pointer", SP), ("g", G)] {
        exports.export(name, ExportKind::Func, FIRST + functions.len());
        functions.function(READER);
        let mut body = Function::new([]);
        body.instruction(&Instruction::GlobalGet(global));
        if global == SP {
            body.instruction(&Instruction::I64ExtendI32U);
        }
        body.instruction(&Instruction::End);
        code.function(&body);
    }
    exports.export("memory", ExportKind::Memory, 0);
    let mut table = TableSection::new();
    let size = u64::from(FUNCTIONS + 2);
    table.table(TableType {
        element_type: RefType::FUNCREF,
        minimum: size,
        maximum: None,
        table64: false,
        shared: false,
    });
    let mut memory = MemorySection::new();
    memory.memory(MemoryType { minimum: 1, maximum: Some(2), memory64: false, shared: false, page_size_log2: None });
    let mut globals = GlobalSection::new();
    let variable = |val_type| GlobalType { val_type, mutable: true, shared: false };
    let stack_pointer = *u.choose(&[4096, 4096, 4096, 4096, 64, 8, 0, -8, -64, 65528, 65535])?;
    globals.global(variable(ValType::I32), &ConstExpr::i32_const(stack_pointer));
    globals.global(variable(ValType::I64), &ConstExpr::i64_const(u.int_in_range(0..=5000)?));
    globals.global(variable(ValType::I32), &ConstExpr::i32_const(u.int_in_range(10..=200)?));
    let mut elements = ElementSection::new();
    let listed: Vec<u32> = (FIRST..=FIRST + FUNCTIONS).collect();
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions(listed.into()));
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&table).section(&memory);
    module.section(&globals).section(&exports).section(&elements).section(&code);
    Ok(module.finish())
}

/// A function under way.
struct Body {
    code: Function,
    segments: u32,
    /// Segments that have not begun, and whether the function has a loop and an exit.
    left: u32,
    looped: bool,
    /// Blocks that are open within the segment.
    nested: u32,
}

impl Body {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Function> {
        let segments = if u.ratio(1, 6)? { 0 } else { u.int_in_range(1..=7)? };
        let looped = segments > 0 && u.ratio(7, 8)?;
        let code = Function::new([(1, ValType::I32), (NUMBERS, ValType::I64)]);
        let mut body = Self { code, segments, left: segments, looped, nested: 0 };
        body.all(&[Instruction::GlobalGet(SP), Instruction::LocalSet(LOCAL_SP)]);
        if segments == 0 {
            body.straight(u)?;
        } else {
            body.dispatched(u)?;
        }
        Ok(body.code)
    }

    fn all(&mut self, instructions: &[Instruction<'_>]) {
        for instruction in instructions {
            self.code.instruction(instruction);
        }
    }

    fn straight(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.budget();
        for _ in 0..u.int_in_range(0..=4)? {
            self.plain_statement(u)?;
        }
        self.leave(u)?;
        self.all(&[Instruction::Unreachable, Instruction::End]);
        Ok(())
    }

    fn dispatched(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.block();
        if self.looped {
            self.code.instruction(&Instruction::Loop(BlockType::Empty));
        }
        (0..self.segments).for_each(|_| self.block());
        // Segments may have more than one number.
        let mut targets: Vec<u32> = (0..self.segments).flat_map(|segment| [segment, segment]).collect();
        targets[1] = u.int_in_range(0..=self.segments - 1)?;
        self.all(&[Instruction::LocalGet(PC_B), Instruction::BrTable(targets.into(), self.segments - 1)]);
        for _ in 0..self.segments {
            self.code.instruction(&Instruction::End);
            self.left -= 1;
            self.budget();
            for _ in 0..u.int_in_range(0..=4)? {
                self.statement(u)?;
            }
            match u.int_in_range(0..=5)? {
                0 => self.jump(u)?,
                1 => self.leave(u)?,
                _ => {}
            }
        }
        if self.looped {
            self.code.instruction(&Instruction::End);
        }
        let unwound = if u.ratio(15, 16)? { 1 } else { 2 };
        self.all(&[Instruction::Unreachable, Instruction::End, Instruction::I32Const(unwound), Instruction::End]);
        Ok(())
    }

    fn block(&mut self) {
        self.code.instruction(&Instruction::Block(BlockType::Empty));
    }

    /// Traps when too many segments have begun.
    fn budget(&mut self) {
        use Instruction::{Else, End, GlobalGet, GlobalSet, I32Const, I32Eqz, I32Sub, If, Unreachable};
        self.all(&[GlobalGet(BUDGET), I32Eqz, If(BlockType::Empty), Unreachable, Else, End]);
        self.all(&[GlobalGet(BUDGET), I32Const(1), I32Sub, GlobalSet(BUDGET)]);
    }

    fn statement(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        match u.int_in_range(0..=11)? {
            0 | 1 => self.jump_if(u),
            2..=4 => self.call(u),
            5 => self.guard(u),
            6 => self.nest(u),
            _ => self.plain_statement(u),
        }
    }

    fn plain_statement(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        let set = LocalSet(self.number(u)?);
        match u.int_in_range(0..=9)? {
            0 => {
                self.value(u)?;
                self.all(&[set]);
            }
            1 | 2 => {
                self.address(u)?;
                self.value(u)?;
                self.code.instruction(&I64Store(memarg(u, 3)?));
            }
            3 => {
                self.address(u)?;
                let load = match u.int_in_range(0..=2)? {
                    0 => I64Load(memarg(u, 3)?),
                    1 => I64Load32U(memarg(u, 2)?),
                    _ => I64Load8U(memarg(u, 0)?),
                };
                self.all(&[load, set]);
            }
            4 => self.move_stack_pointer(u.int_in_range(-4..=4)? * 8),
            5 => {
                let (first, second) = (u.int_in_range(-64..=64)?, u.int_in_range(-64..=64)?);
                self.move_stack_pointer(first);
                self.move_stack_pointer(second);
            }
            6 => {
                self.value(u)?;
                self.all(&[I32WrapI64, LocalSet(PC_B), LocalGet(PC_B), I64ExtendI32U, set]);
            }
            7 if u.ratio(1, 8)? => self.all(&[LocalGet(PC_B), I64ExtendI32U, set]),
            8 => {
                self.value(u)?;
                self.all(&[I32WrapI64, Call(SEE)]);
                self.reload();
                self.all(&[I64ExtendI32S, set]);
            }
            9 if u.ratio(1, 4)? => self.all(&[I32Const(1), MemoryGrow(0), I64ExtendI32S, set]),
            _ => {
                self.condition(u)?;
                self.all(&[I64ExtendI32U, set]);
            }
        }
        Ok(())
    }

    fn number(&self, u: &mut Unstructured<'_>) -> Result<u32> {
        u.int_in_range(LOCAL_SP + 1..=LOCAL_SP + NUMBERS)
    }

    /// An `i64`.
    fn value(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        match u.int_in_range(0..=5)? {
            0 | 1 => self.code.instruction(&LocalGet(self.number(u)?)),
            2 => {
                self.code.instruction(&I64Const(u.choose(&[0, 1, -1, 8, 16, 4096, 65536 << 16, i64::MIN])?.to_owned()))
            }
            3 => {
                let (first, second) = (self.number(u)?, self.number(u)?);
                let operator = u.choose(&[I64Add, I64Sub, I64Xor, I64DivU, I64ShrU])?.clone();
                {
                    self.all(&[LocalGet(first), LocalGet(second), operator]);
                    return Ok(());
                }
            }
            4 => {
                let constant = I64Const(u.int_in_range(-16..=64)?);
                {
                    self.all(&[LocalGet(LOCAL_SP), I64ExtendI32U, constant, I64Add]);
                    return Ok(());
                }
            }
            _ => self.code.instruction(&GlobalGet(G)),
        };
        Ok(())
    }

    /// An `i32` to load from or store to, such as Go's code has.
    fn address(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        match u.int_in_range(0..=7)? {
            0..=2 => self.code.instruction(&LocalGet(LOCAL_SP)),
            3..=5 => {
                let constant = I64Const(u.int_in_range(-8..=15)? * 8);
                {
                    self.all(&[LocalGet(LOCAL_SP), I64ExtendI32U, constant, I64Add, I32WrapI64]);
                    return Ok(());
                }
            }
            6 => self.code.instruction(&GlobalGet(G)).instruction(&I32WrapI64),
            _ => {
                let number = LocalGet(self.number(u)?);
                self.all(&[number, I64Const(0xfff), I64And, I32WrapI64]);
                return Ok(());
            }
        };
        Ok(())
    }

    /// An `i32` to decide on.
    fn condition(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        self.value(u)?;
        match u.int_in_range(0..=2)? {
            0 => self.code.instruction(&I64Eqz),
            1 => {
                self.value(u)?;
                self.code.instruction(
                    u.choose(&[I64Eq, I64Ne, I64LtS, I64LtU, I64GtS, I64GtU, I64LeS, I64LeU, I64GeS, I64GeU])?,
                )
            }
            _ => self.code.instruction(&I32WrapI64),
        };
        for _ in 0..u.int_in_range(0..=3)? {
            match u.int_in_range(0..=2)? {
                0 => self.all(&[I64ExtendI32U, I64Eqz]),
                _ => self.all(&[I32Eqz]),
            }
        }
        Ok(())
    }

    fn move_stack_pointer(&mut self, bytes: i32) {
        use Instruction::*;
        let operator = if bytes < 0 { [I32Const(-bytes), I32Sub] } else { [I32Const(bytes), I32Add] };
        self.code.instruction(&LocalGet(LOCAL_SP));
        self.all(&operator);
        self.all(&[LocalTee(LOCAL_SP), GlobalSet(SP)]);
    }

    fn reload(&mut self) {
        self.all(&[Instruction::GlobalGet(SP), Instruction::LocalSet(LOCAL_SP)]);
    }

    /// Labels from here to the loop, and to the exit.
    fn labels(&self) -> (u32, u32) {
        (self.nested + self.left, self.nested + self.left + u32::from(self.looped))
    }

    fn jump(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        if self.looped {
            let target = u.int_in_range(0..=2 * self.segments as i32)?;
            let (again, _) = self.labels();
            self.all(&[Instruction::I32Const(target), Instruction::LocalSet(PC_B), Instruction::Br(again)]);
        }
        Ok(())
    }

    fn jump_if(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.condition(u)?;
        self.code.instruction(&Instruction::If(BlockType::Empty));
        self.nested += 1;
        if u.ratio(1, 8)? {
            self.plain_statement(u)?;
        }
        self.jump(u)?;
        self.nested -= 1;
        self.code.instruction(&Instruction::End);
        Ok(())
    }

    /// A block with a way out of it.
    fn nest(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.block();
        self.nested += 1;
        self.condition(u)?;
        self.code.instruction(&Instruction::BrIf(0));
        self.plain_statement(u)?;
        self.nested -= 1;
        self.code.instruction(&Instruction::End);
        Ok(())
    }

    /// What Go's functions begin with, if they need more stack.
    fn guard(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        let limit =
            [LocalGet(LOCAL_SP), GlobalGet(G), I32WrapI64, I32Load(memarg(u, 2)?), I32LeU, If(BlockType::Empty)];
        self.all(&limit);
        self.nested += 1;
        self.call(u)?;
        self.nested -= 1;
        self.code.instruction(&End);
        Ok(())
    }

    /// A call of one of the module's functions, most often as Go has it.
    fn call(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        self.move_stack_pointer(-8);
        self.all(&[LocalGet(LOCAL_SP), I64Const(u.int_in_range(0..=0x20000)?), I64Store(memarg(u, 3)?)]);
        let passed = if u.ratio(1, 12)? { u.int_in_range(1..=4)? } else { 0 };
        if u.ratio(1, 4)? {
            self.all(&[I32Const(u.int_in_range(0..=6)?), LocalSet(PC_B), I32Const(passed), LocalGet(PC_B)]);
            self.code.instruction(&CallIndirect { type_index: GO, table_index: 0 });
        } else {
            self.all(&[I32Const(passed), Call(u.int_in_range(FIRST..=FIRST + FUNCTIONS - 1)?)]);
        }
        if u.ratio(1, 16)? {
            self.code.instruction(&Return);
            return Ok(());
        }
        self.reload();
        let (_, exit) = self.labels();
        match u.int_in_range(0..=9)? {
            0 => self.all(&[If(BlockType::Empty), Unreachable, End]),
            1 => self.code_drop(),
            _ if self.segments == 0 => self.code_drop(),
            _ => self.all(&[BrIf(exit)]),
        }
        Ok(())
    }

    fn code_drop(&mut self) {
        self.code.instruction(&Instruction::Drop);
    }

    fn leave(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        self.move_stack_pointer(u.int_in_range(0..=3)? * 8);
        self.move_stack_pointer(8);
        match u.int_in_range(0..=7)? {
            0 => self.all(&[I32Const(u.int_in_range(1..=3)?), Return]),
            1 => self.all(&[LocalGet(self.number(u)?), I32WrapI64, Return]),
            2 => self.all(&[I32Const(0), Call(u.int_in_range(FIRST..=FIRST + FUNCTIONS - 1)?), Return]),
            _ => self.all(&[I32Const(0), Return]),
        }
        Ok(())
    }
}

fn memarg(u: &mut Unstructured<'_>, align: u32) -> Result<MemArg> {
    Ok(MemArg { offset: u.int_in_range(0..=15)? * 8, align, memory_index: 0 })
}
