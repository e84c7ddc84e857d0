//! How long after its deadline a guest still runs.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bufwasm::host::SystemClock;
use bufwasm::{PluginExecutor, RunOptions};

const ROUNDS: u32 = 40;

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    println!("| guest | median overrun | longest of {ROUNDS} |\n|---|---|---|");
    let loops = r#"(module (memory (export "memory") 16) (func (export "_start") (loop (br 0))))"#;
    let fills = r#"(module (memory (export "memory") 1000) (func (export "_start")
        (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 65000000)) (br 0))))"#;
    let writes = r#"(module
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 2)
        (data (i32.const 4) "\00\00\01\00")
        (func (export "_start")
            (loop (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (br 0))))"#;
    let texts = [("an empty loop", loops), ("a loop that fills 65 MB", fills), ("a loop that writes 64 KiB", writes)];
    for (name, text) in texts {
        measure(&filter, name, &wat::parse_str(text).expect("the guest is valid text"), &[]);
    }
    let request = made("requests/4mb.bin");
    measure(&filter, "protoc-gen-go on 4 MB", &made("guests/go-wasip1/protoc-gen-go-1.27.wasm"), &request);
    measure(&filter, "protoc-gen-prost on 4 MB", &made("guests/rust/protoc-gen-prost.wasm"), &request);
}

/// A file that `cargo xtask guests` or `cargo xtask requests` made.
fn made(path: &str) -> Vec<u8> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(path);
    fs::read(full).unwrap_or_else(|error| panic!("target/{path}: {error}: run `cargo xtask guests` and `requests`"))
}

/// Runs `wasm` with deadlines at which it is somewhere else each time, and prints how far it overruns them.
fn measure(filter: &str, name: &str, wasm: &[u8], request: &[u8]) {
    if !name.contains(filter) {
        return;
    }
    let mut overruns: Vec<_> =
        (0..ROUNDS).map(|round| overrun(wasm, request, Duration::from_millis(150 + 7 * u64::from(round)))).collect();
    overruns.sort();
    let (median, longest) = (overruns[overruns.len() / 2], overruns[overruns.len() - 1]);
    println!("| {name} | {:.1} ms | {:.1} ms |", median.as_secs_f64() * 1e3, longest.as_secs_f64() * 1e3);
}

fn overrun(wasm: &[u8], request: &[u8], limit: Duration) -> Duration {
    let executor = PluginExecutor::builder().timeout(limit, Arc::new(SystemClock::new())).build();
    let plugin = executor.compile("guest", wasm).expect("the guest compiles");
    let begun = Instant::now();
    plugin
        .run(&mut &*request, &mut io::sink(), &mut io::sink(), RunOptions::default())
        .expect_err("the guest takes longer than its deadline");
    begun.elapsed().saturating_sub(limit)
}
