//! Modules whose size, shape or numbers cost memory and time before anything of them runs, or when it is first called.

use wasm_encoder::{
    BlockType, ConstExpr, Elements, EntityType, ExportKind, Function, HeapType, MemoryType, RefType, TableType, ValType,
};

use crate::module::{NOTHING, idle, module};
use crate::{BASE, Guest};

/// All of them, with bounds in proportion to their sizes, which are some megabytes.
pub(crate) const GUESTS: &[Guest] = &[
    compiles("functions", "1,000,000 functions", functions, BASE + 200),
    compiles("called-functions", "100,000 functions, all of them called", called_functions, BASE + 48),
    compiles("jump-tables", "20 jump tables of 120,000 targets", jump_tables, BASE + 64),
    compiles("nesting", "blocks nested 1,000,000 deep", nesting, BASE + 240),
    compiles("data-segments", "100,000 segments of data", data_segments, BASE + 32),
    compiles("element-segments", "100,000 segments of elements", element_segments, BASE + 48),
    compiles("elements", "5,000,000 elements given by expressions", elements, BASE + 240),
    compiles("tables", "100 tables with 10,000,000 elements together", tables, BASE + 200),
    compiles("types", "a million types, all different", types, BASE + 400),
    compiles("globals", "1,000,000 globals", globals, BASE + 160),
    compiles("custom-sections", "1,000,000 custom sections", custom_sections, BASE + 64),
    compiles("arguments", "1,000,000 arguments in its configuration", arguments, BASE + 96),
    compiles("files", "300,000 files in its configuration", files, BASE + 160),
    refused("locals", "functions of 50,000 locals", locals, "encountered function with too many function parameters"),
    refused("results", "branches that carry 1,000 values each", results, "has more than 32 results"),
    refused("parameters", "loops that take 1,000 values each", parameters, "has more than 32 parameters"),
    refused("imports", "200,000 imports of 1,000 parameters", imports, "has 200000 imports, and the limit is 10000"),
    refused("names", "imports with names of 100,000 bytes", names, "does not provide: nnn"),
    refused("exports", "1,000,000 exports", exports, "and 999988 more"),
    refused("initialiser", "an initialiser of 2,000,000 additions", initialiser, "more than 1024 bytes"),
    Guest {
        mebibytes: BASE + 600,
        ..refused("directories", "2,000,000 directories implied by its files", directories, "more than 1048576 files")
    },
];

const fn compiles(name: &'static str, tries: &'static str, module: fn() -> Vec<u8>, mebibytes: u64) -> Guest {
    Guest { name, tries, module, options: &[], status: 0, says: "", mebibytes }
}

const fn refused(name: &'static str, tries: &'static str, module: fn() -> Vec<u8>, says: &'static str) -> Guest {
    Guest { name, tries, module, options: &[], status: 125, says, mebibytes: BASE + 128 }
}

/// The index of a module's second type.
const SECOND: u32 = 1;

fn functions() -> Vec<u8> {
    module(|parts| {
        let body = idle();
        (0..999_999).for_each(|_| parts.function(NOTHING, &body));
        parts.start_idly(999_999);
    })
}

fn called_functions() -> Vec<u8> {
    module(|parts| parts.call_each(100_000, &idle()))
}

fn jump_tables() -> Vec<u8> {
    let mut body = Function::new([]);
    let mut sink = body.instructions();
    sink.block(BlockType::Empty).block(BlockType::Empty).i32_const(0).i32_ctz();
    sink.br_table((0..120_000).map(|target| target % 2), 0).end().end().end();
    module(|parts| parts.call_each(20, &body))
}

fn nesting() -> Vec<u8> {
    let mut body = Function::new([]);
    let mut sink = body.instructions();
    for _ in 0..1_000_000 {
        sink.block(BlockType::Empty);
    }
    for _ in 0..=1_000_000 {
        sink.end();
    }
    module(|parts| parts.call_each(1, &body))
}

fn data_segments() -> Vec<u8> {
    module(|parts| {
        parts.memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        for _ in 0..100_000 {
            parts.data.active(0, &ConstExpr::i32_const(0), *b"x");
        }
        parts.start_idly(0);
    })
}

fn element_segments() -> Vec<u8> {
    module(|parts| {
        for _ in 0..100_000 {
            parts.elements.passive(Elements::Functions([0].as_slice().into()));
        }
        parts.start_idly(0);
    })
}

fn elements() -> Vec<u8> {
    module(|parts| {
        let nulls = vec![ConstExpr::ref_null(HeapType::FUNC); 5_000_000];
        parts.elements.passive(Elements::Expressions(RefType::FUNCREF, nulls.into()));
        parts.start_idly(0);
    })
}

