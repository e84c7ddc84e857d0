//! Libraries (reactors), of which a run calls one function: those of Go and Rust, and what is refused.

use std::path::Path;

use bufwasm::proto::{ExecConfig, File};
use bufwasm::{Error, Optimise, PluginExecutor, RunOptions, section};

/// The guest at `path` below `target/guests`, whose function `call` is to be called.
fn packed(path: &str, call: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/guests").join(path);
    let wasm = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: `cargo xtask guests library` builds it", path.display()));
    let rules = File { path: "/rules".into(), contents: b"strict".into() };
    let config =
        ExecConfig { call: call.into(), args: vec!["--fast".into()], files: vec![rules], ..ExecConfig::default() };
    [wasm, section::encode(&config)].concat()
}

/// How a run of `wasm` ends on the stdin `hello`, and what it writes.
fn run(wasm: &[u8], optimise: Optimise) -> (Result<(), Error>, String) {
    let mut stdout = Vec::new();
    let plugin = PluginExecutor::builder().optimise(optimise).build().compile("plugin", wasm);
    let ended = plugin
        .and_then(|plugin| plugin.run(&mut &b"hello"[..], &mut stdout, &mut std::io::sink(), RunOptions::default()));
    (ended, String::from_utf8(stdout).unwrap())
}

#[test]
fn functions_of_go_and_rust_are_called() {
    for (path, expected) in [
        ("go-wasip1/library.wasm", r#"1 ["--fast"] "strict" <nil> hello"#),
        ("rust-local/library.wasm", r#"["--fast"] Ok("strict") hello"#),
    ] {
        for optimise in [Optimise::Never, Optimise::Auto, Optimise::Always] {
            let (ended, stdout) = run(&packed(path, "generate"), optimise);
            assert!(ended.is_ok() && stdout == expected, "{path}, {optimise:?}: {ended:?}, {stdout}");
            let (ended, stdout) = run(&packed(path, "exit_with_3"), optimise);
            assert_eq!((ended.unwrap_err().exit_code(), &*stdout), (Some(3), ""), "{path}, {optimise:?}");
        }
    }
}

/// A program's stdout is flushed when it ends; a library does not end. Go keeps nothing back.
#[test]
fn what_rust_has_not_flushed_is_lost() {
    for (path, expected) in
        [("go-wasip1/library.wasm", "a line\nand the next"), ("rust-local/library.wasm", "a line\n")]
    {
        let (ended, stdout) = run(&packed(path, "keep_a_line"), Optimise::Never);
        assert!(ended.is_ok() && stdout == expected, "{path}: {ended:?}, {stdout}");
    }
}

#[test]
fn functions_of_other_types_are_refused() {
    for path in ["go-wasip1/library.wasm", "rust-local/library.wasm"] {
        let ended = run(&packed(path, "add"), Optimise::Never).0.unwrap_err();
        assert!(ended.to_string().ends_with("add takes (i32, i32), and is called with no arguments"), "{ended}");
        let ended = run(&packed(path, "_start"), Optimise::Never).0.unwrap_err();
        assert!(ended.to_string().contains("_start called, but the module exports no such function: it exports "));
    }
}

/// A module with `fields`, whose function `run` is to be called.
fn module(fields: &str) -> Vec<u8> {
    let exit = r#"(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))"#;
    let wasm = wat::parse_str(format!("(module {exit} (memory (export \"memory\") 1) {fields})")).unwrap();
    [wasm, section::encode(&ExecConfig { call: "run".into(), ..ExecConfig::default() })].concat()
}

#[test]
fn what_comes_first_is_called_first() {
    let order = r#"(global $steps (mut i32) (i32.const 0))
        (func $step (param i32) (global.set $steps (i32.add (i32.mul (global.get $steps) (i32.const 10)) (local.get 0))))
        (func $start (call $step (i32.const 1)))
        (start $start)"#;
    let run_exits = r#"(func (export "run") (call $step (i32.const 3)) (call $exit (global.get $steps)))"#;
    for (initialise, code) in [
        (r#"(func (export "_initialize") (call $step (i32.const 2)))"#, 123),
        (r#"(func (export "_initialize") (call $exit (i32.const 9)))"#, 9),
        ("", 13),
    ] {
        let ended = run(&module(&format!("{order} {initialise} {run_exits}")), Optimise::Never).0.unwrap_err();
        assert_eq!(ended.exit_code(), Some(code), "{initialise}: {ended}");
    }
}

#[test]
fn modules_that_are_no_such_libraries_are_refused() {
    for (fields, message) in [
        (
            r#"(func (export "_initialize")) (func (export "Run"))"#,
            "the .bufplugin section has run called, but the module exports no such function: it exports _initialize, Run",
        ),
        (
            r#"(global (export "run") i32 (i32.const 0))"#,
            "the .bufplugin section has run called, but the module exports no such function: it exports no function at all",
        ),
        (
            r#"(func (export "_start")) (func (export "run"))"#,
            "the .bufplugin section has run called, but a program of the ABI wasi begins with _start",
        ),
        (
            r#"(func (export "run") (param i64))"#,
            "not a module that can be run: run takes (i64), and is called with no arguments",
        ),
        (
            r#"(func (export "run") (result i32) (i32.const 0))"#,
            "not a module that can be run: run is () -> i32, and is to return nothing",
        ),
        (
            r#"(func (export "_initialize") (param i32)) (func (export "run"))"#,
            "not a module that can be run: _initialize takes (i32), and is called with no arguments",
        ),
        (
            r#"(func (export "_initialize") (result i32) (i32.const 0)) (func (export "run"))"#,
            "not a module that can be run: _initialize is () -> i32, and is to return nothing",
        ),
    ] {
        let wasm = module(fields);
        let refused = bufwasm::check(&wasm).unwrap_err();
        assert_eq!(refused.to_string(), message);
        assert_eq!(run(&wasm, Optimise::Never).0.unwrap_err().to_string(), message);
    }
}
