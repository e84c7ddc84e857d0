//! The module around instructions: one of everything that they may need, or several.

use wasm_encoder::{
    ConstExpr, DataCountSection, DataSection, ElementSection, Elements, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, HeapType, MemorySection, MemoryType, Module, RefType, TableSection,
    TableType, TypeSection, ValType as Encoded,
};
use wasmparser::ValType;

/// The types of values. The first locals and the globals have these, in this order.
pub(super) const TYPES: [ValType; 7] =
    [ValType::I32, ValType::I64, ValType::F32, ValType::F64, ValType::V128, ValType::FUNCREF, ValType::EXTERNREF];

/// The first of the locals that results are put into.
pub(super) const RESULTS: u32 = 8;
/// What becomes of all results: of the types `i32`, `i64` and `v128`.
pub(super) const SUMS: [u32; 3] = [15, 16, 17];
pub(super) const COUNTER: u32 = 18;
/// Locals that are 0, as `i32` and as `i64`.
pub(super) const ZEROS: [u32; 2] = [19, 20];

/// The locals of every function that has instructions: operands, one more that instructions may name, results, and the rest.
pub(super) const LOCALS: [ValType; 21] = {
    let mut locals = [ValType::I32; 21];
    let mut at = 0;
    while at < TYPES.len() {
        locals[at] = TYPES[at];
        locals[RESULTS as usize + at] = TYPES[at];
        at += 1;
    }
    locals[SUMS[1] as usize] = ValType::I64;
    locals[SUMS[2] as usize] = ValType::V128;
    locals[ZEROS[1] as usize] = ValType::I64;
    locals
};

/// The types of the first functions, which are all in the first table, too.
const CALLED: [(&[Encoded], &[Encoded]); 8] = [
    (&[], &[]),
    (&[Encoded::I32], &[Encoded::I32]),
    (&[Encoded::I64], &[Encoded::I64]),
    (&[Encoded::F32, Encoded::F64], &[Encoded::F64]),
    (&[Encoded::V128], &[Encoded::V128]),
    (&[Encoded::I32], &[Encoded::I32, Encoded::I64]),
    (&[Encoded::Ref(RefType::FUNCREF)], &[Encoded::Ref(RefType::EXTERNREF)]),
    (&[Encoded::I32], &[]),
];

/// How many functions there are before those that are passed in.
pub(super) const FIRST_FUNCTION: u32 = CALLED.len() as u32;

/// A module with `functions`, which take and return nothing: the last of them is `_start`, and if there are none, it is empty.
pub(super) fn around(functions: &[Function]) -> Vec<u8> {
    let idle = [crate::module::idle()];
    let functions = if functions.is_empty() { &idle[..] } else { functions };
    let (mut types, mut declared, mut code) =
        (TypeSection::new(), FunctionSection::new(), wasm_encoder::CodeSection::new());
    for (ty, (params, results)) in (0..).zip(CALLED) {
        types.ty().function(params.iter().copied(), results.iter().copied());
        declared.function(ty);
        code.function(&returning(results));
    }
    for function in functions {
        declared.function(0);
        code.function(function);
    }
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("_start", ExportKind::Func, FIRST_FUNCTION + functions.len() as u32 - 1);
    let mut data = DataSection::new();
    data.passive(*b"12345678");
    let mut module = Module::new();
    module.section(&types).section(&declared).section(&tables()).section(&memories()).section(&globals());
    module.section(&exports).section(&elements()).section(&DataCountSection { count: 1 });
    module.section(&code).section(&data);
    module.finish()
}

/// A function that returns zeros.
fn returning(results: &[Encoded]) -> Function {
    let mut function = Function::new([]);
    for ty in results {
        constant(&mut function, *ty, 1);
    }
    function.instructions().end();
    function
}

fn tables() -> TableSection {
    let mut tables = TableSection::new();
    for element_type in [RefType::FUNCREF, RefType::EXTERNREF] {
        tables.table(TableType { element_type, table64: false, minimum: 10, maximum: Some(100), shared: false });
    }
    tables
}

fn memories() -> MemorySection {
    let mut memories = MemorySection::new();
    for maximum in [16, 4] {
        let maximum = Some(maximum);
        memories.memory(MemoryType { minimum: 1, maximum, memory64: false, shared: false, page_size_log2: None });
    }
    memories
}

fn globals() -> GlobalSection {
    let mut globals = GlobalSection::new();
    for (val_type, init) in TYPES.map(encoded).into_iter().zip([
        ConstExpr::i32_const(1),
        ConstExpr::i64_const(1),
        ConstExpr::f32_const(1.5),
        ConstExpr::f64_const(1.5),
        ConstExpr::v128_const(1),
        ConstExpr::ref_null(HeapType::FUNC),
        ConstExpr::ref_null(HeapType::EXTERN),
    ]) {
        globals.global(GlobalType { val_type, mutable: true, shared: false }, &init);
    }
    globals
}

/// One segment that fills the first table, and a passive one for each table.
fn elements() -> ElementSection {
    let mut elements = ElementSection::new();
    let called: Vec<u32> = (0..FIRST_FUNCTION).collect();
    elements.active(None, &ConstExpr::i32_const(0), Elements::Functions(called.into()));
    elements.passive(Elements::Functions([0, 1, 2][..].into()));
    let null = ConstExpr::ref_null(HeapType::EXTERN);
    elements.passive(Elements::Expressions(RefType::EXTERNREF, vec![null.clone(), null].into()));
    elements
}

/// How many values of each type are tried.
pub(super) const VALUES: usize = 4;

/// Adds a constant: the value of the number `value` among those of the type.
pub(super) fn constant(function: &mut Function, ty: Encoded, value: usize) {
    let mut instructions = function.instructions();
    match ty {
        Encoded::I32 => instructions.i32_const([1, 0, -1, i32::MIN][value]),
        Encoded::I64 => instructions.i64_const([1, 0, -1, i64::MIN][value]),
        Encoded::F32 => instructions.f32_const([1.5, 0.0, f32::NAN, f32::NEG_INFINITY][value]),
        Encoded::F64 => instructions.f64_const([1.5, 0.0, f64::NAN, f64::NEG_INFINITY][value]),
        Encoded::V128 => instructions.v128_const([1, 0, -1, i128::MIN][value]),
        Encoded::Ref(RefType::FUNCREF) if value == 0 => instructions.ref_func(0),
        Encoded::Ref(ty) => instructions.ref_null(ty.heap_type),
    };
}

/// A type as wasm-encoder has it.
pub(super) fn encoded(ty: ValType) -> Encoded {
    match ty {
        ValType::I32 => Encoded::I32,
        ValType::I64 => Encoded::I64,
        ValType::F32 => Encoded::F32,
        ValType::F64 => Encoded::F64,
        ValType::V128 => Encoded::V128,
        ValType::FUNCREF => Encoded::Ref(RefType::FUNCREF),
        _ => Encoded::Ref(RefType::EXTERNREF),
    }
}
