//! Profiles of real plugins: they add up to what the plain plugins spend, and change nothing of what those do.
//!
//! `cargo xtask guests` and `cargo xtask requests` build what these tests run.

use std::path::Path;

use bufwasm::profile::Profile;
use bufwasm::{Error, GoGc, Optimise, PluginExecutor, RunOptions, Stats};

/// What `cargo xtask` made at `path` below `target/`.
fn read(path: &str) -> Vec<u8> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(path);
    let command = if path.starts_with("requests") { "requests" } else { "guests" };
    std::fs::read(full).unwrap_or_else(|_| panic!("target/{path} is missing: run `cargo xtask {command}`"))
}

/// What a run left: how it ended, what it wrote, what it spent.
type Left = (Result<(), String>, Vec<u8>, Stats);

/// A run of the plain `guest`, and the same run with its profile.
fn both(executor: &PluginExecutor, guest: &str, args: &[&str], input: &[u8]) -> ([Left; 2], Profile) {
    let wasm = read(&format!("guests/{guest}.wasm"));
    let args: Vec<_> = args.iter().map(ToString::to_string).collect();
    let mut profile = Profile::default();
    let left = [false, true].map(|profiled| {
        let (mut stdout, mut stderr, mut stats) = (Vec::new(), Vec::new(), Stats::default());
        let options = RunOptions { args: args.clone(), stats: Some(&mut stats), ..Default::default() };
        let ended = if profiled {
            let plugin = executor.compile_profiled("plugin", &wasm, None).unwrap();
            plugin.run(&mut &*input, &mut stdout, &mut stderr, options, &mut profile)
        } else {
            executor.compile("plugin", &wasm).unwrap().run(&mut &*input, &mut stdout, &mut stderr, options)
        };
        stdout.extend(stderr);
        (ended.map_err(|error: Error| error.to_string()), stdout, stats)
    });
    (left, profile)
}

#[test]
fn a_profile_adds_up_to_what_the_plain_run_spends() {
    let small = read("requests/small.bin");
    let plain = PluginExecutor::new();
    let fast = PluginExecutor::builder().optimise(Optimise::Always).go_gc(GoGc::Limit).build();
    for (executor, guest, args, input, function) in [
        (&plain, "rust/protoc-gen-prost", &[][..], &*small, "prost_build"),
        (&plain, "go-wasip1/protoc-gen-go-1.27", &[], &small, "compiler_protogen"),
        (&fast, "go-wasip1/protoc-gen-go-1.27", &[], &small, "runtime.mallocgc"),
        (&plain, "go-wasip1/protoc-gen-go-1.21", &[], &small, "compiler_protogen"),
        (&plain, "go-js/protoc-gen-go-1.18", &[], &small, "runtime.mallocgc"),
        (&plain, "go-js/goroutines", &[], b"", "runtime.goexit"),
        (&plain, "go-js/js_calls", &[], b"", "syscall_js.handleEvent"),
        (&plain, "c/word_count", &[], b"one two one", "main"),
        (&plain, "rust-local/faulty", &[], b"\xff", "malformed"),
    ] {
        let ([left, profiled], profile) = both(executor, guest, args, input);
        assert_eq!(left, profiled, "{guest}");
        assert_eq!(profile.fuel(), left.2.fuel, "{guest}");
        let folded = profile.folded();
        assert!(folded.contains(function), "{guest} spends nothing in {function}");
        assert!(!folded.contains("function "), "{guest} has functions without names: {folded}");
        let again = both(executor, guest, args, input).1;
        assert!(again.folded() == folded && again.pprof() == profile.pprof(), "{guest}: another run, another profile");
    }
}
