//! Replaces instructions of a module.

use std::borrow::Cow;

use prost::encoding::encode_varint;
use wasmparser::{BinaryReader, CodeSectionReader, FunctionBody, Operator};

use super::additions::section;
use super::section_id::CODE;
use crate::section::Sections;

/// `wasm` with those functions replaced that `apply` gives anew: it gets their number among the module's own, the payload of the
/// code section, and the body. It is asked about none whose bytes are nothing to `may_apply`, which looks as fast as memory is
/// read.
///
/// `None` if there is nothing to change, or if the module cannot be read: the engine says what is wrong there.
pub(crate) fn change_code(
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

/// The function `body` of the code section `code` with other instructions in the place of those for which `replacement` has some;
/// it gets the instruction, and its bytes.
///
/// `None` if there is nothing to change, or if the function cannot be read.
pub(crate) fn replace_instructions(
    code: &[u8],
    body: &FunctionBody<'_>,
    mut replacement: impl FnMut(&Operator<'_>, &[u8]) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let mut rewritten = Vec::new();
    let mut copied = body.range().start;
    let mut operators = body.get_operators_reader().ok()?;
    while !operators.eof() {
        let start = operators.original_position();
        let operator = operators.read().ok()?;
        let end = operators.original_position();
        if let Some(replacement) = replacement(&operator, &code[start..end]) {
            rewritten.extend_from_slice(&code[copied..start]);
            rewritten.extend(replacement);
            copied = end;
        }
    }
    rewritten.extend_from_slice(&code[copied..body.range().end]);
    (copied > body.range().start).then_some(rewritten)
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
