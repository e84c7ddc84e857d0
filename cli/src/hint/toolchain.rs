//! Tells from what a module is, imports or exports which toolchain made it, and what to ask of that one instead.

use bufwasm::MissingImport;

/// What files that are no core modules begin with, and what to do about each.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"\0asm\x0d\0\x01\0", COMPONENT),
    (b"\x7fELF", NATIVE),
    (b"MZ", NATIVE),
    (b"\xcf\xfa\xed\xfe", NATIVE),
    (b"\xca\xfe\xba\xbe", NATIVE),
    (b"#!", "this is a script, which protoc runs by itself"),
    (b"(module", "this is the text format: assemble it with wat2wasm or wasm-tools parse"),
    (b"version https://git-lfs", "this is a Git LFS pointer: fetch the file with git lfs pull"),
];

const COMPONENT: &str = "this is a component (WASI preview 2): build a core module, in Rust for wasm32-wasip1, in Go with \
                         GOOS=wasip1 GOARCH=wasm";
const NATIVE: &str = "this is a native program, which protoc runs by itself: build it for wasm32-wasip1 (Rust, C) or with \
                      GOOS=wasip1 GOARCH=wasm (Go)";
const TINYGO_JS: &str =
    "this is built with TinyGo's js ABI, which is not Go's: build it with tinygo build -target=wasip1";
const EMSCRIPTEN: &str =
    "this is built with Emscripten for JavaScript: link it with -sSTANDALONE_WASM, or build it with wasi-sdk";
const BINDGEN: &str = "this is built with wasm-bindgen for JavaScript: build a program for wasm32-wasip1";
const PREVIEW_2: &str = "this is built for WASI preview 2: build it for wasm32-wasip1";
const WASIX: &str = "this is built for WASIX: build it for wasm32-wasip1 or with wasi-sdk";
const ASYNCIFY: &str = "this went through Binaryen's Asyncify, which wants a host that unwinds it: build it without";
const ASSEMBLY_SCRIPT: &str = "this is built with AssemblyScript for JavaScript: use its wasi-shim";
const UNRESOLVED: &str = "names under env are symbols that the linker did not find: link the library that defines them";

/// What made a file that begins like `bytes`, if it is no module.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<&'static str> {
    if bytes.is_empty() {
        return Some("the file is empty: build it again, and see whether that succeeds");
    }
    BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, hint)| *hint)
}

/// What to ask of the toolchain when a plugin trapped with this `message`.
pub(super) fn of_trap(message: &str) -> Option<&'static str> {
    message.contains("waits for another thread").then_some(
        "the plugin is built to work with several threads, and there is one: build it without, or have it work in its first",
    )
}

/// What is in the engine's words about a proposal that it does not take, and the switch of compilers that does without.
const PROPOSALS: &[(&str, &str)] = &[
    (
        "exceptions",
        "this throws exceptions of WebAssembly's: build C++ with -fno-exceptions, and without -fwasm-exceptions or \
         -mllvm -wasm-enable-sjlj",
    ),
    (
        "gc",
        "this uses WebAssembly's garbage collector, as Kotlin, Dart, Java and OCaml do, whose compilers have no switch for \
         doing without: write the plugin in another language",
    ),
    ("relaxed SIMD", "this has vectors that differ from platform to platform: build it without -mrelaxed-simd"),
    ("memory64", "this has addresses of 64 bits: build it for wasm32 instead of wasm64, without -sMEMORY64"),
];

/// What to ask of the compiler when the engine refuses a module in these words.
pub(super) fn of_refusal(words: &str) -> Option<&'static str> {
    let refused = ["not enabled", "must be enabled", "not supported without", "to be enabled"];
    if !refused.iter().any(|refused| words.contains(refused)) {
        return None;
    }
    PROPOSALS.iter().find(|(proposal, _)| words.contains(proposal)).map(|(_, hint)| *hint)
}

