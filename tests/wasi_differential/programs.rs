//! C programs, which `cargo xtask guests` builds: what they print is the same under both hosts.

use std::path::Path;

use crate::hosts::{World, bufwasm, wasi_common};

/// What `cargo xtask guests` built as `target/guests/NAME.wasm`.
fn built(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/guests").join(name).with_extension("wasm");
    std::fs::read(path).unwrap_or_else(|error| panic!("target/guests/{name}.wasm: {error}: run `cargo xtask guests`"))
}

/// Files of many sizes, in directories of many sizes.
fn files() -> Vec<(String, String)> {
    let sizes = [0, 1, 2, 7, 100, 511, 512, 513, 4096, 70_000];
    let sized =
        sizes.map(|size| (format!("sizes/{size}.bin"), "0123456789abcdef".repeat(size / 16 + 1)[..size].into()));
    let many = (0..60).map(|number| (format!("many/file-{number:03}"), number.to_string()));
    let names = ["a", "a b", "ünïcödé.txt", "-", "...", "deep/er/and/deeper/leaf", "x".repeat(200).leak()];
    let named = names.map(|name| (format!("names/{name}"), name.to_string()));
    sized.into_iter().chain(many).chain(named).collect()
}

#[track_caller]
fn same(program: &str, arguments: &[&str]) {
    let (wasm, files) = (built(program), files());
    let arguments: Vec<_> = std::iter::once(program).chain(arguments.iter().copied()).collect();
    let world = World {
        arguments: &arguments,
        environment: &[("KEY", "VALUE"), ("EMPTY", ""), ("UTF8", "ü")],
        stdin: b"",
        files: &files,
        scratch: 0,
    };
    let (ours, theirs) = (bufwasm(&wasm, &world), wasi_common(&wasm, &world));
    let text = |stdout: &[u8]| String::from_utf8_lossy(stdout).into_owned();
    let (our_text, their_text) = (text(&ours.stdout), text(&theirs.stdout));
    let mut lines = our_text.lines().zip(their_text.lines());
    assert_eq!(lines.find(|(ours, theirs)| ours != theirs), None, "{arguments:?}: ours, theirs");
    assert_eq!(ours, theirs, "{arguments:?}");
    assert!(!ours.stdout.is_empty(), "{arguments:?} printed nothing");
}

#[test]
fn arguments_and_environment() {
    for program in ["c/args_env", "zig/args_env"] {
        same(program, &[]);
        same(program, &["one", "", "with space", "ünïcödé"]);
    }
}

#[test]
fn directories_and_files() {
    for program in ["c/fs_walk", "zig/fs_walk"] {
        for buffer in ["32", "100", "4096"] {
            same(program, &[buffer, "/"]);
        }
        same(program, &["64", "/names/deep"]);
    }
}

/// Scenarios that wasi-common plays, too. It has no events for moments of the realtime clock or for the pipes that stand in
/// for streams here, and fails the whole call, or the run, for a subscription that is wrong.
#[test]
fn events() {
    for scenario in ["sleep_relative", "earliest_of_several", "file_or_clock", "nothing"] {
        same("c/poll", &[scenario, "/sizes/100.bin"]);
    }
}
