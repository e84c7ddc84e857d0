//! No run fails because Go's collector was told to be free with memory (`GoGc::Limit`).

use std::fs;
use std::path::Path;

use bufwasm::{Error, GoGc, Limits, PluginExecutor, RunOptions, Stats};

/// How `wasm` ends on `stdin` within so many pages.
fn run(wasm: &[u8], stdin: &[u8], pages: u32, go_gc: GoGc) -> (Result<(), Error>, Vec<u8>, Stats) {
    let executor = PluginExecutor::builder().memory_pages(pages).go_gc(go_gc).build();
    let plugin = executor.compile("plugin", wasm).unwrap();
    let (mut stdout, mut stats) = (Vec::new(), Stats::default());
    let options = RunOptions { stats: Some(&mut stats), ..Default::default() };
    let ended = plugin.run(&mut &*stdin, &mut stdout, &mut std::io::sink(), options);
    (ended, stdout, stats)
}

/// A plugin that claims to be Go's: it reads, writes if it is to, and takes twenty pages if it is told of a limit, and ten
/// otherwise. Without them it fails.
fn claims_to_be_go(writes_first: bool) -> Vec<u8> {
    let write = "(drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))";
    let first = if writes_first { write } else { "" };
    let text = format!(
        r#"(module
        (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (@producers (language "Go" "go1.24"))
        (memory (export "memory") 1)
        (data (i32.const 0) "\40\00\00\00\04\00\00\00" "\40\00\00\00\04\00\00\00")
        (func (export "_start")
            (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)))
            {first}
            (drop (call $environ (i32.const 24) (i32.const 28)))
            (if (i32.eq (i32.const -1)
                (memory.grow (select (i32.const 20) (i32.const 10) (i32.load (i32.const 24)))))
                (then unreachable))
            {write}))"#
    );
    wat::parse_str(text).unwrap()
}

#[test]
fn a_guest_that_is_refused_memory_begins_again_without_being_told() {
    let wasm = claims_to_be_go(false);
    let (ended, stdout, stats) = run(&wasm, b"1234", 32, GoGc::Limit);
    assert!(ended.is_ok() && stdout == b"1234" && stats.peak_pages == 21 && !stats.without_go_variables);
    let (ended, stdout, stats) = run(&wasm, b"1234", 16, GoGc::Limit);
    assert!(ended.is_ok() && stdout == b"1234" && stats.peak_pages == 11 && stats.without_go_variables, "{ended:?}");
    assert_eq!((stats.stdin_bytes, stats.stdout_bytes, stats.refused_grows), (4, 4, 0));
    let (ended, ..) = run(&wasm, b"1234", 8, GoGc::Limit);
    assert!(matches!(ended, Err(Error::MemoryLimit { refused_pages: 10, .. })), "as without: {ended:?}");
}

/// What was written is not written again.
#[test]
fn a_guest_that_has_written_goes_on() {
    let (ended, stdout, _) = run(&claims_to_be_go(true), b"1234", 16, GoGc::Limit);
    assert!(matches!(ended, Err(Error::MemoryLimit { refused_pages: 20, .. })) && stdout == b"1234", "{ended:?}");
}

/// With no more memory than it takes with Go's own collector, a plugin does the same when the collector is told.
#[test]
fn a_plugin_at_a_tight_cap_passes_as_before() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let plugins = [
        ("go-wasip1/protoc-gen-go-1.27", &["small", "medium"][..]),
        ("go-wasip1/protoc-gen-go-1.21", &["small"]),
        ("go-js/protoc-gen-go-1.24", &["small"]),
    ];
    for (plugin, requests) in plugins {
        let read = |path: String| {
            fs::read(target.join(&path)).unwrap_or_else(|_| panic!("target/{path}: run `cargo xtask test`"))
        };
        let wasm = read(format!("guests/{plugin}.wasm"));
        for request in requests {
            let stdin = read(format!("requests/{request}.bin"));
            let (ended, expected, stats) = run(&wasm, &stdin, Limits::default().memory_pages, GoGc::Doubling);
            ended.unwrap();
            let cap = u32::try_from(stats.peak_pages).unwrap();
            let (ended, stdout, stats) = run(&wasm, &stdin, cap, GoGc::Limit);
            assert!(ended.is_ok() && stdout == expected, "{plugin} on {request} within {cap} pages: {ended:?}");
            println!("{plugin} on {request}: {cap} pages, told in vain: {}", stats.without_go_variables);
        }
    }
}
