//! What a module gets beside its own, as its instructions are replaced.

use std::collections::BTreeMap;

use wasmparser::{Parser, Payload, RefType, TypeRef};

use super::host_call::{EXTERNREF, FUNCREF};
use super::{Additions, HostCall, HostTable, section_id};
use crate::encoding::opcode::{CALL, CALL_INDIRECT, I32_CONST};
use crate::encoding::{signed, unsigned};
use crate::limits::PAGE_BYTES;

/// The form of a function's type, by <https://webassembly.github.io/spec/core/binary/types.html>.
const FUNCTION_TYPE: u8 = 0x60;
/// A function's and a table's kind among exports.
const FUNCTION: u8 = 0;
const TABLE: u8 = 1;

/// Types, functions and a table of the host's functions for a module, whose indices come after all that it has.
pub(crate) struct Extension {
    types: u32,
    functions: u32,
    memories: u32,
    /// Bytes that the first memory begins with, if it is the module's own.
    memory_bytes: Option<u64>,
    /// For each table the type of its elements.
    tables: Vec<u8>,
    additions: Additions,
    /// The places of types that are new, by how they are encoded.
    added_types: BTreeMap<Vec<u8>, u32>,
    host: HostTable,
}

impl Extension {
    /// An extension of the module `wasm` that is empty yet. Its table of the host's functions will be exported as `export`.
    ///
    /// `None` for a module that cannot be read, or has other types than the engine knows.
    pub(crate) fn of(wasm: &[u8], export: &'static str) -> Option<Self> {
        let host = HostTable { export, calls: Vec::new() };
        let additions = Additions::default();
        let added_types = BTreeMap::new();
        let mut extension = Self {
            types: 0,
            functions: 0,
            memories: 0,
            memory_bytes: None,
            tables: Vec::new(),
            additions,
            added_types,
            host,
        };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.ok()? {
                Payload::TypeSection(types) => extension.types = types.count(),
                Payload::ImportSection(imports) => {
                    for import in imports {
                        match import.ok()?.ty {
                            TypeRef::Func(_) => extension.functions += 1,
                            TypeRef::Table(table) => extension.tables.push(element(table.element_type)?),
                            TypeRef::Memory(_) => extension.memories += 1,
                            _ => {}
                        }
                    }
                }
                Payload::MemorySection(memories) => {
                    if extension.memories == 0 {
                        let first = memories.clone().into_iter().next().transpose().ok()?;
                        extension.memory_bytes = first.and_then(|memory| memory.initial.checked_mul(PAGE_BYTES));
                    }
                    extension.memories += memories.count();
                }
                Payload::FunctionSection(functions) => extension.functions += functions.count(),
                Payload::TableSection(tables) => {
                    for table in tables {
                        extension.tables.push(element(table.ok()?.ty.element_type)?);
                    }
                }
                // All that is counted comes before.
                Payload::CodeSectionStart { .. } | Payload::DataSection(_) => break,
                _ => {}
            }
        }
        Some(extension)
    }

    /// How many memories the module has.
    pub(crate) fn memories(&self) -> u32 {
        self.memories
    }

    /// Bytes that the first memory begins with, if it is the module's own.
    pub(super) fn memory_bytes(&self) -> Option<u64> {
        self.memory_bytes
    }

    /// The type of the elements of the table at `index`.
    pub(crate) fn element(&self, index: u32) -> Option<u8> {
        self.tables.get(index as usize).copied()
    }

    /// The index of a function's type.
    pub(crate) fn ty(&mut self, params: &[u8], results: &[u8]) -> u32 {
        let mut encoded = vec![FUNCTION_TYPE];
        for types in [params, results] {
            unsigned(types.len() as u64, &mut encoded);
            encoded.extend_from_slice(types);
        }
        let next = self.types + self.added_types.len() as u32;
        *self.added_types.entry(encoded).or_insert_with_key(|encoded| {
            self.additions.add(section_id::TYPE, encoded);
            next
        })
    }

    /// Adds a function of the type at `ty`, whose locals and instructions are `body`. Gives a call of it.
    pub(crate) fn function(&mut self, ty: u32, body: &[u8]) -> Vec<u8> {
        let mut index = Vec::new();
        unsigned(ty.into(), &mut index);
        self.additions.add(section_id::FUNCTION, &index);
        let mut entry = Vec::with_capacity(body.len() + 2);
        unsigned(body.len() as u64, &mut entry);
        entry.extend_from_slice(body);
        self.additions.add(section_id::CODE, &entry);
        let mut call = vec![CALL];
        unsigned(self.functions.into(), &mut call);
        self.functions += 1;
        call
    }

    /// A call of one of the host's functions, whose arguments are on the stack.
    pub(crate) fn call_host(&mut self, host_call: HostCall) -> Vec<u8> {
        let calls = &mut self.host.calls;
        let place = calls.iter().position(|known| *known == host_call).unwrap_or_else(|| {
            calls.push(host_call);
            calls.len() - 1
        });
        let (params, results) = host_call.signature();
        let mut call = vec![I32_CONST];
        signed(place as i64, &mut call);
        call.push(CALL_INDIRECT);
        unsigned(self.ty(&params, &results).into(), &mut call);
        unsigned(self.tables.len() as u64, &mut call);
        call
    }

    /// Exports the function at `index` as `name`.
    pub(super) fn export_function(&mut self, name: &str, index: u32) {
        self.additions.export(name, FUNCTION, index);
    }

    /// All that the module gets; and the table that the host is to fill, if there is one.
    pub(super) fn finish(mut self) -> (Additions, Option<HostTable>) {
        if self.host.calls.is_empty() {
            return (self.additions, None);
        }
        let mut table = vec![FUNCREF, 0];
        unsigned(self.host.calls.len() as u64, &mut table);
        self.additions.add(section_id::TABLE, &table);
        self.additions.export(self.host.export, TABLE, self.tables.len() as u32);
        for (name, kind, index) in self.host.calls.iter().filter_map(|call| call.operand()) {
            self.additions.export(&name, kind, index);
        }
        (self.additions, Some(self.host))
    }
}

/// The type of a table's elements; `None` for those that the engine does not know.
fn element(ty: RefType) -> Option<u8> {
    match ty {
        RefType::FUNCREF => Some(FUNCREF),
        RefType::EXTERNREF => Some(EXTERNREF),
        _ => None,
    }
}