/// What made a module with these exported functions, none of which an ABI starts with.
pub(super) fn of_exports(functions: &[String]) -> Option<&'static str> {
    let exports = |name: &str| functions.iter().any(|function| function == name);
    if exports("_initialize") {
        Some(
            "this is a library (a reactor): name the function to call with bufwasm pack --call NAME, or build a program, in \
             Rust a bin target, in Go without -buildmode=c-shared, in C without -mexec-model=reactor",
        )
    } else if functions.iter().any(|name| name.starts_with("__wbindgen") || name.starts_with("__wbg")) {
        Some(BINDGEN)
    } else if exports("main") || exports("__main_void") {
        Some("this is linked without the start of a program: build it for wasm32-wasip1, not wasm32-unknown-unknown")
    } else {
        None
    }
}

/// What made a module that imports all of these, if one of them tells what the others do not.
pub(super) fn of_imports(imports: &[MissingImport]) -> Option<&'static str> {
    let tinygo = |import: &MissingImport| import.module == "gojs" && TINYGO_NAMES.contains(&&*import.name);
    imports.iter().any(tinygo).then_some(TINYGO_JS)
}

/// What made a module that imports `import`, which neither ABI provides.
pub(super) fn of_import(import: &MissingImport) -> Option<&'static str> {
    let name = import.name.as_str();
    Some(match import.module.as_str() {
        "wbg" | "__wbindgen_placeholder__" | "__wbindgen_externref_xform__" => BINDGEN,
        module if module.ends_with("_bg.js") => BINDGEN,
        "asyncify" => ASYNCIFY,
        "wasix_32v1" | "wasix_64v1" => WASIX,
        module if module.starts_with("wasi:") => PREVIEW_2,
        "env" if name == "abort" && import.ty == "func (i32, i32, i32, i32)" => ASSEMBLY_SCRIPT,
        "a" => EMSCRIPTEN,
        "env" if EMSCRIPTEN_NAMES.iter().any(|part| name.contains(part)) => EMSCRIPTEN,
        "env" => UNRESOLVED,
        _ => return None,
    })
}

/// What TinyGo's `runtime_wasm_js.go` imports, and no release of Go.
const TINYGO_NAMES: &[&str] = &["runtime.ticks", "runtime.sleepTicks"];

/// What is in the names that Emscripten's JavaScript provides.
const EMSCRIPTEN_NAMES: &[&str] = &["emscripten", "invoke_", "__syscall_", "__cxa_", "__assert_fail", "_abort_js"];

#[cfg(test)]
mod tests {
    use super::*;

    fn import(module: &str, name: &str) -> MissingImport {
        MissingImport { module: module.into(), name: name.into(), ty: "func ()".into(), provided: None }
    }

    #[test]
    fn imports_tell_the_toolchain() {
        for (module, name, hint) in [
            ("env", "emscripten_resize_heap", Some(EMSCRIPTEN)),
            ("env", "invoke_vii", Some(EMSCRIPTEN)),
            ("env", "sqlite3_open", Some(UNRESOLVED)),
            ("wasi:cli/environment@0.2.0", "get-environment", Some(PREVIEW_2)),
            ("./plugin_bg.js", "__wbg_log_1", Some(BINDGEN)),
            ("somebodys", "own", None),
        ] {
            assert_eq!(of_import(&import(module, name)), hint, "{module}.{name}");
        }
    }

    #[test]
    fn one_import_may_tell_what_the_others_do_not() {
        let imports = ["syscall/js.valueGet", "runtime.ticks"].map(|name| import("gojs", name));
        assert_eq!(of_imports(&imports), Some(TINYGO_JS));
        assert_eq!(of_imports(&imports[..1]), None);
    }

    #[test]
    fn exports_tell_the_toolchain() {
        let functions = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(of_exports(&functions(&["_initialize", "add"])).is_some_and(|hint| hint.contains("reactor")));
        assert_eq!(of_exports(&functions(&["__wbindgen_malloc"])), Some(BINDGEN));
        assert_eq!(of_exports(&functions(&["add"])), None);
    }

    #[test]
    fn beginnings_tell_what_is_no_module() {
        assert_eq!(of_bytes(b"\0asm\x0d\0\x01\0..."), Some(COMPONENT));
        assert_eq!(of_bytes(b"\x7fELF\x02"), Some(NATIVE));
        assert_eq!(of_bytes(b"\0asm\x01\0\0\0"), None);
    }
}
