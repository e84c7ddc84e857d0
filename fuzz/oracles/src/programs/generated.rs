//! Modules by `wasm-smith`, made into programs that print what their functions return, and what they leave behind.

use arbitrary::{Result as Chosen, Unstructured};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, ImportSection, Instruction, InstructionSink, MemArg, MemorySection, Module, SectionId, TypeSection,
    ValType,
};
use wasm_smith::Config;
use wasmparser::{Parser, Payload};

use super::go_shaped::{self, Around, Globals, STACK};
use super::{BUFFER, FD_WRITE, print};
use crate::splitmix::SplitMix;

/// Calls and turns of loops after which all functions return at once, until the next one is called.
const FUEL: i32 = 1000;
/// How often each function is called, with other arguments each time.
const CALLS: usize = 2;

/// The program of `seed`: WebAssembly 2.0 with one memory; three in four are without instructions that trap.
///
/// It calls each function of an arbitrary module, and prints every result, then a hash of the memory, the sizes of memory and
/// tables, and the globals. All numbers are printed as 8 bytes, vectors as two numbers, and references by whether they are null.
///
/// # Panics
///
/// wasm-smith makes of these choices what is no module.
pub fn generate(seed: u64) -> Vec<u8> {
    let mut random = SplitMix(seed);
    let choices = random.bytes(16 << 10);
    program(config(seed), random, &mut Unstructured::new(&choices), false).expect("enough choices")
}

/// Such a program of arbitrary choices, with functions that have Go's shape around the code that wasm-smith makes.
pub(crate) fn go_shaped(u: &mut Unstructured<'_>) -> Chosen<Vec<u8>> {
    let (seed, instructions) = (u.arbitrary()?, u.int_in_range(10..=300)?);
    // What is there for other functions than those has room to change tables, and to ignore the stack pointer.
    let config = Config {
        exports: Some(go_shaped::exports(GO_SHAPED)),
        export_everything: false,
        min_funcs: GO_SHAPED + 2,
        max_funcs: GO_SHAPED + 6,
        max_instructions: instructions,
        // A function with vectors is left as it is.
        simd_enabled: u.ratio(1, 8)?,
        ..config(seed)
    };
    program(config, SplitMix(seed), u, true)
}

/// Functions that are given Go's shape, unless others have its type by chance.
const GO_SHAPED: usize = 6;

fn program(config: Config, random: SplitMix, u: &mut Unstructured<'_>, is_go_shaped: bool) -> Chosen<Vec<u8>> {
    let wasm = wasm_smith::Module::new(config, u)?.to_bytes();
    let mut program = Module::new();
    let contents = Contents::of(&wasm);
    let mut wrapper = Wrapper { contents, random, is_go_shaped, types: 0, functions: 0, bodies: 0 };
    wrapper.parse_core_module(&mut program, Parser::new(0), &wasm).expect("the module is valid");
    Ok(program.finish())
}

fn config(seed: u64) -> Config {
    Config {
        allow_start_export: true,
        // Engines may make of a NaN what they like. What this leaves out, the wrapper does (`canonical`).
        canonicalize_nans: true,
        disallow_traps: !seed.is_multiple_of(4),
        // There is a section to put other exports into.
        export_everything: true,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        max_data_segments: 10,
        max_element_segments: 10,
        max_elements: 20,
        max_funcs: 10,
        max_globals: 10,
        max_imports: 0,
        max_instructions: 300,
        // Every engine grants it.
        max_memory32_bytes: 2 << 20,
        max_memories: 1,
        max_table_elements: 1000,
        max_tables: 2,
        memory64_enabled: false,
        memory_max_size_required: true,
        min_funcs: 3,
        min_globals: 1,
        min_memories: 1,
        min_types: 3,
        relaxed_simd_enabled: false,
        table_max_size_required: true,
        tail_call_enabled: false,
        threads_enabled: false,
        ..Config::default()
    }
}

/// What a module without imports has.
#[derive(Default)]
struct Contents {
    types: Vec<wasmparser::FuncType>,
    /// By their types.
    functions: Vec<u32>,
    globals: Vec<wasmparser::ValType>,
    tables: u32,
    /// Whether it has a section for them nevertheless.
    has_imports: bool,
}

