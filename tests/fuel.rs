//! What fixed plugins spend on fixed requests, to the unit: a regression shows on a noisy machine too.
//!
//! Fuel is a count of what the engine is given to execute, so it changes where a rewriting or the optimiser changes what that is,
//! and where wasmi charges otherwise. `BLESS=1 cargo test --test fuel` renews `fuel.txt`; review the difference.
//!
//! The plugins are built by pinned releases of Go with `-trimpath`, which gives the same bytes on every machine. Rust's are left
//! out: the paths of their sources are part of them, and so of where their data lies. Each line has digests, which tell another
//! plugin or request from other fuel.
//!
//! `cargo xtask guests` and `cargo xtask requests` build what is run.

use std::fs;
use std::path::Path;

use bufwasm::{GoGc, Optimise, PluginExecutor, RunOptions, Stats};
use sha2::{Digest, Sha256};

/// Plugins below `target/guests`, requests below `target/requests`, and whether the plugin is optimised, as the command line would.
const RUNS: [(&str, &str, Optimise); 8] = [
    ("go-wasip1/protoc-gen-go-1.27", "small", Optimise::Never),
    ("go-wasip1/protoc-gen-go-1.27", "small", Optimise::Always),
    ("go-wasip1/protoc-gen-go-1.27", "medium", Optimise::Auto),
    ("go-wasip1/protoc-gen-go-1.21", "small", Optimise::Always),
    ("go-js/protoc-gen-go-1.27", "small", Optimise::Never),
    ("go-js/protoc-gen-go-1.27", "small", Optimise::Always),
    ("go-js/protoc-gen-go-1.18", "small", Optimise::Always),
    ("go-wasip1/stdio", "small", Optimise::Always),
];

/// A plugin that grows its memory, compares, selects and branches by a table: what the engine's faults are worked around for.
const HAND_WRITTEN: &str = r#"(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func $way (param i32) (result i64 i64)
        (block $inner (result i64 i64)
            (i32.const 9) (i64.const 5) (i64.const 6) (br_table $inner 1 $inner (local.get 0))))
    (func (export "_start") (local $n i32) (local.set $n (i32.const 1000))
        (loop $again
            (drop (memory.grow (i32.const 0)))
            (drop (select (local.get $n) (i32.const 7) (i32.eqz (local.get $n))))
            (call $way (i32.const 1)) drop drop
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"#;

fn read(path: &str) -> Vec<u8> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(path);
    let command = if path.starts_with("requests") { "requests" } else { "guests" };
    fs::read(full).unwrap_or_else(|_| panic!("target/{path} is missing: run `cargo xtask {command}`"))
}

/// Units that a run spends.
fn fuel(wasm: &[u8], optimise: Optimise, request: &[u8]) -> u64 {
    let executor = PluginExecutor::builder().optimise(optimise).go_gc(GoGc::Limit).build();
    let mut stats = Stats::default();
    let length = request.len() as u64;
    let options = RunOptions { stats: Some(&mut stats), stdin_bytes: Some(length), ..Default::default() };
    let plugin = executor.compile("plugin", wasm).unwrap();
    // Some do not know what to make of a request, which is as good.
    let _ = plugin.run(&mut &*request, &mut std::io::sink(), &mut std::io::sink(), options);
    stats.fuel
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn plugins_spend_what_they_did() {
    let mut actual = String::from("# plugin, its digest, request, its digest, optimised, units of fuel\n");
    for (guest, name, optimise) in RUNS {
        let (wasm, request) = (read(&format!("guests/{guest}.wasm")), read(&format!("requests/{name}.bin")));
        let units = fuel(&wasm, optimise, &request);
        let (plugin, asked) = (digest(&wasm), digest(&request));
        actual += &format!("{guest} {plugin} {name} {asked} {optimise:?} {units}\n");
    }
    let wasm = wat::parse_str(HAND_WRITTEN).unwrap();
    actual += &format!("hand-written - - - Never {}\n", fuel(&wasm, Optimise::Never, b""));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuel.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, actual).unwrap();
    } else {
        let expected = fs::read_to_string(path).unwrap();
        assert!(expected == actual, "fuel has changed: BLESS=1 renews tests/fuel.txt\n{}", changes(&expected, &actual));
    }
}

/// The lines that differ.
fn changes(expected: &str, actual: &str) -> String {
    let pairs = expected.lines().zip(actual.lines()).filter(|(expected, actual)| expected != actual);
    pairs.map(|(expected, actual)| format!("- {expected}\n+ {actual}\n")).collect()
}
