//! What the library's steps take: finding the section, building files, compiling, and running.
//!
//! `cargo bench` compares each with its last time. What other runtimes take is `cargo xtask bench`'s to show.

use std::fs;
use std::hint::black_box;
use std::io;
use std::path::Path;

use bufwasm::fs::{File, MapFs};
use bufwasm::{PluginExecutor, RunOptions, section};
use criterion::{BatchSize, Criterion};

/// A file that `cargo xtask guests` or `cargo xtask requests` made.
fn made(path: &str) -> Vec<u8> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(path);
    fs::read(full).unwrap_or_else(|error| panic!("target/{path}: {error}: run `cargo xtask guests` and `requests`"))
}

const GO: &str = "guests/go-wasip1/protoc-gen-go-1.27.wasm";

fn sections(criterion: &mut Criterion) {
    let wasm = made(GO);
    criterion.bench_function("section: none in a Go plugin", |bench| bench.iter(|| section::find(black_box(&wasm))));
}

fn files(criterion: &mut Criterion) {
    let paths: Vec<_> = (0..100_000).map(|n| format!("directory-{}/sub-{}/file-{n}", n % 100, n % 1000)).collect();
    let files = || paths.iter().map(|path| File::new(path, b"contents".to_vec())).collect::<Vec<_>>();
    criterion.bench_function("files: a tree of 100,000", |bench| {
        bench.iter_batched(files, |files| MapFs::new(files).expect("no two are the same"), BatchSize::LargeInput);
    });
    let tree = MapFs::new(files()).expect("no two are the same");
    criterion.bench_function("files: a lookup among 100,000", |bench| {
        bench.iter(|| tree.lookup(bufwasm::fs::Inode::ROOT, black_box("directory-7/sub-907/file-99907")));
    });
}

fn plugins(criterion: &mut Criterion) {
    let executor = PluginExecutor::new();
    for (name, path) in [("protoc-gen-go", GO), ("protoc-gen-prost", "guests/rust/protoc-gen-prost.wasm")] {
        let (wasm, request) = (made(path), made("requests/small.bin"));
        criterion.bench_function(&format!("{name}: compile"), |bench| {
            bench.iter(|| executor.compile(name, black_box(&wasm)).expect("the plugin compiles"));
        });
        let plugin = executor.compile(name, &wasm).expect("the plugin compiles");
        criterion.bench_function(&format!("{name}: run again, 8 KB"), |bench| {
            bench.iter(|| {
                let mut answer = Vec::new();
                plugin.run(&mut &*request, &mut answer, &mut io::sink(), RunOptions::default()).expect("it answers");
                answer
            });
        });
    }
}

/// A guest that does nothing but ask for the time, a million times.
const CALLS: &str = r#"(module
    (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start") (local i32)
        (loop
            (drop (call $time (i32.const 1) (i64.const 0) (i32.const 8)))
            (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1000000))))))"#;

fn host_calls(criterion: &mut Criterion) {
    let wasm = wat::parse_str(CALLS).expect("the guest is valid text");
    let plugin = PluginExecutor::new().compile("calls", &wasm).expect("the guest compiles");
    let mut group = criterion.benchmark_group("host calls");
    group.sample_size(20).bench_function("a million", |bench| {
        bench.iter(|| plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), RunOptions::default()));
    });
}

/// Runs every bench.
fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for bench in [sections, files, plugins, host_calls] {
        bench(&mut criterion);
    }
    criterion.final_summary();
}
