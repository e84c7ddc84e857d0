//! Turns a module's start function into an export, so that it can be called, paused and resumed like any other.
//!
//! wasmi runs it while it instantiates the module, where a run that is out of fuel cannot be resumed. The smallest module is
//!
//! ```wat
//! (module (func $start (loop (br 0))) (start $start))
//! ```
//!
//! Goes when wasmi's instantiation can be paused and resumed.

use crate::rewrite::Rewriting;

/// The name under which a start function is exported. No source language gives such a name to a function.
pub(crate) const START_EXPORT: &str = "bufwasm:start";

/// Exports the function `start` as [`START_EXPORT`], and takes it from where the engine looks for it.
pub(super) fn externalise(rewriting: &mut Rewriting<'_>, start: Option<u32>) {
    if let Some(start) = start {
        rewriting.export_start(START_EXPORT, start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::ModuleSummary;

    fn externalised_of(wasm: &[u8]) -> Option<Vec<u8>> {
        let mut rewriting = Rewriting::of(wasm, "").unwrap();
        externalise(&mut rewriting, ModuleSummary::parse(wasm).unwrap().start);
        rewriting.finish().map(|(rewritten, _)| rewritten)
    }

    fn externalised(text: &str) -> Vec<u8> {
        let wasm = wat::parse_str(text).unwrap();
        let rewritten = externalised_of(&wasm).expect("a start function");
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
        assert_eq!(externalised_of(&wasm), None);
    }
}
