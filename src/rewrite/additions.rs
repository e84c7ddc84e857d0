//! Adds entries to the sections of a module, behind those that it has.

use std::collections::BTreeMap;

use prost::encoding::encode_varint;

use crate::section::Sections;

/// Ids of sections, by <https://webassembly.github.io/spec/core/binary/modules.html#sections>.
pub(crate) mod section_id {
    pub(crate) const CUSTOM: u8 = 0;
    pub(crate) const TYPE: u8 = 1;
    pub(crate) const IMPORT: u8 = 2;
    pub(crate) const FUNCTION: u8 = 3;
    pub(crate) const TABLE: u8 = 4;
    pub(crate) const MEMORY: u8 = 5;
    pub(crate) const GLOBAL: u8 = 6;
    pub(crate) const EXPORT: u8 = 7;
    pub(crate) const START: u8 = 8;
    pub(crate) const ELEMENT: u8 = 9;
    pub(crate) const CODE: u8 = 10;
}

/// A section with its header.
pub(crate) fn section(id: u8, payload: &[u8]) -> Vec<u8> {
    let mut section = vec![id];
    encode_varint(payload.len() as u64, &mut section);
    section.extend(payload);
    section
}

/// The ids of sections in the order in which a module has them.
const ORDER: [u8; 13] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/// Entries that a module's sections get.
#[derive(Default)]
pub(crate) struct Additions(BTreeMap<usize, Entries>);

/// Entries of one section, as they are encoded.
#[derive(Default)]
struct Entries {
    count: u64,
    bytes: Vec<u8>,
}

impl Additions {
    /// Adds `entry` to the section `id`.
    pub(crate) fn add(&mut self, id: u8, entry: &[u8]) {
        let entries = self.0.entry(place(id)).or_default();
        entries.count += 1;
        entries.bytes.extend_from_slice(entry);
    }

    /// Adds the export `name` of what is `index` among those of its `kind`: 0 is a function, 1 a table, 2 a memory.
    pub(crate) fn export(&mut self, name: &str, kind: u8, index: u32) {
        let mut entry = Vec::new();
        encode_varint(name.len() as u64, &mut entry);
        entry.extend_from_slice(name.as_bytes());
        entry.push(kind);
        encode_varint(index.into(), &mut entry);
        self.add(section_id::EXPORT, &entry);
    }

    /// `wasm` with these entries; `None` if its sections cannot be told apart.
    pub(crate) fn write(mut self, wasm: &[u8]) -> Option<Vec<u8>> {
        let more: usize = self.0.values().map(|entries| entries.bytes.len() + 32).sum();
        let mut written = Vec::with_capacity(wasm.len() + more);
        written.extend_from_slice(&wasm[..8]);
        for old in Sections::new(wasm).ok()? {
            let old = old.ok()?;
            if old.id == section_id::CUSTOM {
                written.extend_from_slice(&wasm[old.range]);
                continue;
            }
            while let Some(first) = self.0.first_entry().filter(|first| *first.key() < place(old.id)) {
                let (place, entries) = first.remove_entry();
                written.extend(section(ORDER[place], &entries.behind(&[0])?));
            }
            match self.0.remove(&place(old.id)) {
                Some(entries) => written.extend(section(old.id, &entries.behind(&wasm[old.payload])?)),
                None => written.extend_from_slice(&wasm[old.range]),
            }
        }
        for (place, entries) in self.0 {
            written.extend(section(ORDER[place], &entries.behind(&[0])?));
        }
        Some(written)
    }
}

impl Entries {
    /// What a section holds with these entries behind those of `payload`.
    fn behind(&self, payload: &[u8]) -> Option<Vec<u8>> {
        let mut entries = payload;
        let count = prost::encoding::decode_varint(&mut entries).ok()?;
        let mut all = Vec::with_capacity(payload.len() + self.bytes.len() + 5);
        encode_varint(count + self.count, &mut all);
        all.extend_from_slice(entries);
        all.extend_from_slice(&self.bytes);
        Some(all)
    }
}

/// Where the section `id` stands among others; an unknown one comes last.
fn place(id: u8) -> usize {
    ORDER.iter().position(|known| *known == id).unwrap_or(ORDER.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_behind_those_that_are_there_and_in_their_order() {
        for (before, after) in [
            ("(module)", r#"(module (type (func)) (table 1 funcref) (export "t" (table 0)))"#),
            (
                r#"(module (type (func (param i32))) (memory 1) (export "m" (memory 0)) (data "x"))"#,
                r#"(module (type (func (param i32))) (type (func)) (table 1 funcref) (memory 1)
                    (export "m" (memory 0)) (export "t" (table 0)) (data "x"))"#,
            ),
            (
                r#"(module (global i32 (i32.const 1)) (table 2 externref) (func (type 0)) (type (func (result i32))))"#,
                "",
            ),
        ] {
            let mut additions = Additions::default();
            additions.add(section_id::TYPE, &[0x60, 0, 0]);
            additions.add(section_id::TABLE, &[0x70, 0, 1]);
            additions.export("t", 1, 0);
            let written = additions.write(&wat::parse_str(before).unwrap()).unwrap();
            if after.is_empty() {
                let summary = crate::module::ModuleSummary::parse(&written).unwrap();
                assert_eq!((summary.tables, summary.exports.len()), (vec![2, 1], 1));
            } else {
                assert_eq!(written, wat::parse_str(after).unwrap(), "{before}");
            }
        }
    }

    #[test]
    fn custom_sections_stay_between_the_others() {
        let wasm = wat::parse_str(r#"(module (@custom "a" (before first) "1") (memory 1) (@custom "b" "2"))"#).unwrap();
        let mut additions = Additions::default();
        additions.add(section_id::TYPE, &[0x60, 0, 0]);
        let written = additions.write(&wasm).unwrap();
        let ids: Vec<_> = Sections::new(&written).unwrap().map(|section| section.unwrap().id).collect();
        assert_eq!(ids, [0, 1, 5, 0]);
    }
}
