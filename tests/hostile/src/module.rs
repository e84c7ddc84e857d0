//! Modules put together section by section.

use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, Module, TableSection, TypeSection,
    ValType,
};

/// The module's type of index 0, which takes and returns nothing.
pub(crate) const NOTHING: u32 = 0;

/// A module under construction: its sections in the order that a module has them.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) types: TypeSection,
    pub(crate) imports: ImportSection,
    pub(crate) functions: FunctionSection,
    pub(crate) tables: TableSection,
    pub(crate) memories: MemorySection,
    pub(crate) globals: GlobalSection,
    pub(crate) exports: ExportSection,
    pub(crate) elements: ElementSection,
    pub(crate) code: CodeSection,
    pub(crate) data: DataSection,
    pub(crate) custom: Vec<(&'static str, Vec<u8>)>,
}

impl Parts {
    /// A module with the type [`NOTHING`].
    pub(crate) fn new() -> Self {
        let mut parts = Self::default();
        parts.types.ty().function([], []);
        parts
    }

    /// Adds a function of the type `ty`.
    pub(crate) fn function(&mut self, ty: u32, body: &Function) {
        self.functions.function(ty);
        self.code.function(body);
    }

    /// Adds a global of the type `val_type`.
    pub(crate) fn global(&mut self, val_type: ValType, init: &ConstExpr) {
        self.globals.global(GlobalType { val_type, mutable: true, shared: false }, init);
    }

    /// Adds `count` functions with the same `body`, and a `_start` that calls each of them.
    pub(crate) fn call_each(&mut self, count: u32, body: &Function) {
        let mut start = Function::new([]);
        for index in 0..count {
            self.function(NOTHING, body);
            start.instructions().call(index);
        }
        start.instructions().end();
        self.function(NOTHING, &start);
        self.exports.export("_start", ExportKind::Func, count);
    }

    /// Adds a `_start` that does nothing, behind `imports` imported functions.
    pub(crate) fn start_idly(&mut self, imports: u32) {
        self.function(NOTHING, &idle());
        self.exports.export("_start", ExportKind::Func, imports);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&self.tables);
        module.section(&self.memories).section(&self.globals).section(&self.exports).section(&self.elements);
        module.section(&self.code).section(&self.data);
        for (name, data) in &self.custom {
            module.section(&CustomSection { name: (*name).into(), data: data.as_slice().into() });
        }
        module.finish()
    }
}

/// A function that does nothing.
pub(crate) fn idle() -> Function {
    let mut function = Function::new([]);
    function.instructions().end();
    function
}

/// A module of the given parts.
pub(crate) fn module(build: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = Parts::new();
    build(&mut parts);
    parts.finish()
}

/// A module in the text format.
pub(crate) fn text(source: &str) -> Vec<u8> {
    wat::parse_str(source).expect("a guest is valid text")
}
