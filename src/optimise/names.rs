//! Names of the functions that optimising adds: those of the functions they stand for.
//!
//! Specification: <https://webassembly.github.io/spec/core/appendix/custom.html#name-section>

use super::decode::Decoder;
use super::op::unsigned;

/// The name of the section, and its length.
const NAME: &[u8] = b"\x04name";
/// The id of its part with the names of functions.
const FUNCTIONS: u8 = 1;

/// The section of names that holds `payload`, with more of them: those of the functions that `origins` gives for the functions
/// from `first` on.
pub(super) fn longer(payload: &[u8], first: u32, origins: &[u32]) -> Option<Vec<u8>> {
    let mut section = Decoder::new(payload);
    let mut longer = NAME.to_vec();
    while !section.is_done() {
        let start = section.position;
        let id = section.byte()?;
        let length = section.number()?;
        let part = section.bytes(length as usize)?;
        if id != FUNCTIONS {
            longer.extend_from_slice(&payload[start..section.position]);
            continue;
        }
        let part = functions(part, first, origins)?;
        longer.push(FUNCTIONS);
        unsigned(part.len() as u64, &mut longer);
        longer.extend_from_slice(&part);
    }
    Some(longer)
}

/// The names of functions, which are in the order of their indices, with more at the end.
fn functions(part: &[u8], first: u32, origins: &[u32]) -> Option<Vec<u8>> {
    let mut names = Decoder::new(part);
    let count = names.number()?;
    let start = names.position;
    // Where the name of each function is, by its index.
    let mut places = vec![0..0; first as usize];
    for _ in 0..count {
        let index = names.number()?;
        let begin = names.position;
        let length = names.number()?;
        names.bytes(length as usize)?;
        *places.get_mut(index as usize)? = begin..names.position;
    }
    let (mut more, mut added) = (Vec::new(), 0);
    for (index, origin) in (first..).zip(origins) {
        let name = places.get(*origin as usize).filter(|place| !place.is_empty());
        if let Some(name) = name {
            unsigned(index.into(), &mut more);
            more.extend_from_slice(&part[name.clone()]);
            added += 1;
        }
    }
    let mut longer = Vec::with_capacity(part.len() + more.len() + 5);
    unsigned(u64::from(count) + added, &mut longer);
    longer.extend_from_slice(&part[start..names.position]);
    longer.extend_from_slice(&more);
    Some(longer)
}
