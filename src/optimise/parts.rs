//! Which functions of an optimised module were one before.

use wasmparser::{Parser, Payload, TypeRef};

use super::{entry, facts};

/// The index of each function that optimising has added to the module `wasm`, and of the one that it is a part of. There are none
/// in a module that was not optimised.
pub(crate) fn parts(wasm: &[u8]) -> Vec<(u32, u32)> {
    let Some(bodies) = facts::bodies(wasm) else { return Vec::new() };
    let mut parts = Vec::new();
    for (index, body) in (imported_functions(wasm)..).zip(bodies) {
        if let Some((fast, slow)) = entry::leads_to(body) {
            parts.push((fast, index));
            parts.extend(slow.map(|slow| (slow, index)));
        } else if let Some(original) = entry::adapts(body) {
            parts.push((index, original));
        }
    }
    parts
}

fn imported_functions(wasm: &[u8]) -> u32 {
    let mut count = 0;
    for payload in Parser::new(0).parse_all(wasm).map_while(Result::ok) {
        match payload {
            Payload::ImportSection(imports) => {
                let functions = imports.into_iter().flatten().filter(|import| matches!(import.ty, TypeRef::Func(_)));
                count += functions.count() as u32;
            }
            Payload::CodeSectionStart { .. } => break,
            _ => {}
        }
    }
    count
}
