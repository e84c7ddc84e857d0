//! Puts an optimised module together.

use super::convention::Convention;
use super::facts::{Facts, Table};
use super::names;
use super::op::unsigned;
use crate::rewrite::section_id;
use crate::section::Sections;

/// What an optimised module has beside, or in place of, what was there.
pub(super) struct Changes {
    /// Types of functions that come behind the module's.
    pub(super) types: Vec<u32>,
    /// Those of them that the module does not have, as they are encoded.
    pub(super) new_types: Vec<Vec<u8>>,
    /// The module's functions that each of those stands for.
    pub(super) origins: Vec<u32>,
    /// All functions' bodies, each with its length.
    pub(super) bodies: Vec<u8>,
    /// The table of functions by the convention.
    pub(super) table: Option<Table>,
}

/// The module `wasm` with these changes; `None` if its sections cannot be told apart.
pub(super) fn assemble(wasm: &[u8], facts: &Facts<'_>, convention: &Convention, changes: &Changes) -> Option<Vec<u8>> {
    let mut module = Vec::with_capacity(wasm.len() + changes.bodies.len() + (1 << 16));
    module.extend_from_slice(wasm.get(..8)?);
    for section in Sections::new(wasm).ok()? {
        let section = section.ok()?;
        let payload = &wasm[section.payload.clone()];
        match section.id {
            section_id::TYPE => {
                let more = changes.new_types.concat();
                longer(section_id::TYPE, payload, changes.new_types.len(), &more, &mut module)?;
            }
            section_id::FUNCTION => {
                let mut more = Vec::new();
                changes.types.iter().for_each(|ty| unsigned((*ty).into(), &mut more));
                longer(section_id::FUNCTION, payload, changes.types.len(), &more, &mut module)?;
            }
            section_id::TABLE if changes.table.is_some() => {
                let table = changes.table.as_ref()?;
                let mut more = vec![FUNCREF, u8::from(table.maximum.is_some())];
                unsigned(table.minimum, &mut more);
                table.maximum.iter().for_each(|maximum| unsigned(*maximum, &mut more));
                longer(section_id::TABLE, payload, 1, &more, &mut module)?;
            }
            // A variable of 32 bits that begins with `i32.const 0`.
            section_id::GLOBAL => longer(section_id::GLOBAL, payload, 1, &[0x7f, 1, 0x41, 0, 0x0b], &mut module)?,
            section_id::ELEMENT if changes.table.is_some() => {
                let segments = &changes.table.as_ref()?.segments;
                let more = elements(segments, convention.table?, facts, convention);
                longer(section_id::ELEMENT, payload, segments.len(), &more, &mut module)?;
            }
            section_id::CODE => {
                let mut count = Vec::new();
                unsigned((facts.functions.len() + changes.types.len()) as u64, &mut count);
                header(section_id::CODE, count.len() + changes.bodies.len(), &mut module);
                module.extend_from_slice(&count);
                module.extend_from_slice(&changes.bodies);
            }
            section_id::CUSTOM
                if section.name == Some("name")
                    && let Some(names) = names::longer(payload, convention.first_fast, &changes.origins) =>
            {
                header(section_id::CUSTOM, names.len(), &mut module);
                module.extend_from_slice(&names);
            }
            _ => module.extend_from_slice(&wasm[section.range]),
        }
    }
    Some(module)
}

const FUNCREF: u8 = 0x70;

/// Segments for the table of functions by the convention.
fn elements(segments: &[(u32, Vec<u32>)], table: u32, facts: &Facts<'_>, convention: &Convention) -> Vec<u8> {
    let mut encoded = Vec::new();
    for (offset, functions) in segments {
        // Of a table by its number, with an offset and a list of functions.
        encoded.push(2);
        unsigned(table.into(), &mut encoded);
        super::op::Op::i32_const(*offset as i32).encode(&[], &mut encoded);
        encoded.extend([0x0b, 0]);
        unsigned(functions.len() as u64, &mut encoded);
        for function in functions {
            let own = function.checked_sub(facts.imported_functions).map(|own| own as usize);
            let fast = own.and_then(|own| convention.fast.get(own).copied().flatten());
            unsigned(fast.unwrap_or(*function).into(), &mut encoded);
        }
    }
    encoded
}

/// Appends a section of a vector with more elements at its end.
fn longer(id: u8, payload: &[u8], count: usize, more: &[u8], module: &mut Vec<u8>) -> Option<()> {
    let end = payload.iter().position(|byte| *byte < 0x80)? + 1;
    let old = super::decode::Decoder::new(&payload[..end]).number()?;
    let mut start = Vec::new();
    unsigned(u64::from(old) + count as u64, &mut start);
    header(id, start.len() + payload.len() - end + more.len(), module);
    module.extend_from_slice(&start);
    module.extend_from_slice(&payload[end..]);
    module.extend_from_slice(more);
    Some(())
}

fn header(id: u8, length: usize, module: &mut Vec<u8>) {
    module.push(id);
    unsigned(length as u64, module);
}