impl Contents {
    fn of(wasm: &[u8]) -> Self {
        let mut contents = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.expect("the module is valid") {
                Payload::TypeSection(types) => {
                    contents.types = types.into_iter_err_on_gc_types().map(|ty| ty.expect("a function's")).collect();
                }
                Payload::FunctionSection(functions) => {
                    contents.functions = functions.into_iter().map(|ty| ty.expect("a type")).collect();
                }
                Payload::GlobalSection(globals) => {
                    contents.globals = globals.into_iter().map(|g| g.expect("a global").ty.content_type).collect();
                }
                Payload::ImportSection(_) => contents.has_imports = true,
                Payload::TableSection(tables) => contents.tables = tables.count(),
                _ => {}
            }
        }
        contents
    }
}

/// Adds to a module the functions that make a program of it, behind its own, and an import, before its own.
struct Wrapper {
    contents: Contents,
    random: SplitMix,
    /// Whether functions of Go's type get its shape.
    is_go_shaped: bool,
    /// The first of the types that are added: of `fd_write`, of the function that prints a number, of `_start`, and of [`NANS`].
    types: u32,
    /// The first of the functions that are added: the one that prints a number, `_start`, and those that [`NANS`] are for.
    functions: u32,
    /// How many of the module's own functions have been written.
    bodies: usize,
}

/// The function that is imported.
const WRITE: u32 = 0;
const WORD: MemArg = MemArg { offset: 0, align: 3, memory_index: 0 };

impl Reencode for Wrapper {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> u32 {
        index + WRITE + 1
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_type_section(self, types, section)?;
        self.types = types.len();
        types.ty().function(FD_WRITE.0, FD_WRITE.1);
        types.ty().function([ValType::I64], []);
        types.ty().function([], []);
        NANS.iter().for_each(|ty| types.ty().function([*ty], [*ty]));
        Ok(())
    }

