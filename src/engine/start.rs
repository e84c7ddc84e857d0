//! Turns a module's start function into an export, so that it can be called, paused and resumed like any other.
//!
//! wasmi runs it while it instantiates the module, where a run that is out of fuel cannot be resumed. The smallest module is
//!
//! ```wat
//! (module (func $start (loop (br 0))) (start $start))
//! ```
//!
//! Goes when wasmi's instantiation can be paused and resumed.

use std::borrow::Cow;

use prost::encoding::encode_varint;

use crate::module::ModuleSummary;
use crate::section::{Section, Sections};

/// The name under which a start function is exported. No source language gives such a name to a function.
pub(crate) const START_EXPORT: &str = "bufwasm:start";

/// Section ids, by <https://webassembly.github.io/spec/core/binary/modules.html#sections>.
const CUSTOM: u8 = 0;
const EXPORT: u8 = 7;
const START: u8 = 8;
/// The kind of an exported function.
const FUNCTION: u8 = 0;

/// `wasm` without a start section, and with its start function exported as [`START_EXPORT`] instead.
///
/// A module without a start function, and one that has an export of that name already, comes back as it is.
pub(super) fn externalise_start<'a>(wasm: &'a [u8], summary: &ModuleSummary<'_>) -> Cow<'a, [u8]> {
    let taken = || summary.exports.iter().any(|export| export.name == START_EXPORT);
    match summary.start {
        Some(start) if !taken() => rewrite(wasm, start, summary.exports.len()).map_or(wasm.into(), Cow::Owned),
        _ => wasm.into(),
    }
}

/// `None` if the sections cannot be told apart; the engine then says what is wrong with them.
fn rewrite(wasm: &[u8], start: u32, exports: usize) -> Option<Vec<u8>> {
    let mut rewritten = Vec::with_capacity(wasm.len() + 32);
    rewritten.extend_from_slice(&wasm[..8]);
    let mut exported = false;
    for section in Sections::new(wasm).ok()? {
        let section = section.ok()?;
        let before_export = section.id == CUSTOM || section.id < EXPORT || section.id == TAG;
        if !exported && !before_export {
            rewritten.extend(export_section(wasm, &section, start, exports)?);
            exported = true;
        }
        if section.id != EXPORT && section.id != START {
            rewritten.extend_from_slice(&wasm[section.range]);
        }
    }
    Some(rewritten)
}

/// The id of the tag section, which stands before the exports for all its number.
const TAG: u8 = 13;

/// The export section with the start function added: that of `section`, or a new one before `section`.
fn export_section(wasm: &[u8], section: &Section<'_>, start: u32, exports: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    encode_varint(exports as u64 + 1, &mut body);
    if section.id == EXPORT {
        let old = &wasm[section.payload.clone()];
        // What comes after the old count, a LEB128 number.
        let count_end = old.iter().position(|byte| byte & 0x80 == 0)? + 1;
        body.extend_from_slice(&old[count_end..]);
    }
    encode_varint(START_EXPORT.len() as u64, &mut body);
    body.extend_from_slice(START_EXPORT.as_bytes());
    body.push(FUNCTION);
    encode_varint(start.into(), &mut body);
    let mut section = vec![EXPORT];
    encode_varint(body.len() as u64, &mut section);
    section.extend(body);
    Some(section)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn externalised(text: &str) -> Vec<u8> {
        let wasm = wat::parse_str(text).unwrap();
        let rewritten = externalise_start(&wasm, &ModuleSummary::parse(&wasm).unwrap()).into_owned();
        wasmparser::Validator::new().validate_all(&rewritten).expect("the rewritten module is valid");
        rewritten
    }

    #[test]
    fn the_start_function_becomes_the_last_export() {
        for (why, text, exports) in [
            ("beside others", r#"(module (func $f) (export "g" (func $f)) (start $f))"#, &["g", START_EXPORT][..]),
            ("alone", "(module (func $f) (start $f))", &[START_EXPORT]),
            ("imported", r#"(module (import "a" "b" (func $f)) (start $f))"#, &[START_EXPORT]),
            (
                "between tables and elements",
                "(module (table 1 funcref) (func $f) (start $f) (elem (i32.const 0) $f) (memory 1) (data \"x\"))",
                &[START_EXPORT],
            ),
        ] {
            let wasm = externalised(text);
            let summary = ModuleSummary::parse(&wasm).unwrap();
            assert_eq!(summary.exported_functions(), exports, "{why}");
            assert_eq!(summary.start, None, "{why}");
        }
    }

    #[test]
    fn a_module_without_a_start_function_is_not_copied() {
        let wasm = wat::parse_str("(module (func))").unwrap();
        let same = externalise_start(&wasm, &ModuleSummary::parse(&wasm).unwrap());
        assert!(matches!(same, Cow::Borrowed(_)));
    }
}
