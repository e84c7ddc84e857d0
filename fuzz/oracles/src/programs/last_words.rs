//! Plugins that tell at the end how much memory they have.

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, FunctionSection, InstructionSink, MemArg, Module, TypeSection,
    ValType,
};
use wasmparser::{Parser, Payload, TypeRef};

use super::{BUFFER, FD_WRITE, print};

/// The WASI plugin `wasm`, which has come to write 4 bytes to stderr when it ends, by itself or by exiting: its pages of memory.
///
/// # Panics
///
/// `wasm` is no WASI plugin that imports `fd_write` and `proc_exit`.
pub fn with_last_words(wasm: &[u8]) -> Vec<u8> {
    let mut plugin = Module::new();
    let imports = Imports::of(wasm);
    let mut wrapper = Wrapper { imports, types: 0, functions: 0 };
    wrapper.parse_core_module(&mut plugin, Parser::new(0), wasm).expect("the plugin is valid");
    plugin.finish()
}

/// The functions that a plugin imports.
#[derive(Default)]
struct Imports {
    count: u32,
    fd_write: Option<u32>,
    proc_exit: Option<u32>,
    /// Of the module's own.
    start: Option<u32>,
}

impl Imports {
    fn of(wasm: &[u8]) -> Self {
        let mut found = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.expect("the plugin is valid") {
                Payload::ImportSection(imports) => {
                    let imports = imports.into_iter().map(|import| import.expect("the plugin is valid"));
                    for (index, import) in (0..).zip(imports.filter(|import| matches!(import.ty, TypeRef::Func(_)))) {
                        found.count = index + 1;
                        match import.name {
                            "fd_write" => found.fd_write = Some(index),
                            "proc_exit" => found.proc_exit = Some(index),
                            _ => {}
                        }
                    }
                }
                Payload::ExportSection(exports) => {
                    let mut exports = exports.into_iter().map(|export| export.expect("the plugin is valid"));
                    found.start = exports.find(|export| export.name == "_start").map(|export| export.index);
                }
                _ => {}
            }
        }
        found
    }
}

/// Puts functions of its own in the places of `proc_exit` and `_start`.
struct Wrapper {
    imports: Imports,
    /// The first of the types that are added: of `fd_write`, `proc_exit` and `_start`.
    types: u32,
    /// The first of the functions that are added: for `proc_exit`, and for `_start`.
    functions: u32,
}

impl Reencode for Wrapper {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> u32 {
        if Some(index) == self.imports.proc_exit { self.functions } else { index }
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_type_section(self, types, section)?;
        self.types = types.len();
        types.ty().function(FD_WRITE.0, FD_WRITE.1);
        types.ty().function([ValType::I32], []);
        types.ty().function([], []);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_function_section(self, functions, section)?;
        self.functions = self.imports.count + functions.len();
        functions.function(self.types + 1).function(self.types + 2);
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: wasmparser::Export<'_>) {
        if export.name == "_start" {
            exports.export("_start", ExportKind::Func, self.functions + 1);
        } else {
            utils::parse_export(self, exports, export);
        }
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_code_section(self, code, section)?;
        let exit = self.imports.proc_exit.expect("the plugin imports proc_exit");
        code.function(&self.telling(|body| _ = body.local_get(0), |body| _ = body.call(exit)));
        let start = self.imports.start.expect("the plugin exports _start");
        code.function(&self.telling(|body| _ = body.call(start), |_| {}));
        Ok(())
    }
}

impl Wrapper {
    /// A function that does what comes `before`, tells the pages of memory, and does what comes `after`.
    fn telling(
        &self,
        before: impl FnOnce(&mut InstructionSink<'_>),
        after: impl FnOnce(&mut InstructionSink<'_>),
    ) -> Function {
        let fd_write = self.imports.fd_write.expect("the plugin imports fd_write");
        let mut function = Function::new([]);
        let mut body = function.instructions();
        before(&mut body);
        body.i32_const(BUFFER).memory_size(0).i32_store(MemArg { offset: 0, align: 2, memory_index: 0 });
        print(&mut body, fd_write, 2, 4);
        after(&mut body);
        body.end();
        function
    }
}
