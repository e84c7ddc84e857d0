//! Arbitrary modules of Go's shape, and next to it.

mod program;

use arbitrary::{Result, Unstructured};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, HeapType, ImportSection, Instruction, MemArg, MemorySection,
    MemoryType, Module, RefType, TableSection, TableType, TypeSection, ValType,
};

/// Functions of a module, exported as `f0` and so on.
pub(super) const FUNCTIONS: u32 = 4;

/// The import, and the first of the functions.
const IMPORT: u32 = 0;
const FIRST: u32 = 1;

/// Globals: the stack pointer, a pointer as Go has them, and how many segments may still begin.
const SP: u32 = 0;
const G: u32 = 1;
const BUDGET: u32 = 2;

/// Locals: the parameter, the stack pointer's copy, numbers, and short numbers.
const PC_B: u32 = 0;
const LOCAL_SP: u32 = 1;
const NUMBERS: u32 = 3;
const SHORT: [u32; 2] = [LOCAL_SP + NUMBERS + 1, LOCAL_SP + NUMBERS + 2];

/// Types: of functions, and of what reads a global.
const GO: u32 = 0;
const READER: u32 = 1;

/// Functions of the other type, beside those that read globals.
const MOVES: u32 = FIRST + FUNCTIONS + 2;
const IGNORES: u32 = MOVES + 1;
const CHANGES: u32 = IGNORES + 1;

/// An arbitrary module. It imports `host.see`, and exports its memory, its functions, `stack_pointer` and `g`.
pub(super) fn module(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    arbitrary(u, false)
}

/// The same as a program of WASI, which calls the functions, and prints what is seen.
pub(super) fn program(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    arbitrary(u, true)
}

