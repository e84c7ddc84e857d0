//! Recordings are read back as they were written, and run again as they ran.

use std::time::Duration;

use bufwasm::fs::File;
use bufwasm::{Abi, GoGc, Limits, Optimise};
use bufwasm_replay::{Conditions, Difference, ReadError, Recording, Run, record};

/// A plugin that exits with `code`, after it has written `text`.
fn plugin(text: &str, code: u32) -> Vec<u8> {
    let length = text.len();
    wat::parse_str(format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 1)
            (data (i32.const 64) "{text}")
            (func (export "_start")
                (i32.store (i32.const 0) (i32.const 64))
                (i32.store (i32.const 4) (i32.const {length}))
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                (call $exit (i32.const {code}))))"#
    ))
    .unwrap()
}

fn conditions() -> Conditions {
    Conditions {
        args: vec!["--verbose".into(), String::new()],
        env: vec!["A=1".into()],
        files: vec![File::new("/etc/rules", b"rules".to_vec())],
        abi: Some(Abi::Wasi),
        limits: Limits { memory_pages: 3, fuel: Some(1_000_000), stdout_bytes: Some(100), ..Limits::default() },
        timeout: Some(Duration::from_secs(9)),
        optimise: Optimise::Never,
        go_gc: GoGc::Doubling,
    }
}

fn run(text: &str, code: u32) -> Run {
    record("protoc-gen-x", "bin/x.wasm", &plugin(text, code), conditions(), b"request")
}

#[test]
fn what_was_written_is_read_and_runs_again() {
    let recording = Recording::new(vec![run("one", 0), run("two", 7)]);
    let bytes = recording.to_bytes();
    assert!(Recording::begins(&bytes));
    let read = Recording::read(&bytes).unwrap();
    assert_eq!(read, recording);
    assert_eq!(read.to_bytes(), bytes);
    assert_eq!(read.recorded_by(), env!("CARGO_PKG_VERSION"));
    for (run, (text, code)) in read.runs().iter().zip([("one", 0), ("two", 7)]) {
        let wasm = plugin(text, code);
        assert!(run.is_of(&wasm) && !run.is_of(&plugin("other", 0)));
        assert_eq!((run.name(), run.stdin()), ("protoc-gen-x", &b"request"[..]));
        assert_eq!((&*run.ended().stdout, run.ended().exit_code), (text.as_bytes(), Some(code)));
        assert_eq!(run.ended().error, if code == 0 { "" } else { "plugin_exit" });
        let again = run.again(&wasm, None);
        assert_eq!(&again, run.ended());
        assert_eq!(run.ended().differences(&again, true), []);
    }
}

#[test]
fn another_module_makes_a_difference() {
    let run = run("one", 0);
    let again = run.again(&plugin("once more", 7), None);
    let differences = run.ended().differences(&again, false);
    let end = Difference::End { recorded: "success".into(), now: "plugin_exit: plugin exited with code 7".into() };
    let stream = Difference::Stream { name: "stdout", recorded: 3, now: 9, first: 2 };
    assert_eq!(differences, [end, stream]);
    // What cannot be run has ended, too.
    assert_eq!(run.again(b"no module", None).error, "bad_module");
    // The limits are those of the recording.
    let long = "x".repeat(101);
    assert_eq!(run.again(&plugin(&long, 0), None).error, "output_limit");
    let cheaper = bufwasm_replay::Ended { fuel: 1, ..run.ended().clone() };
    assert_eq!(run.ended().differences(&cheaper, false), []);
    let fuel = Difference::Fuel { recorded: run.ended().fuel, now: 1 };
    assert_eq!(run.ended().differences(&cheaper, true), [fuel]);
}

#[test]
fn what_is_no_recording_is_told() {
    let bytes = Recording::new(vec![run("one", 0)]).to_bytes();
    assert_eq!(Recording::read(b""), Err(ReadError::Format));
    assert_eq!(Recording::read(b"\x0a\x05a.bin"), Err(ReadError::Format));
    let newer = String::from_utf8_lossy(&bytes).replacen(".v1", ".v2", 1);
    assert_eq!(Recording::read(newer.as_bytes()), Err(ReadError::Version("bufwasm.replay.v2".into())));
    let error = Recording::read(&bytes[..bytes.len() - 1]).unwrap_err();
    assert!(error.to_string().starts_with("the recording is damaged: "), "{error}");
    let replaced = |from: &str, to: &str| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut changed = bytes.clone();
        changed[at..at + to.len()].copy_from_slice(to.as_bytes());
        Recording::read(&changed).unwrap_err().to_string()
    };
    for (from, to, why) in [
        (
            "memory_pages",
            "memory_wages",
            r#"names the limit "memory_wages", which this release of bufwasm does not know"#,
        ),
        ("never", "seven", r#"names the way to optimise "seven""#),
        ("wasi", "wusi", r#"names the ABI "wusi""#),
        ("default", "defiant", r#"names the way to collect garbage "defiant""#),
        // Three pages are what is there; it becomes none.
        ("memory_pages\x10\x03", "memory_pages\x10\x00", "has a limit that cannot be: "),
    ] {
        let error = replaced(from, to);
        assert!(error.contains(why), "{error}");
    }
    // A message without what it must have.
    let head = [&b"\x0a\x11bufwasm.replay.v1"[..], b"\x1a\x00"].concat();
    assert_eq!(Recording::read(&head), Err(ReadError::Missing { run: 1, what: "module" }));
}

#[test]
fn a_recording_that_is_cut_or_flipped_anywhere_harms_nobody() {
    let bytes = Recording::new(vec![run("one", 3)]).to_bytes();
    for end in 0..bytes.len() {
        let _ = Recording::read(&bytes[..end]);
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[end] ^= 1 << bit;
            if let Ok(read) = Recording::read(&flipped) {
                assert_eq!(Recording::read(&read.to_bytes()), Ok(read));
            }
        }
    }
}