    /// A section of imports that is there has none.
    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        _: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        imports.import("wasi_snapshot_preview1", "fd_write", EntityType::Function(self.types));
        Ok(())
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        after: Option<SectionId>,
        _: Option<SectionId>,
    ) -> Result<(), Error> {
        if after == Some(SectionId::Type) && !self.contents.has_imports {
            let mut imports = ImportSection::new();
            imports.import("wasi_snapshot_preview1", "fd_write", EntityType::Function(self.types));
            module.section(&imports);
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_function_section(self, functions, section)?;
        self.functions = functions.len() + WRITE + 1;
        (1..3 + NANS.len() as u32).for_each(|added| _ = functions.function(self.types + added));
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_global_section(self, globals, section)?;
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(FUEL));
        if self.is_go_shaped {
            globals.global(ty, &ConstExpr::i32_const(STACK)).global(ty, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    /// A memory without a page has no room to print from.
    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: wasmparser::MemorySectionReader<'_>,
    ) -> Result<(), Error> {
        for memory in section {
            let memory = memory?;
            let (minimum, maximum) = (memory.initial.max(1), memory.maximum.map(|most| most.max(1)));
            memories.memory(self.memory_type(wasmparser::MemoryType { initial: minimum, maximum, ..memory }));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        _: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        exports.export("memory", ExportKind::Memory, 0).export("_start", ExportKind::Func, self.functions + 1);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_code_section(self, code, section)?;
        code.function(&print_number());
        code.function(&self.start());
        (0..NANS.len()).for_each(|nan| _ = code.function(&canonical(nan)));
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: wasmparser::FunctionBody<'_>) -> Result<(), Error> {
        let ty = self.contents.types[self.contents.functions[self.bodies] as usize].clone();
        self.bodies += 1;
        let (around, mut function) = match self.is_go_shaped && is_gos(&ty) {
            true => {
                let (around, mut function) = self.around(&body)?;
                around.begin(&mut function.instructions());
                (Some(around), function)
            }
            false => (None, self.new_function_with_parsed_locals(&body)?),
        };
        self.burn(&mut function.instructions(), &ty);
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let instruction = self.parse_instruction(&mut reader)?;
            function.instruction(&instruction);
            let nan = match instruction {
                Instruction::F32DemoteF64 => 0,
                Instruction::F64PromoteF32 => 1,
                Instruction::F32x4DemoteF64x2Zero => 2,
                Instruction::F64x2PromoteLowF32x4 => 3,
                Instruction::Loop(_) => {
                    self.burn(&mut function.instructions(), &ty);
                    continue;
                }
                _ => continue,
            };
            function.instructions().call(self.functions + 2 + nan);
        }
        if let Some(around) = around {
            around.end(&mut function.instructions());
        }
        code.function(&function);
        Ok(())
    }
}

/// Whether Go's functions have this type.
fn is_gos(ty: &wasmparser::FuncType) -> bool {
    use wasmparser::ValType::I32;
    (ty.params(), ty.results()) == (&[I32], &[I32])
}

/// What holds NaNs that wasm-smith leaves as they are, those of promotions and demotions: one f32, one f64, lanes of both.
const NANS: [ValType; 4] = [ValType::F32, ValType::F64, ValType::V128, ValType::V128];

/// Gives back its argument, of the type `NANS[nan]`, with the canonical NaN in the place of every other.
fn canonical(nan: usize) -> Function {
    const SINGLE: u32 = 0x7fc0_0000;
    const DOUBLE: u64 = 0x7ff8_0000_0000_0000;
    let mut function = Function::new([]);
    let mut body = function.instructions();
    body.local_get(0);
    match nan {
        0 => body.i32_const(SINGLE.cast_signed()).f32_reinterpret_i32().local_get(0).local_get(0).f32_eq().select(),
        1 => body.i64_const(DOUBLE.cast_signed()).f64_reinterpret_i64().local_get(0).local_get(0).f64_eq().select(),
        2 => {
            body.i32_const(SINGLE.cast_signed()).i32x4_splat();
            body.local_get(0).local_get(0).f32x4_eq().v128_bitselect()
        }
        _ => {
            body.i64_const(DOUBLE.cast_signed()).i64x2_splat();
            body.local_get(0).local_get(0).f64x2_eq().v128_bitselect()
        }
    };
    body.end();
    function
}

/// Prints its argument.
fn print_number() -> Function {
    let mut function = Function::new([]);
    let mut body = function.instructions();
    body.i32_const(BUFFER).local_get(0).i64_store(WORD);
    print(&mut body, WRITE, 1, 8);
    body.end();
    function
}

/// The locals of `_start`.
const VECTOR: u32 = 0;
const HASH: u32 = 1;
const AT: u32 = 2;

impl Wrapper {
    /// The global that holds what is left of [`FUEL`]: behind the module's own.
    fn fuel(&self) -> u32 {
        self.contents.globals.len() as u32
    }

    fn globals(&self) -> Globals {
        Globals { stack_pointer: self.fuel() + 1, result: self.fuel() + 2 }
    }

    /// What a function of Go's type is to have around the code of this `body`, and the function.
    fn around(&mut self, body: &wasmparser::FunctionBody<'_>) -> Result<(Around, Function), Error> {
        let mut locals = Vec::new();
        for group in body.get_locals_reader()? {
            let (count, ty) = group?;
            locals.push((count, self.val_type(ty)?));
        }
        let types = self.contents.functions.iter().map(|ty| &self.contents.types[*ty as usize]);
        let callees: Vec<_> = (WRITE + 1..).zip(types).filter(|(_, ty)| is_gos(ty)).map(|(index, _)| index).collect();
        let globals = self.globals();
        Ok(Around::arbitrary(&mut self.random, globals, &locals, &callees))
    }

    /// Uses up a unit of fuel, or returns zeros from a function of the type `ty`.
    fn burn(&mut self, body: &mut InstructionSink<'_>, ty: &wasmparser::FuncType) {
        body.global_get(self.fuel()).i32_eqz().if_(BlockType::Empty);
        for result in ty.results() {
            match *result {
                wasmparser::ValType::I32 => body.i32_const(0),
                wasmparser::ValType::I64 => body.i64_const(0),
                wasmparser::ValType::F32 => body.f32_const(0.0_f32),
                wasmparser::ValType::F64 => body.f64_const(0.0_f64),
                wasmparser::ValType::V128 => body.v128_const(0),
                wasmparser::ValType::Ref(ty) => body.ref_null(self.heap_type(ty.heap_type()).expect("a type")),
            };
        }
        body.return_().end();
        body.global_get(self.fuel()).i32_const(1).i32_sub().global_set(self.fuel());
    }

    fn start(&mut self) -> Function {
        let mut function = Function::new([(1, ValType::V128), (1, ValType::I64), (1, ValType::I32)]);
        let mut body = function.instructions();
        for (index, ty) in (WRITE + 1..).zip(self.contents.functions.clone()) {
            for _ in 0..CALLS {
                self.call(&mut body, index, ty);
            }
        }
        hash_memory(&mut body);
        body.local_get(HASH).call(self.functions);
        body.memory_size(0).i64_extend_i32_u().call(self.functions);
        for table in 0..self.contents.tables {
            body.table_size(table).i64_extend_i32_u().call(self.functions);
        }
        for (global, ty) in (0..).zip(self.contents.globals.clone()) {
            body.global_get(global);
            self.print(&mut body, ty);
        }
        body.end();
        function
    }

    /// Calls the function `index`, which has the type `ty`, and prints its results, the last one first.
    fn call(&mut self, body: &mut InstructionSink<'_>, index: u32, ty: u32) {
        body.i32_const(FUEL).global_set(self.fuel());
        if self.is_go_shaped {
            body.i32_const(STACK).global_set(self.globals().stack_pointer);
        }
        let ty = self.contents.types[ty as usize].clone();
        for param in ty.params() {
            // Mostly, a function of Go's is called to begin with its first segment.
            let from_start = self.is_go_shaped && is_gos(&ty) && !self.random.next().is_multiple_of(4);
            let number = if from_start { 0 } else { self.number() };
            match *param {
                wasmparser::ValType::I32 => body.i32_const(number as i32),
                wasmparser::ValType::I64 => body.i64_const(number),
                wasmparser::ValType::F32 => body.i32_const(number as i32).f32_reinterpret_i32(),
                wasmparser::ValType::F64 => body.i64_const(number).f64_reinterpret_i64(),
                wasmparser::ValType::V128 => body.v128_const(i128::from(number) << 64 | i128::from(self.number())),
                wasmparser::ValType::Ref(ty) => body.ref_null(self.heap_type(ty.heap_type()).expect("a type")),
            };
        }
        body.call(index);
        for result in ty.results().iter().rev() {
            self.print(body, *result);
        }
        if self.is_go_shaped {
            let Globals { stack_pointer, result } = self.globals();
            for global in [stack_pointer, result] {
                body.global_get(global);
                self.print(body, wasmparser::ValType::I32);
            }
        }
    }

    /// An argument: small ones, bounds and all others.
    fn number(&mut self) -> i64 {
        let (kind, number) = (self.random.next() % 4, self.random.next());
        match kind {
            0 => number as i64 % 64,
            1 => i64::MIN >> (number % 64),
            _ => number as i64,
        }
    }

    /// Prints what is on top of the stack.
    fn print(&self, body: &mut InstructionSink<'_>, ty: wasmparser::ValType) {
        let body = match ty {
            wasmparser::ValType::I64 => body,
            wasmparser::ValType::I32 => body.i64_extend_i32_u(),
            wasmparser::ValType::F32 => body.i32_reinterpret_f32().i64_extend_i32_u(),
            wasmparser::ValType::F64 => body.i64_reinterpret_f64(),
            wasmparser::ValType::Ref(_) => body.ref_is_null().i64_extend_i32_u(),
            wasmparser::ValType::V128 => {
                body.local_tee(VECTOR).i64x2_extract_lane(0).call(self.functions);
                body.local_get(VECTOR).i64x2_extract_lane(1)
            }
        };
        body.call(self.functions);
    }
}

/// FNV-1a over the words of the memory: <http://www.isthe.com/chongo/tech/comp/fnv/>
fn hash_memory(body: &mut InstructionSink<'_>) {
    body.i64_const(0xcbf2_9ce4_8422_2325_u64.cast_signed()).local_set(HASH);
    body.loop_(BlockType::Empty);
    body.local_get(HASH).local_get(AT).i64_load(WORD).i64_xor().i64_const(0x100_0000_01b3).i64_mul().local_set(HASH);
    body.local_get(AT).i32_const(8).i32_add().local_tee(AT);
    body.memory_size(0).i32_const(16).i32_shl().i32_lt_u().br_if(0);
    body.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ended::Ended;

    #[test]
    fn programs_are_modules_that_run_and_are_the_same_every_time() {
        for seed in 0..100 {
            let program = generate(seed);
            assert_eq!(program, generate(seed), "{seed}");
            // Refuses what is no module, or imports what is not there.
            Ended::of(&program).kept_its_limits();
        }
    }
}
