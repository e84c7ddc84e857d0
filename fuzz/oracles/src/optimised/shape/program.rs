//! What makes programs of WASI of modules of Go's shape: they print all that is seen of a run.

use arbitrary::{Result, Unstructured};
use wasm_encoder::{BlockType, EntityType, Function, ImportSection, MemArg, TypeSection, ValType};

use super::{FIRST, FUNCTIONS, G, GO, READER, SP};
use crate::programs::{BUFFER, FD_WRITE, print};

/// Types: of the import, of what prints a number, and of `_start`.
const WRITE: u32 = READER + 1;
const PRINT: u32 = WRITE + 1;
const START: u32 = PRINT + 1;

/// The import.
const FD_WRITE_INDEX: u32 = 0;

const WORD: MemArg = MemArg { offset: 0, align: 3, memory_index: 0 };

/// Adds the import, and the types of what is added later.
pub(super) fn import(types: &mut TypeSection, imports: &mut ImportSection) {
    types.ty().function(FD_WRITE.0, FD_WRITE.1);
    types.ty().function([ValType::I64], []);
    types.ty().function([], []);
    imports.import("wasi_snapshot_preview1", "fd_write", EntityType::Function(WRITE));
}

/// The functions to add, by their types, of which `see` is the first and `_start` the last.
pub(super) fn functions(u: &mut Unstructured<'_>, see: u32) -> Result<[(u32, Function); 4]> {
    let (printer, checksum) = (see + 1, see + 2);
    let seeing = seeing(printer, checksum);
    Ok([(GO, seeing), (PRINT, printing()), (READER, summing()), (START, starting(u, printer, checksum)?)])
}

/// Prints a number and a checksum of memory, and gives another number.
fn seeing(printer: u32, checksum: u32) -> Function {
    let mut body = Function::new([]);
    body.instructions().call(checksum).call(printer).local_get(0).i64_extend_i32_s().call(printer);
    body.instructions().local_get(0).i32_const(7).i32_mul().end();
    body
}

/// Prints a number as 8 bytes.
fn printing() -> Function {
    let mut body = Function::new([]);
    body.instructions().i32_const(BUFFER).local_get(0).i64_store(WORD);
    print(&mut body.instructions(), FD_WRITE_INDEX, 1, 8);
    body.instructions().end();
    body
}

/// Gives a checksum of the first page of memory, and of how many there are.
fn summing() -> Function {
    let (at, sum) = (0, 1);
    let mut body = Function::new([(1, ValType::I32), (1, ValType::I64)]);
    let mut code = body.instructions();
    code.memory_size(0).i64_extend_i32_u().local_set(sum).loop_(BlockType::Empty);
    code.local_get(sum).local_get(at).i64_load(WORD).i64_xor().i64_const(0x0100_0000_01b3).i64_mul().local_set(sum);
    code.local_get(at).i32_const(8).i32_add().local_tee(at).i32_const(0x1_0000).i32_lt_u().br_if(0).end();
    code.local_get(sum).end();
    body
}

/// Calls functions from their beginning, and some in their middle, and prints what they return and leave behind.
fn starting(u: &mut Unstructured<'_>, printer: u32, checksum: u32) -> Result<Function> {
    let mut calls = vec![(0, 0), (1, 0), (2, 0), (3, 0), (0, 0)];
    for _ in 0..u.int_in_range(0..=6)? {
        calls.push((u.int_in_range(0..=FUNCTIONS - 1)?, u.int_in_range(0..=14)?));
    }
    let mut body = Function::new([]);
    for (function, parameter) in calls {
        let mut code = body.instructions();
        code.i32_const(parameter).call(FIRST + function).i64_extend_i32_s().call(printer);
        code.global_get(SP).i64_extend_i32_s().call(printer).global_get(G).call(printer).call(checksum).call(printer);
    }
    body.instructions().end();
    Ok(body)
}
