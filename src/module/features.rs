//! Which features beyond the first WebAssembly a module needs.

use wasmparser::{Parser, Validator, WasmFeatures};

use super::ModuleError;

/// Features by the names of their proposals. Each is tried to be left out.
const FEATURES: &[(&str, WasmFeatures)] = &[
    ("mutable-global", WasmFeatures::MUTABLE_GLOBAL),
    ("nontrapping-fptoint", WasmFeatures::SATURATING_FLOAT_TO_INT),
    ("sign-ext", WasmFeatures::SIGN_EXTENSION),
    ("multivalue", WasmFeatures::MULTI_VALUE),
    ("reference-types", WasmFeatures::REFERENCE_TYPES),
    ("bulk-memory", WasmFeatures::BULK_MEMORY),
    ("simd128", WasmFeatures::SIMD),
    ("relaxed-simd", WasmFeatures::RELAXED_SIMD),
    ("threads", WasmFeatures::THREADS),
    ("tail-call", WasmFeatures::TAIL_CALL),
    ("extended-const", WasmFeatures::EXTENDED_CONST),
    ("multimemory", WasmFeatures::MULTI_MEMORY),
    ("memory64", WasmFeatures::MEMORY64),
    ("exception-handling", WasmFeatures::EXCEPTIONS),
    ("legacy-exceptions", WasmFeatures::LEGACY_EXCEPTIONS),
    ("function-references", WasmFeatures::FUNCTION_REFERENCES),
    ("gc", WasmFeatures::GC),
    ("custom-page-sizes", WasmFeatures::CUSTOM_PAGE_SIZES),
    ("wide-arithmetic", WasmFeatures::WIDE_ARITHMETIC),
];

/// The features that the module `wasm` needs, by the names of their proposals: those without which it is not valid.
///
/// This validates the module again and again, and takes seconds for tens of megabytes.
///
/// # Errors
///
/// The module is not valid with all of them.
pub fn features(wasm: &[u8]) -> Result<Vec<&'static str>, ModuleError> {
    let all = FEATURES.iter().fold(WasmFeatures::FLOATS | WasmFeatures::GC_TYPES, |all, (_, feature)| all | *feature);
    let valid = |features| -> Result<(), ModuleError> {
        let mut validator = Validator::new_with_features(features);
        for payload in Parser::new(0).parse_all(wasm) {
            if let wasmparser::ValidPayload::Func(function, body) = validator.payload(&payload?)? {
                function.into_validator(Default::default()).validate(&body)?;
            }
        }
        Ok(())
    };
    valid(all)?;
    let needed = FEATURES.iter().filter(|(_, feature)| valid(all.difference(*feature)).is_err());
    Ok(needed.map(|(name, _)| *name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_needed_when_the_module_is_not_valid_without_it() {
        for (text, expected) in [
            ("(module (func (result i32) i32.const 1))", &[][..]),
            ("(module (func (param i32) (result i32) local.get 0 i32.extend8_s))", &["sign-ext"]),
            ("(module (func (result i32 i32) i32.const 1 i32.const 2))", &["multivalue"]),
            ("(module (func (result v128) v128.const i64x2 0 0))", &["simd128"]),
            ("(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))", &["bulk-memory"]),
            ("(module (memory 1) (memory 1))", &["multimemory"]),
            ("(module (func $f return_call $f))", &["tail-call"]),
        ] {
            assert_eq!(features(&wat::parse_str(text).unwrap()).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_valid_has_no_features() {
        let wasm = wat::parse_str("(module (func (result i32)))").unwrap();
        assert!(features(&wasm).is_err());
    }
}