fn arbitrary(u: &mut Unstructured<'_>, is_program: bool) -> Result<Vec<u8>> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([], [ValType::I64]);
    let mut imports = ImportSection::new();
    if is_program {
        program::import(&mut types, &mut imports);
    } else {
        imports.import("host", "see", EntityType::Function(GO));
    }
    let (mut functions, mut code, mut exports) = (FunctionSection::new(), CodeSection::new(), ExportSection::new());
    // Beside Go's functions, something may change the table that they call through. Functions of another type come last.
    let changes = u.ratio(1, 4)?;
    let beside = changes && u.ratio(1, 2)?;
    let see = if is_program { CHANGES + u32::from(beside) } else { IMPORT };
    let around = Around { changes, beside, see };
    for index in 0..FUNCTIONS {
        functions.function(GO);
        code.function(&Body::arbitrary(u, index, around)?);
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
    for body in [moves_stack_pointer(u)?, ignores_stack_pointer()] {
        functions.function(READER);
        code.function(&body);
    }
    if beside {
        functions.function(READER);
        code.function(&changes_table(u)?);
    }
    if is_program {
        program::functions(u, see)?.iter().for_each(|(ty, body)| {
            functions.function(*ty);
            code.function(body);
        });
        exports.export("_start", ExportKind::Func, FIRST + functions.len() - 1);
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
    let stack_pointer =
        *u.choose(&[4096, 4096, 4096, 4096, 64, 8, 0, -8, -64, 65528, 65535, 65532, 4100, i32::MIN, i32::MAX - 7])?;
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

/// A function that most often leaves the stack pointer as it is.
fn moves_stack_pointer(u: &mut Unstructured<'_>) -> Result<Function> {
    use Instruction::{End, GlobalGet, GlobalSet, I32Add, I32Const, I64Const};
    let bytes = I32Const(*u.choose(&[0, 0, 0, 8, -8, 16, 4, i32::MIN])?);
    let mut body = Function::new([]);
    for instruction in [GlobalGet(SP), bytes, I32Add, GlobalSet(SP), I64Const(u.int_in_range(0..=99)?), End] {
        body.instruction(&instruction);
    }
    Ok(body)
}

fn ignores_stack_pointer() -> Function {
    let mut body = Function::new([]);
    body.instruction(&Instruction::GlobalGet(G)).instruction(&Instruction::End);
    body
}

/// A function that puts one of Go's functions, or none, into the table.
fn changes_table(u: &mut Unstructured<'_>) -> Result<Function> {
    let mut body = Function::new([]);
    table_change(u)?.iter().for_each(|instruction| _ = body.instruction(instruction));
    body.instruction(&Instruction::I64Const(1)).instruction(&Instruction::End);
    Ok(body)
}

fn table_change(u: &mut Unstructured<'_>) -> Result<Vec<Instruction<'static>>> {
    use Instruction::{I32Const, RefFunc, RefNull, TableCopy, TableFill, TableGrow, TableSet};
    let place = I32Const(u.int_in_range(0..=FUNCTIONS as i32 + 2)?);
    let function = match u.int_in_range(0..=FUNCTIONS)? {
        0 => RefNull(HeapType::FUNC),
        function => RefFunc(FIRST + function - 1),
    };
    Ok(match u.int_in_range(0..=4)? {
        0 => vec![place, I32Const(1), I32Const(3), TableCopy { src_table: 0, dst_table: 0 }],
        1 => vec![place, function, I32Const(2), TableFill(0)],
        2 => vec![function, I32Const(1), TableGrow(0), Instruction::Drop],
        _ => vec![place, function, TableSet(0)],
    })
}

/// What functions of a module may do beside what all do.
#[derive(Clone, Copy)]
struct Around {
    /// Whether the table may be changed, and by a function of another type.
    changes: bool,
    beside: bool,
    /// The function that is given numbers to be seen.
    see: u32,
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
    around: Around,
    /// Bytes of the stack that it takes, if it does all as Go does.
    frame: Option<i32>,
    /// Whether it never returns 0.
    never: bool,
    index: u32,
}

impl Body {
    fn arbitrary(u: &mut Unstructured<'_>, index: u32, around: Around) -> Result<Function> {
        let segments = if u.ratio(1, 6)? { 0 } else { u.int_in_range(1..=7)? };
        let looped = segments > 0 && u.ratio(7, 8)?;
        let code = Function::new([(1, ValType::I32), (NUMBERS, ValType::I64), (2, ValType::I32)]);
        let frame = if u.ratio(4, 5)? { Some(u.int_in_range(0..=4)? * 8) } else { None };
        // The last function is the one that others begin with a call of.
        let never = if index == FUNCTIONS - 1 { u.ratio(7, 8)? } else { u.ratio(1, 16)? };
        let mut body = Self { code, segments, left: segments, looped, nested: 0, around, frame, never, index };
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
        self.begin(u)?;
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
            // What comes before it goes nowhere else.
            if u.ratio(1, 2)? {
                self.additions(u)?;
            }
            if self.left + 1 == self.segments {
                self.begin(u)?;
            }
            self.budget();
            for _ in 0..u.int_in_range(0..=4)? {
                self.statement(u)?;
            }
            match u.int_in_range(0..=7)? {
                0 => self.jump(u)?,
                1 => self.leave(u)?,
                2 => self.additions(u)?,
                3..=5 if self.frame.is_some() && self.left > 0 => self.call(u)?,
                _ => {}
            }
        }
        if self.looped {
            self.code.instruction(&Instruction::End);
        }
        let unwound = if u.ratio(14, 16)? { 1 } else { u.int_in_range(0..=2)? };
        self.all(&[Instruction::Unreachable, Instruction::End, Instruction::I32Const(unwound), Instruction::End]);
        Ok(())
    }

    /// Takes the stack that the function needs.
    fn begin(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let Some(frame) = self.frame else { return Ok(()) };
        // Functions that begin so call later ones only, or they would go on for ever.
        if self.index + 1 < FUNCTIONS && u.ratio(1, 2)? {
            self.guard(u, self.index + 1)?;
        }
        if frame > 0 {
            self.move_stack_pointer(-frame);
        }
        // What is seen before such a call is not to be seen twice.
        if self.index + 1 < FUNCTIONS && u.ratio(1, 8)? {
            self.value(u)?;
            self.code.instruction(&Instruction::I32WrapI64);
            self.see(u)?;
            self.guard(u, self.index + 1)?;
        }
        Ok(())
    }

    /// Calls the import with the number on the stack.
    fn see(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.code.instruction(&Instruction::Call(self.around.see));
        self.reload();
        self.code.instruction(&Instruction::LocalSet(*u.choose(&SHORT)?));
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
            2..=4 if self.frame.is_none() || u.ratio(1, 32)? => self.call(u),
            2 | 3 => self.call_other(u),
            4 => self.plain_statement(u),
            5 if self.frame.is_none() || u.ratio(1, 4)? => self.guard(u, 0),
            6 => self.nest(u),
            _ => self.plain_statement(u),
        }
    }

    /// Calls a function of the other type.
    fn call_other(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        let set = LocalSet(self.number(u)?);
        if u.ratio(1, 3)? {
            self.all(&[Call(IGNORES), GlobalGet(SP), LocalSet(LOCAL_SP), set]);
            return Ok(());
        }
        // The parameter is what it was, whoever goes on behind the call.
        let is_seen = u.ratio(1, 16)?;
        if is_seen {
            self.all(&[I32Const(u.int_in_range(0..=9)?), LocalSet(PC_B)]);
        }
        self.code.instruction(&Call(MOVES));
        self.reload();
        match u.ratio(1, 2)? {
            true => self.all(&[LocalTee(self.number(u)?), LocalGet(self.number(u)?), I64Add, set]),
            false => self.all(&[set]),
        }
        if is_seen {
            self.code.instruction(&LocalGet(PC_B));
            self.see(u)?;
        }
        Ok(())
    }

    fn plain_statement(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::*;
        let set = LocalSet(self.number(u)?);
        let moves = self.frame.is_none() || u.ratio(1, 16)?;
        let calls = self.nested == 0;
        match u.int_in_range(0..=13)? {
            4 | 5 if !moves => {
                self.move_stack_pointer(-16);
                self.move_stack_pointer(16);
            }
            8 if !moves && calls => {
                self.value(u)?;
                self.code.instruction(&I32WrapI64);
                self.see(u)?;
            }
            13 if !moves && !self.around.changes && calls => self.call_other(u)?,
            8 | 13 if !moves && !self.around.changes => {}
            10 | 11 => self.additions(u)?,
            12 => self.all(&[LocalGet(*u.choose(&SHORT)?), I64ExtendI32S, set]),
            13 if self.around.changes && u.ratio(1, 2)? => self.all(&table_change(u)?),
            13 if self.around.beside => {
                self.code.instruction(&Call(CHANGES));
                self.reload();
                self.code.instruction(&set);
            }
            13 if u.ratio(1, 8)? => {
                let one = if u.ratio(1, 2)? { LocalSet(LOCAL_SP) } else { GlobalSet(SP) };
                self.all(&[I32Const(u.int_in_range(0..=9)? * 8), one]);
            }
            13 => {
                let stack_pointer = *u.choose(&[0, 0, 8, -8, 4096])?;
                self.all(&[I32Const(stack_pointer), LocalTee(LOCAL_SP), GlobalSet(SP)]);
            }
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
                if u.ratio(1, 2)? {
                    self.condition(u)?;
                } else {
                    self.value(u)?;
                    self.code.instruction(&I32WrapI64);
                }
                self.all(&[Call(self.around.see)]);
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

    /// Additions of constants to short numbers, of which some are to the same one after the other.
    fn additions(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::{I32Add, I32Const, I32Sub, LocalGet, LocalSet, LocalTee};
        for _ in 0..u.int_in_range(1..=3)? {
            let (from, to) = (*u.choose(&SHORT)?, *u.choose(&SHORT)?);
            let from = if u.ratio(1, 2)? { to } else { from };
            let operator = u.choose(&[I32Add, I32Add, I32Sub])?.clone();
            self.all(&[LocalGet(from), I32Const(u.int_in_range(-9..=9)?), operator]);
            match u.ratio(1, 4)? {
                true => self.all(&[LocalTee(to), I32Const(u.int_in_range(-9..=9)?), I32Add, LocalSet(from)]),
                false => self.all(&[LocalSet(to)]),
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
        match u.int_in_range(0..=6)? {
            6 => {
                let constant = I64Const(u.int_in_range(-16..=64)?);
                self.all(&[LocalGet(self.number(u)?), constant, I64Add]);
                return Ok(());
            }
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
            let last = 2 * self.segments as i32;
            let target =
                if u.ratio(1, 12)? { *u.choose(&[last + 1, last + 9, -1])? } else { u.int_in_range(0..=last)? };
            let (again, _) = self.labels();
            // Almost always the parameter says where to.
            let to = if u.ratio(1, 40)? { *u.choose(&SHORT)? } else { PC_B };
            self.all(&[Instruction::I32Const(target), Instruction::LocalSet(to), Instruction::Br(again)]);
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

    /// A block with a way out of it, or an `if` with two arms.
    fn nest(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        if u.ratio(1, 3)? {
            return self.arms(u);
        }
        self.block();
        self.nested += 1;
        self.condition(u)?;
        self.code.instruction(&Instruction::BrIf(0));
        self.plain_statement(u)?;
        self.nested -= 1;
        self.code.instruction(&Instruction::End);
        Ok(())
    }

    fn arms(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        use Instruction::{Else, I64ExtendI32U, If, LocalGet, LocalSet};
        // The parameter may be set in one arm, and read in the other or behind both.
        let is_set = u.ratio(1, 8)?;
        let read = [LocalGet(PC_B), I64ExtendI32U, LocalSet(self.number(u)?)];
        self.condition(u)?;
        self.code.instruction(&If(BlockType::Empty));
        self.nested += 1;
        match is_set {
            true => self.all(&[Instruction::I32Const(3), LocalSet(PC_B)]),
            false => self.plain_statement(u)?,
        }
        if u.ratio(1, 2)? {
            self.code.instruction(&Else);
            match is_set {
                true => self.all(&read),
                false => self.plain_statement(u)?,
            }
        }
        self.nested -= 1;
        self.code.instruction(&Instruction::End);
        if is_set && u.ratio(1, 2)? {
            self.all(&read);
        }
        Ok(())
    }

    /// What Go's functions begin with, if they need more stack.
    fn guard(&mut self, u: &mut Unstructured<'_>, first: u32) -> Result<()> {
        use Instruction::*;
        if u.ratio(3, 4)? {
            self.all(&[LocalGet(LOCAL_SP), GlobalGet(G), I32WrapI64, I32Load(memarg(u, 2)?), I32LeU]);
        } else {
            self.condition(u)?;
        }
        self.code.instruction(&If(BlockType::Empty));
        self.nested += 1;
        let callee = if u.ratio(7, 8)? { FUNCTIONS - 1 } else { u.int_in_range(first..=FUNCTIONS - 1)? };
        self.call_function(u, FIRST + callee)?;
        self.nested -= 1;
        self.code.instruction(&End);
        Ok(())
    }

    /// A call of one of the module's functions, most often as Go has it.
    fn call(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let callee = u.int_in_range(FIRST..=FIRST + FUNCTIONS - 1)?;
        self.call_function(u, callee)
    }

    fn call_function(&mut self, u: &mut Unstructured<'_>, callee: u32) -> Result<()> {
        use Instruction::*;
        self.move_stack_pointer(-8);
        self.all(&[LocalGet(LOCAL_SP), I64Const(u.int_in_range(0..=0x20000)?), I64Store(memarg(u, 3)?)]);
        let passed = if u.ratio(1, 12)? { u.int_in_range(1..=4)? } else { 0 };
        if u.ratio(1, 4)? {
            self.all(&[I32Const(u.int_in_range(0..=6)?), LocalSet(PC_B), I32Const(passed), LocalGet(PC_B)]);
            self.code.instruction(&CallIndirect { type_index: GO, table_index: 0 });
        } else {
            self.all(&[I32Const(passed), Call(callee)]);
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
        if self.never {
            let ends = if u.ratio(1, 2)? {
                vec![I32Const(u.int_in_range(1..=3)?), Return]
            } else {
                vec![I32Const(0), Call(u.int_in_range(FIRST..=FIRST + FUNCTIONS - 1)?), Return]
            };
            self.all(&ends);
            return Ok(());
        }
        if let Some(frame) = self.frame.filter(|_| u.ratio(15, 16).unwrap_or_default()) {
            self.move_stack_pointer(frame);
            self.move_stack_pointer(8);
        } else if u.ratio(1, 6)? {
            self.all(&[I32Const(0), LocalTee(LOCAL_SP), GlobalSet(SP)]);
        } else {
            self.move_stack_pointer(u.int_in_range(0..=3)? * 8);
            self.move_stack_pointer(8);
        }
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
