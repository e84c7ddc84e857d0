//! The process's own memory stays within the guest's cap and a stated overhead, whatever the guest does.
//!
//! The kernel keeps watch: a process that goes over its address space cannot allocate, and would abort.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a run may take beside the guest's memory, stack and files, in mebibytes of address space: the program itself, the
/// module and what the interpreter makes of it, and what is kept of stderr.
const OVERHEAD: u64 = 48;

fn guest(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/guests/rust-local").join(name);
    assert!(path.is_file(), "{} is missing: run `cargo xtask guests`", path.display());
    path
}

/// Runs the guest `name` in an address space of `mebibytes`, with its output thrown away.
fn run_within(mebibytes: u64, options: &[&str], name: &str, arguments: &[&str]) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"ulimit -v "$1" && shift && exec "$@" >/dev/null"#, "sh", &(mebibytes << 10).to_string()]);
    shell.arg(env!("CARGO_BIN_EXE_bufwasm")).arg("run").args(options).arg(guest(name)).arg("--").args(arguments);
    shell.output().expect("sh runs")
}

#[track_caller]
fn assert_ends(output: &Output, message: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(message), "{}: {stderr}", output.status);
    assert_eq!(output.status.code(), Some(134), "{stderr}");
}

#[test]
fn a_guest_that_asks_for_ever_more_memory_gets_its_cap() {
    for cap in [16, 64, 256] {
        let output = run_within(cap + OVERHEAD, &["--max-memory", &format!("{cap}MiB")], "hog.wasm", &[]);
        assert_ends(&output, &format!("(the cap is {cap} MiB)"));
    }
}

#[test]
fn a_guest_that_recurses_for_ever_gets_its_stack() {
    // A stack that grows is copied: for a moment there is the old one beside the new.
    let output = run_within(2 * 64 + OVERHEAD, &["--max-stack", "64MiB"], "recurse.wasm", &[]);
    assert_ends(&output, "exhausted its stack of 64 MiB");
}

#[test]
fn a_guest_that_writes_for_ever_costs_nothing() {
    for stream in ["stdout", "stderr"] {
        let output =
            run_within(OVERHEAD, &["--max-output", "32MiB", "--max-memory", "2MiB"], "chatter.wasm", &[stream]);
        assert_ends(&output, &format!("wrote more than 32 MiB to {stream}"));
    }
}
