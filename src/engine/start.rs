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

use crate::rewrite::{Additions, section_id};
use crate::section::Sections;

/// The name under which a start function is exported. No source language gives such a name to a function.
pub(crate) const START_EXPORT: &str = "bufwasm:start";

/// The kind of an exported function.
const FUNCTION: u8 = 0;

/// `wasm` without a start section, and with its function `start` exported as [`START_EXPORT`] instead. A module without a start
/// function comes back as it is.
pub(super) fn externalise_start(wasm: Cow<'_, [u8]>, start: Option<u32>) -> Cow<'_, [u8]> {
    match start.and_then(|start| rewrite(&wasm, start)) {
        Some(rewritten) => rewritten.into(),
        None => wasm,
    }
}

/// `None` if the sections cannot be told apart; the engine then says what is wrong with them.
fn rewrite(wasm: &[u8], start: u32) -> Option<Vec<u8>> {
    let mut additions = Additions::default();
    additions.export(START_EXPORT, FUNCTION, start);
    let exported = additions.write(wasm)?;
    let mut sections = Sections::new(&exported).ok()?.filter_map(Result::ok);
    let section = sections.find(|section| section.id == section_id::START)?.range;
    Some([&exported[..section.start], &exported[section.end..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::ModuleSummary;

    fn externalised(text: &str) -> Vec<u8> {
        let wasm = wat::parse_str(text).unwrap();
        let rewritten = externalise_start((&*wasm).into(), ModuleSummary::parse(&wasm).unwrap().start).into_owned();
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
        let same = externalise_start((&*wasm).into(), None);
        assert!(matches!(same, Cow::Borrowed(_)));
    }
}