fn tables() -> Vec<u8> {
    module(|parts| {
        let element_type = RefType::FUNCREF;
        let table = TableType { element_type, minimum: 100_000, maximum: None, table64: false, shared: false };
        for _ in 0..100 {
            parts.tables.table(table);
        }
        parts.start_idly(0);
    })
}

fn types() -> Vec<u8> {
    module(|parts| {
        for number in 0..999_999_u32 {
            let of_bit = |bit: u32| if number >> bit & 1 == 0 { ValType::I32 } else { ValType::I64 };
            parts.types.ty().function((0..20).map(of_bit), []);
        }
        parts.start_idly(0);
    })
}

fn globals() -> Vec<u8> {
    module(|parts| {
        (0..1_000_000).for_each(|_| parts.global(ValType::I64, &ConstExpr::i64_const(0)));
        parts.start_idly(0);
    })
}

fn custom_sections() -> Vec<u8> {
    module(|parts| {
        parts.custom = vec![("", Vec::new()); 1_000_000];
        parts.start_idly(0);
    })
}

/// A module that carries the configuration `payload`, a message `ExecConfig`.
fn configured(payload: Vec<u8>) -> Vec<u8> {
    module(|parts| {
        parts.custom.push((".bufplugin", payload));
        parts.start_idly(0);
    })
}

/// The field `number` of a message, whose value has `bytes`.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let (low, high) = (bytes.len() as u8 | 0x80, (bytes.len() >> 7) as u8);
    [&[number << 3 | 2, low, high], bytes].concat()
}

fn arguments() -> Vec<u8> {
    configured([0x12, 0].repeat(1_000_000))
}

fn files() -> Vec<u8> {
    configured((0..300_000).flat_map(|number| field(3, &field(1, format!("{number:x}").as_bytes()))).collect())
}

fn directories() -> Vec<u8> {
    let path = |number| format!("{number:03x}{}", "/a".repeat(2000));
    configured((0..1000).flat_map(|number| field(3, &field(1, path(number).as_bytes()))).collect())
}

fn locals() -> Vec<u8> {
    let mut body = Function::new([(50_000, ValType::I64)]);
    body.instructions().end();
    module(|parts| parts.call_each(20_000, &body))
}

/// Each branch would be a thousand instructions of the interpreter's.
fn results() -> Vec<u8> {
    let mut body = Function::new([]);
    let mut sink = body.instructions();
    sink.block(BlockType::FunctionType(SECOND));
    for number in 0..1000 {
        sink.i32_const(number);
    }
    for _ in 0..8000 {
        sink.global_get(0).br_if(0);
    }
    sink.end();
    for _ in 0..1000 {
        sink.drop();
    }
    sink.end();
    module(|parts| {
        parts.types.ty().function([], [ValType::I32; 1000]);
        parts.global(ValType::I32, &ConstExpr::i32_const(0));
        parts.call_each(10, &body);
    })
}

/// The same for branches back to the beginning of a loop.
fn parameters() -> Vec<u8> {
    let mut body = Function::new([]);
    let mut sink = body.instructions();
    for number in 0..1000 {
        sink.i32_const(number);
    }
    sink.loop_(BlockType::FunctionType(SECOND));
    for _ in 0..8000 {
        sink.i32_const(7).global_get(0).br_if(0);
    }
    for _ in 0..9000 {
        sink.drop();
    }
    sink.end().end();
    module(|parts| {
        parts.types.ty().function([ValType::I32; 1000], []);
        parts.global(ValType::I32, &ConstExpr::i32_const(0));
        parts.call_each(10, &body);
    })
}

fn imports() -> Vec<u8> {
    module(|parts| {
        parts.types.ty().function([ValType::I32; 1000], []);
        for _ in 0..200_000 {
            parts.imports.import("", "", EntityType::Function(SECOND));
        }
        parts.start_idly(200_000);
    })
}

fn names() -> Vec<u8> {
    module(|parts| {
        let name = "n".repeat(99_999);
        for _ in 0..100 {
            parts.imports.import(&name, &name, EntityType::Function(NOTHING));
        }
        parts.start_idly(100);
    })
}

fn exports() -> Vec<u8> {
    module(|parts| {
        parts.function(NOTHING, &idle());
        for number in 0..1_000_000 {
            parts.exports.export(&format!("{number:x}"), ExportKind::Func, 0);
        }
    })
}

fn initialiser() -> Vec<u8> {
    module(|parts| {
        let (zero, add_one) = ([0x41, 0], [0x41, 1, 0x6a]);
        let sum = zero.into_iter().chain(add_one.into_iter().cycle().take(6_000_000));
        parts.global(ValType::I32, &ConstExpr::raw(sum));
        parts.start_idly(0);
    })
}
