//! docs/compatibility.md says what does not run. Each row of its second table is a small module, refused here: the table has
//! bufwasm's own words.
//!
//! `BLESS=1 cargo test -p bufwasm-cli --test compatibility` writes the table.

#[path = "../../tests/compatibility/told.rs"]
mod told;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

/// What is refused, and the guest of `tests/guests` that is such a module.
const REFUSED: &[(&str, &str)] = &[
    ("C++ with exceptions (`try_table`), `setjmp` of WebAssembly", "exceptions_in_code"),
    ("the same by the older instructions (`try`), clang's choice unless told otherwise", "exceptions_legacy_in_code"),
    ("Kotlin/Wasm, Dart, Java by TeaVM's WasmGC, OCaml: garbage collection", "gc"),
    ("addresses of 64 bits (memory64)", "memory64"),
    ("components, WASI preview 2: `wasm32-wasip2`, TinyGo's `wasip2`, componentize-py, jco", "component"),
    ("Emscripten, linked for its JavaScript", "emscripten"),
    ("Rust with wasm-bindgen", "bindgen"),
    ("TinyGo's own js ABI (`-target=wasm`)", "tinygo_js"),
    ("AssemblyScript without the shim", "assemblyscript_js"),
    ("WASIX", "wasix"),
    ("threads that wait for each other", "waits"),
];

const BEGIN: &str = "<!-- what is refused, by cli/tests/compatibility.rs -->\n";
const END: &str = "<!-- end of what is refused -->\n";

/// What `--error-format json` writes.
#[derive(Deserialize)]
struct Line {
    error: Refusal,
}

#[derive(Deserialize)]
struct Refusal {
    kind: String,
    message: String,
    hint: String,
}

#[test]
fn the_table_says_what_is_refused_and_why() {
    let mut table = String::from("| what | kind | what bufwasm says | what helps |\n|---|---|---|---|\n");
    for (what, guest) in REFUSED {
        let Refusal { kind, message, hint } = refusal(guest);
        let [message, hint] = [message, hint].map(|text| text.replace('|', "\\|"));
        writeln!(table, "| {what} | `{kind}` | {message} | {hint} |").expect("a String takes all");
    }
    let path = tests().join("../../docs/compatibility.md");
    told::hold(&path, [BEGIN, END], &table, "cargo test -p bufwasm-cli --test compatibility");
}

/// How bufwasm refuses `guest`.
fn refusal(guest: &str) -> Refusal {
    let room = tempfile::tempdir().expect("a directory can be made");
    let wasm =
        wat::parse_file(tests().join("guests").join(guest).with_extension("wat")).expect("the guest is valid text");
    fs::write(room.path().join("plugin.wasm"), wasm).expect("it can be written");
    let mut bufwasm = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    bufwasm.env_clear().current_dir(room.path()).args(["run", "--error-format", "json", "plugin.wasm"]);
    let output = bufwasm.output().expect("bufwasm starts");
    assert!(!output.status.success() && output.stdout.is_empty(), "{guest} runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let line = stderr.lines().last().unwrap_or_default();
    let line: Line = serde_json::from_str(line).unwrap_or_else(|error| panic!("{guest}: {error}: {stderr}"));
    line.error
}

fn tests() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}
