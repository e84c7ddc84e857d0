//! The same Go programs under bufwasm and under Node, on the same files: the same output, and the same exit code.
//!
//! `cargo xtask guests` builds the programs, whose sources are in `tests/guests/go`. Node runs them with the
//! `wasm_exec.js` of Go itself, and `node/run.cjs` gives them the same world there as here.

mod compare;
mod hosts;

use compare::{same, same_at_last, same_end};

/// What `files.go` and `file_changes.go` look for.
fn files() -> Vec<(String, Vec<u8>)> {
    let small = [
        ("hello.txt", "Hello, world!\n"),
        ("empty", ""),
        ("dir/a", "a"),
        ("dir/b.txt", "b text"),
        ("dir/sub/deep/leaf", "leaf"),
        ("spaced name", "s"),
        ("ünïcödé 😀", "u"),
    ];
    let small = small.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let big = (0..200_000).map(|index| (index % 251) as u8).collect();
    small.into_iter().chain([("big.bin".to_owned(), big)]).collect()
}

/// Runs the programs, which take no arguments and read nothing.
#[track_caller]
fn all_same(programs: &[&str]) {
    let files = files();
    for program in programs {
        same(program, &[], b"", &files);
    }
}

#[test]
fn values() {
    all_same(&["js_values", "js_values-1.18"]);
}

#[test]
fn calls() {
    all_same(&["js_calls", "js_calls-1.18", "js_calls-1.21", "js_calls-1.24"]);
}

#[test]
fn reading_files() {
    all_same(&["files", "files-1.18", "files-1.21", "files-1.24"]);
}

#[test]
fn changing_files() {
    all_same(&["file_changes"]);
}

#[test]
fn timers() {
    for program in ["timers", "timers-1.18"] {
        same_at_last(program);
    }
}

#[test]
fn goroutines() {
    all_same(&["goroutines"]);
}

#[test]
fn the_world() {
    all_same(&["world"]);
    same("world", &["one", "", "with space", "ünïcödé 😀", "-flag=x"], b"", &[]);
}

#[test]
fn no_network() {
    all_same(&["network"]);
}

#[test]
fn streams() {
    let lines: Vec<u8> = (0..200_000).flat_map(|number| format!("line {number} of the input\n").into_bytes()).collect();
    let binary: Vec<u8> = (0..3_000_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for input in [&b""[..], b"x", b"no newline at the end", b"\0\xff\n", &lines, &binary] {
        same("streams", &["copy"], input, &[]);
        same("streams", &["count"], input, &[]);
    }
    for arguments in [
        &["read-after-end"][..],
        &["write", "100000"],
        &["both", "200"],
        &["unbuffered", "500"],
        &["print"],
        &["close"],
        &["fds"],
    ] {
        same("streams", arguments, b"some input", &[]);
    }
    same("stdio", &["-exit", "3", "argument"], b"through", &[]);
}

/// Endings that every release is asked for.
const ENDINGS: &[&str] = &[
    "exit=0",
    "exit=1",
    "return",
    "panic",
    "panic-error",
    "nil",
    "deadlock",
    "goexit",
    "exit-callback",
    "exit-timeout",
    "exit-timer",
    "panic-callback",
    "panic-timeout",
    "js-exception",
    "pending-timer",
];

/// Endings that only the newest release is asked for.
const MORE_ENDINGS: &[&str] = &[
    "exit=2",
    "exit=125",
    "exit=255",
    "exit=256",
    "exit=-1",
    "panic-stringer",
    "panic-number",
    "panic-struct",
    "panic-lines",
    "panic-twice",
    "panic-goexit",
    "panic-goroutine",
    "index",
    "divide",
    "assertion",
    "nil-map",
    "nil-function",
    "deadlock-mutex",
    "deadlock-group",
    "deadlock-two",
    "select-nothing",
    "unlock",
    "stderr-exit",
    "syscall-exit",
    "kill",
    "deferred-exit",
    "exit-goroutine",
    "recover-callback",
    "js-value-panic",
    "pending-goroutines",
    "lost-call",
];

/// Endings by an exception that neither Go nor JavaScript catches: Node prints its own traces then.
const UNCAUGHT: &[&str] = &["js-instance", "throw-in-timeout"];

#[test]
fn endings() {
    for ending in ENDINGS.iter().chain(MORE_ENDINGS) {
        same("endings", &[ending], b"", &[]);
    }
}

#[test]
fn endings_of_older_releases() {
    for program in ["endings-1.18", "endings-1.21", "endings-1.24"] {
        for ending in ENDINGS {
            same(program, &[ending], b"", &[]);
        }
    }
}

#[test]
fn exceptions_that_nobody_catches() {
    for ending in UNCAUGHT {
        same_end("endings", &[ending]);
    }
}

#[test]
fn every_ending_is_asked_for() {
    let source = include_str!("../guests/go/endings.go");
    let table = source.split("var endings").nth(1).unwrap().split("\n}\n").next().unwrap();
    let names = table.lines().filter_map(|line| line.strip_prefix("\t\"")?.split_once("\":")).map(|(name, _)| name);
    let asked: Vec<_> = [ENDINGS, MORE_ENDINGS, UNCAUGHT].concat();
    let missing: Vec<_> = names.filter(|name| !asked.contains(name)).collect();
    assert_eq!(missing, [""; 0]);
}
