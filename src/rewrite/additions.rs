//! Adds entries to the sections of a module, behind those that it has.

use std::collections::BTreeMap;

use super::Splices;
use crate::encoding::{Reader, unsigned};
use crate::section::Section;

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
    pub(crate) const DATA: u8 = 11;
    pub(crate) const DATA_COUNT: u8 = 12;
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
        unsigned(name.len() as u64, &mut entry);
        entry.extend_from_slice(name.as_bytes());
        entry.push(kind);
        unsigned(index.into(), &mut entry);
        self.add(section_id::EXPORT, &entry);
    }

    /// Puts these entries into the `sections` of `wasm`. What the one of code has becomes longer by `code_growth` beside.
    ///
    /// `None` if a section cannot be read.
    pub(crate) fn splice(
        mut self,
        wasm: &[u8],
        sections: &[Section<'_>],
        code_growth: isize,
        splices: &mut Splices,
    ) -> Option<()> {
        for old in sections.iter().filter(|section| section.id != section_id::CUSTOM) {
            while let Some(first) = self.0.first_entry().filter(|first| *first.key() < place(old.id)) {
                let (place, entries) = first.remove_entry();
                splices.put(old.range.start..old.range.start, entries.section(ORDER[place]));
            }
            let growth = if old.id == section_id::CODE { code_growth } else { 0 };
            match self.0.remove(&place(old.id)) {
                Some(entries) => entries.splice(wasm, old, growth, splices)?,
                None if growth != 0 => Entries::default().splice(wasm, old, growth, splices)?,
                None => {}
            }
        }
        for (place, entries) in self.0 {
            splices.put(wasm.len()..wasm.len(), entries.section(ORDER[place]));
        }
        Some(())
    }
}

impl Entries {
    /// A section of these entries alone.
    fn section(&self, id: u8) -> Vec<u8> {
        let mut section = header(id, self.count, self.bytes.len());
        section.extend_from_slice(&self.bytes);
        section
    }

    /// Puts these entries behind those of the section `old`, which becomes longer by `growth` beside.
    fn splice(self, wasm: &[u8], old: &Section<'_>, growth: isize, splices: &mut Splices) -> Option<()> {
        let mut reader = Reader { bytes: &wasm[..old.payload.end], position: old.payload.start };
        let count = u64::from(reader.number()?) + self.count;
        let length = (old.payload.end - reader.position + self.bytes.len()).checked_add_signed(growth)?;
        splices.put(old.range.start..reader.position, header(old.id, count, length));
        splices.put(old.range.end..old.range.end, self.bytes);
        Some(())
    }
}

/// What a section begins with that has `count` entries of so many bytes: its id, its length, and the count.
pub(crate) fn header(id: u8, count: u64, bytes: usize) -> Vec<u8> {
    let mut number = Vec::new();
    unsigned(count, &mut number);
    let mut header = vec![id];
    unsigned((number.len() + bytes) as u64, &mut header);
    header.extend(number);
    header
}

/// Where the section `id` stands among others; an unknown one comes last.
fn place(id: u8) -> usize {
    ORDER.iter().position(|known| *known == id).unwrap_or(ORDER.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::section::Sections;

    /// `wasm` with these entries.
    fn with(additions: Additions, wasm: &[u8]) -> Vec<u8> {
        let sections: Vec<_> = Sections::new(wasm).unwrap().map(Result::unwrap).collect();
        let mut splices = Splices::default();
        additions.splice(wasm, &sections, 0, &mut splices).unwrap();
        splices.apply(wasm)
    }

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
            let written = with(additions, &wat::parse_str(before).unwrap());
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
        let written = with(additions, &wasm);
        let ids: Vec<_> = Sections::new(&written).unwrap().map(|section| section.unwrap().id).collect();
        assert_eq!(ids, [0, 1, 5, 0]);
    }
}
