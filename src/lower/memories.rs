//! Gives a module the memories that it imports, and shares none.
//!
//! An imported memory becomes one of the module's own, of the type that it is declared with, and bounded by the cap as all are.
//! Imports come first among a module's memories, so that each keeps its index.

use std::borrow::Cow;

use wasmparser::{ImportSectionReader, MemoryType, Parser, Payload, TypeRef};

use crate::encoding::unsigned;
use crate::rewrite::{Additions, Splices, header, section_id};
use crate::section::{Section, Sections};

/// The name by which the host's functions find a guest's memory, which one that imports it need not export.
const EXPORT: &str = "memory";
/// A memory's kind among exports.
const MEMORY: u8 = 2;

/// `wasm` with memories that are all its own and not shared.
pub(crate) fn make_own(wasm: &[u8]) -> Cow<'_, [u8]> {
    rewrite(wasm).map_or(wasm.into(), Cow::Owned)
}

/// `None` if there is nothing to change, or if the module cannot be read: the engine says what is wrong there.
fn rewrite(wasm: &[u8]) -> Option<Vec<u8>> {
    let mut imports = None;
    let mut memories = Vec::new();
    let mut exported = false;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.ok()? {
            Payload::ImportSection(section) => imports = Some(without_memories(wasm, section, &mut memories)?),
            Payload::MemorySection(section) => {
                memories.extend(section.into_iter().collect::<Result<Vec<_>, _>>().ok()?);
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    exported |= export.ok()?.name == EXPORT;
                }
            }
            // Memories come before.
            Payload::CodeSectionStart { .. } | Payload::DataSection(_) => break,
            _ => {}
        }
    }
    let imports = imports.filter(|imports| imports.removed > 0);
    if imports.is_none() && !memories.iter().any(|memory| memory.shared) {
        return None;
    }
    let (old, sections): (Vec<_>, Vec<_>) =
        Sections::new(wasm).ok()?.collect::<Result<Vec<_>, _>>().ok()?.into_iter().partition(is_memory);
    let mut splices = Splices::default();
    old.into_iter().for_each(|section| splices.put(section.range, Vec::new()));
    let mut additions = Additions::default();
    for memory in &memories {
        additions.add(section_id::MEMORY, &encoded(memory));
    }
    if let Some(imports) = imports {
        let section = sections.iter().find(|section| section.id == section_id::IMPORT)?;
        let header = header(section_id::IMPORT, imports.kept, imports.entries.len());
        splices.put(section.range.clone(), [header, imports.entries].concat());
        if !exported {
            additions.export(EXPORT, MEMORY, 0);
        }
    }
    additions.splice(wasm, &sections, 0, &mut splices)?;
    Some(splices.apply(wasm))
}

fn is_memory(section: &Section<'_>) -> bool {
    section.id == section_id::MEMORY
}

/// What a section of imports holds once the memories are taken out.
struct Imports {
    kept: u64,
    entries: Vec<u8>,
    removed: usize,
}

/// Takes the memories out of `imports`.
fn without_memories(wasm: &[u8], imports: ImportSectionReader<'_>, memories: &mut Vec<MemoryType>) -> Option<Imports> {
    let end = imports.range().end;
    let all: Vec<_> = imports.into_iter_with_offsets().collect::<Result<_, _>>().ok()?;
    let ends = all.iter().skip(1).map(|(start, _)| *start).chain([end]);
    let mut left = Imports { kept: 0, entries: Vec::new(), removed: 0 };
    for ((start, import), end) in all.iter().zip(ends) {
        match import.ty {
            TypeRef::Memory(memory) => {
                memories.push(memory);
                left.removed += 1;
            }
            _ => {
                left.entries.extend_from_slice(&wasm[*start..end]);
                left.kept += 1;
            }
        }
    }
    Some(left)
}

/// A memory of this type that is not shared, by <https://webassembly.github.io/spec/core/binary/types.html#limits>.
fn encoded(memory: &MemoryType) -> Vec<u8> {
    let flags = u8::from(memory.maximum.is_some())
        | u8::from(memory.memory64) << 2
        | u8::from(memory.page_size_log2.is_some()) << 3;
    let mut encoded = vec![flags];
    let numbers = [Some(memory.initial), memory.maximum, memory.page_size_log2.map(u64::from)];
    numbers.into_iter().flatten().for_each(|number| unsigned(number, &mut encoded));
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::ModuleSummary;

    #[test]
    fn memories_become_the_modules_own() {
        for (before, after) in [
            ("(module (memory 1 2 shared))", "(module (memory 1 2))"),
            (r#"(module (import "env" "memory" (memory 3)))"#, r#"(module (memory 3) (export "memory" (memory 0)))"#),
            (
                r#"(module (import "a" "f" (func)) (import "env" "memory" (memory 1 9 shared))
                    (import "a" "g" (func (param i32))) (memory 2) (export "memory" (memory 1)) (func) (data "x"))"#,
                r#"(module (import "a" "f" (func)) (import "a" "g" (func (param i32)))
                    (memory 1 9) (memory 2) (export "memory" (memory 1)) (func) (data "x"))"#,
            ),
        ] {
            let made = make_own(&wat::parse_str(before).unwrap()).into_owned();
            wasmparser::Validator::new().validate_all(&made).expect("a valid module");
            let made = ModuleSummary::parse(&made).unwrap();
            let after = wat::parse_str(after).unwrap();
            let after = ModuleSummary::parse(&after).unwrap();
            assert_eq!(
                (&made.memories, &made.exports, &made.imports),
                (&after.memories, &after.exports, &after.imports),
                "{before}"
            );
        }
    }

    #[test]
    fn other_modules_are_not_copied() {
        let wasm = wat::parse_str(r#"(module (import "a" "f" (func)) (memory 1 2) (func))"#).unwrap();
        assert!(matches!(make_own(&wasm), Cow::Borrowed(_)));
    }
}
