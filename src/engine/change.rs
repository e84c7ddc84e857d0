//! Changes instructions of a module before the engine sees it.

use std::borrow::Cow;

use prost::encoding::encode_varint;
use wasmparser::{BinaryReader, CodeSectionReader, FunctionBody};

use crate::section::Sections;

/// The code section's id, by <https://webassembly.github.io/spec/core/binary/modules.html#sections>.
const CODE: u8 = 10;

/// `wasm` with those functions replaced that `apply` gives anew: it gets their number among the module's own, the payload of the
/// code section, and the body. It is asked about none whose bytes are nothing to `may_apply`, which looks as fast as memory is
/// read.
///
/// `None` if there is nothing to change, or if the module cannot be read: the engine says what is wrong there.
pub(super) fn change_code(
    wasm: &[u8],
    may_apply: impl Fn(&[u8]) -> bool,
    mut apply: impl FnMut(usize, &[u8], &FunctionBody<'_>) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let code = Sections::new(wasm).ok()?.filter_map(Result::ok).find(|section| section.id == CODE)?;
    let payload = &wasm[code.payload.clone()];
    if !may_apply(payload) {
        return None;
    }
    let mut bodies = Vec::new();
    let mut any = false;
    for (index, body) in CodeSectionReader::new(BinaryReader::new(payload, 0)).ok()?.into_iter().enumerate() {
        let body = body.ok()?;
        let bytes = &payload[body.range()];
        let changed = if may_apply(bytes) { apply(index, payload, &body) } else { None };
        any |= changed.is_some();
        bodies.push(changed.map_or(Cow::Borrowed(bytes), Cow::Owned));
    }
    any.then(|| [&wasm[..code.range.start], &code_section(&bodies), &wasm[code.range.end..]].concat())
}

fn code_section(bodies: &[Cow<'_, [u8]>]) -> Vec<u8> {
    let mut payload = Vec::new();
    encode_varint(bodies.len() as u64, &mut payload);
    for body in bodies {
        encode_varint(body.len() as u64, &mut payload);
        payload.extend_from_slice(body);
    }
    section(CODE, &payload)
}

/// A section with its header.
pub(super) fn section(id: u8, payload: &[u8]) -> Vec<u8> {
    let mut section = vec![id];
    encode_varint(payload.len() as u64, &mut section);
    section.extend(payload);
    section
}
