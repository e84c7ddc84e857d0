//! Rewrites a module so that it tells which of its blocks ran.
//!
//! Blocks write into a memory of their own, which the module gets beside the ones it has. So the guest's own memory, its
//! size and the indices of its functions stay what they were, and it cannot tell the difference except by the fuel it
//! burns.

use std::convert::Infallible;

use bufwasm::module::FunctionNames;
use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{CodeSection, ExportKind, ExportSection, Instruction, MemArg, MemorySection, MemoryType, Module};
use wasmparser::{FunctionBody, Operator, Parser, Payload, TypeRef};

/// The export by which the memory is found. No source language gives such a name.
pub(crate) const EXPORT: &str = "bufwasm:blocks";

/// Bytes in a page of WebAssembly memory.
const PAGE: u64 = 1 << 16;

/// What blocks write when they are entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Probe {
    /// A byte for each block. Functions and loops count (modulo 256) how often they were entered; others set it to 1, as do
    /// those of Go's runtime.
    Hits,
    /// The number of the last block, then how often each was entered: 32 bits each, little-endian. Slower.
    Trail,
}

/// A module that tells which of its blocks ran.
pub(crate) struct Instrumented {
    pub(crate) wasm: Vec<u8>,
    pub(crate) blocks: Blocks,
}

/// The blocks of a module, numbered in its order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocks {
    pub(crate) count: u32,
    /// The first block of each function with a body, and the function's index.
    functions: Vec<(u32, u32)>,
}

impl Blocks {
    /// The index of the function that `block` is in.
    pub(crate) fn function(&self, block: u32) -> Option<u32> {
        let after = self.functions.partition_point(|(first, _)| *first <= block);
        Some(self.functions.get(after.checked_sub(1)?)?.1)
    }
}

/// Pages that `probe` needs for `blocks`.
pub(crate) fn pages(probe: Probe, blocks: u32) -> u64 {
    let bytes = match probe {
        Probe::Hits => u64::from(blocks),
        Probe::Trail => 4 + 4 * u64::from(blocks),
    };
    bytes.div_ceil(PAGE).max(1)
}

/// Puts `probe` into every block of the module `wasm`.
///
/// # Errors
///
/// The module cannot be read, or defines no memory or no export: it is no plugin then.
pub(crate) fn instrument(wasm: &[u8], probe: Probe) -> Result<Instrumented, String> {
    let survey = Survey::of(wasm).map_err(|error| error.to_string())?;
    if !survey.defines_memory {
        return Err("the module has no memory of its own".into());
    }
    let blocks = Blocks::default();
    let pages = pages(probe, survey.blocks);
    let names = FunctionNames::of(wasm);
    let mut pass =
        Pass { probe, names, memory: survey.memories, pages, next_function: survey.imported_functions, blocks };
    let mut module = Module::new();
    pass.parse_core_module(&mut module, Parser::new(0), wasm).map_err(|error| error.to_string())?;
    Ok(Instrumented { wasm: module.finish(), blocks: pass.blocks })
}

/// What must be known before the pass begins.
#[derive(Default)]
struct Survey {
    /// Memories, imported and own.
    memories: u32,
    defines_memory: bool,
    imported_functions: u32,
    blocks: u32,
}

impl Survey {
    fn of(wasm: &[u8]) -> wasmparser::Result<Self> {
        let mut survey = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports {
                        match import?.ty {
                            TypeRef::Func(_) => survey.imported_functions += 1,
                            TypeRef::Memory(_) => survey.memories += 1,
                            _ => {}
                        }
                    }
                }
                Payload::MemorySection(memories) => {
                    survey.memories += memories.count();
                    survey.defines_memory = memories.count() > 0;
                }
                Payload::CodeSectionEntry(body) => {
                    let begins = body.get_operators_reader()?.into_iter();
                    survey.blocks += 1;
                    for operator in begins {
                        survey.blocks += u32::from(begins_block(&operator?).is_some());
                    }
                }
                _ => {}
            }
        }
        Ok(survey)
    }
}

/// Whether a block begins after `operator`, and if so, whether it may be entered again and again.
fn begins_block(operator: &Operator<'_>) -> Option<bool> {
    match operator {
        Operator::Loop { .. } => Some(true),
        Operator::If { .. } | Operator::Else | Operator::BrIf { .. } | Operator::End => Some(false),
        _ => None,
    }
}

/// The rewriting of one module.
struct Pass {
    probe: Probe,
    names: FunctionNames,
    /// The index of the memory that blocks write to.
    memory: u32,
    pages: u64,
    next_function: u32,
    blocks: Blocks,
}

impl Reencode for Pass {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: wasmparser::MemorySectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_memory_section(self, memories, section)?;
        let (minimum, maximum) = (self.pages, Some(self.pages));
        memories.memory(MemoryType { minimum, maximum, memory64: false, shared: false, page_size_log2: None });
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(EXPORT, ExportKind::Memory, self.memory);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), reencode::Error> {
        self.blocks.functions.push((self.blocks.count, self.next_function));
        // How often what collects garbage runs depends on memory rather than on what the plugin is asked.
        let counts = self.names.get(self.next_function).is_none_or(|name| !name.starts_with("runtime."));
        self.next_function += 1;
        let mut function = self.new_function_with_parsed_locals(&body)?;
        self.mark(&mut function, counts);
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            let begins = begins_block(&operator);
            function.instruction(&self.instruction(operator)?);
            match begins {
                // The last `end` is the function's own: nothing comes after it.
                Some(again) if !operators.eof() => self.mark(&mut function, again && counts),
                _ => {}
            }
        }
        code.function(&function);
        Ok(())
    }
}

impl Pass {
    /// Begins the next block, which tells how often it was entered if it `counts`.
    fn mark(&mut self, function: &mut wasm_encoder::Function, counts: bool) {
        let block = self.blocks.count;
        self.blocks.count += 1;
        let at = |offset: u32, align| MemArg { offset: offset.into(), align, memory_index: self.memory };
        match self.probe {
            Probe::Hits if counts => {
                function.instruction(&Instruction::I32Const(0)).instruction(&Instruction::I32Const(0));
                function.instruction(&Instruction::I32Load8U(at(block, 0)));
                function.instruction(&Instruction::I32Const(1)).instruction(&Instruction::I32Add);
                function.instruction(&Instruction::I32Store8(at(block, 0)));
            }
            Probe::Hits => {
                function.instruction(&Instruction::I32Const(0)).instruction(&Instruction::I32Const(1));
                function.instruction(&Instruction::I32Store8(at(block, 0)));
            }
            Probe::Trail => {
                let count = at(4 + 4 * block, 2);
                function.instruction(&Instruction::I32Const(0)).instruction(&Instruction::I32Const(block as i32));
                function.instruction(&Instruction::I32Store(at(0, 2)));
                function.instruction(&Instruction::I32Const(0)).instruction(&Instruction::I32Const(0));
                function.instruction(&Instruction::I32Load(count));
                function.instruction(&Instruction::I32Const(1)).instruction(&Instruction::I32Add);
                function.instruction(&Instruction::I32Store(count));
            }
        }
    }
}
