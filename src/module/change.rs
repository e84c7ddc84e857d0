//! Changes instructions of a module before the engine sees it.

use std::borrow::Cow;

use prost::encoding::encode_varint;
use wasmparser::{BinaryReader, CodeSectionReader, FunctionBody};

use crate::section::Sections;

/// The code section's id, by <https://webassembly.github.io/spec/core/binary/modules.html#sections>.
const CODE: u8 = 10;

/// A change of some instructions.
pub(super) struct Change {
    /// Whether there could be such instructions in these bytes; found out as fast as memory is read.
    pub(super) may_apply: fn(&[u8]) -> bool,
    /// The function of the code section as it is to be; `None` if that is as it is.
    pub(super) apply: fn(&[u8], &FunctionBody<'_>) -> Option<Vec<u8>>,
}

impl Change {
    /// `wasm` with the change made.
    ///
    /// A module that needs none comes back as it is, and so does one that cannot be read: the engine says what is wrong there.
    pub(super) fn make<'a>(&self, wasm: Cow<'a, [u8]>) -> Cow<'a, [u8]> {
        match self.rewrite(&wasm) {
            Some(rewritten) => rewritten.into(),
            None => wasm,
        }
    }

    /// `None` if there is nothing to change.
    fn rewrite(&self, wasm: &[u8]) -> Option<Vec<u8>> {
        let code = Sections::new(wasm).ok()?.filter_map(Result::ok).find(|section| section.id == CODE)?;
        let payload = &wasm[code.payload.clone()];
        if !(self.may_apply)(payload) {
            return None;
        }
        let bodies = CodeSectionReader::new(BinaryReader::new(payload, 0)).ok()?;
        let bodies = bodies.into_iter().collect::<Result<Vec<_>, _>>().ok()?;
        let rewritten: Vec<_> = bodies.iter().map(|body| self.rewrite_body(payload, body)).collect();
        rewritten.iter().any(Option::is_some).then(|| {
            let bodies = bodies.iter().zip(&rewritten);
            let bodies = bodies.map(|(body, rewritten)| rewritten.as_deref().unwrap_or(&payload[body.range()]));
            [&wasm[..code.range.start], &code_section(bodies), &wasm[code.range.end..]].concat()
        })
    }

    fn rewrite_body(&self, code: &[u8], body: &FunctionBody<'_>) -> Option<Vec<u8>> {
        if (self.may_apply)(&code[body.range()]) { (self.apply)(code, body) } else { None }
    }
}

/// The code section with `bodies`.
pub(super) fn code_section<'a>(bodies: impl ExactSizeIterator<Item = &'a [u8]>) -> Vec<u8> {
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
