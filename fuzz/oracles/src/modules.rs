//! Modules, made from arbitrary choices or by hand.

use arbitrary::{Result, Unstructured};
use bufwasm::{BadModule, Error};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection, Module, TypeSection,
    ValType,
};
use wasm_smith::Config;

/// The least module that exports functions named `exports`, none of which takes or gives anything.
pub(crate) fn smallest(exports: &[&str]) -> Vec<u8> {
    let (mut types, mut functions, mut table, mut code) =
        (TypeSection::new(), FunctionSection::new(), ExportSection::new(), CodeSection::new());
    types.ty().function([], []);
    for (index, name) in (0..).zip(exports) {
        functions.function(0);
        table.export(name, ExportKind::Func, index);
        let mut body = Function::new([]);
        body.instructions().end();
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&table).section(&code);
    module.finish()
}

/// A function that may be imported: its module, its name and its type.
pub(crate) type Import<'a> = (&'a str, &'a str, Vec<ValType>, Option<ValType>);

/// A module of nothing but imports.
pub(crate) fn importing<'a>(imports: impl IntoIterator<Item = Import<'a>>) -> Vec<u8> {
    let (mut types, mut section) = (TypeSection::new(), ImportSection::new());
    for (index, (module, name, params, result)) in (0..).zip(imports) {
        types.ty().function(params, result);
        section.import(module, name, EntityType::Function(index));
    }
    let mut module = Module::new();
    module.section(&types).section(&section);
    module.finish()
}

/// An arbitrary valid module that exports functions named `exports`, and uses no more of WebAssembly than is
/// interpreted.
pub(crate) fn arbitrary(u: &mut Unstructured<'_>, exports: &[&str], imports: Option<Vec<u8>>) -> Result<Vec<u8>> {
    let config = Config {
        available_imports: imports,
        exports: Some(smallest(exports)),
        allow_start_export: u.arbitrary()?,
        generate_custom_sections: u.arbitrary()?,
        min_memories: 1,
        max_memories: 2,
        max_tables: 2,
        max_table_elements: 1000,
        max_instructions: 500,
        extended_const_enabled: true,
        exceptions_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        relaxed_simd_enabled: false,
        threads_enabled: false,
        shared_everything_threads_enabled: false,
        ..Config::default()
    };
    Ok(wasm_smith::Module::new(config, u)?.to_bytes())
}

/// The one fault that a valid module may have, if that is the `error`: it takes other parameters than its ABI calls it with.
/// Gives the function and what it takes.
pub(crate) fn uncallable_entry(error: &Error) -> Option<(&str, &str)> {
    match error {
        Error::BadModule(BadModule::Entry { function, takes, .. }) => Some((function, takes)),
        _ => None,
    }
}

/// `wasm` with its first memory exported as `name`.
pub(crate) fn export_memory(wasm: &[u8], name: &str) -> Vec<u8> {
    let mut module = Module::new();
    for section in bufwasm::section::Sections::new(wasm).expect("a module") {
        let section = section.expect("a valid module's sections");
        let payload = &wasm[section.payload.clone()];
        if section.id != wasm_encoder::SectionId::Export as u8 {
            module.section(&wasm_encoder::RawSection { id: section.id, data: &wasm[body(wasm, section.range)] });
            continue;
        }
        let mut exports = ExportSection::new();
        let reader = wasmparser::BinaryReader::new(payload, 0);
        for export in wasmparser::ExportSectionReader::new(reader).expect("a valid module's exports") {
            let export = export.expect("a valid module's export");
            exports.export(export.name, export.kind.into(), export.index);
        }
        exports.export(name, ExportKind::Memory, 0);
        module.section(&exports);
    }
    module.finish()
}

/// Where in `wasm` the body of the section at `range` lies: after the id, and the length as a LEB128 number.
fn body(wasm: &[u8], range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let length = wasm[range.start + 1..].iter().position(|byte| byte & 0x80 == 0).expect("a section has a length");
    range.start + 2 + length..range.end
}
