//! Recordings of runs: in arbitrary bytes, and back from what was written.

use std::collections::BTreeSet;

use bufwasm::Limits;
use bufwasm::fs::File;
use bufwasm_replay::{Conditions, Ended, Recording, Run};

use crate::Target;

/// Inputs are recordings, or what is to be taken for one.
pub const TARGET: Target = Target {
    name: "recording_read",
    run,
    seeds,
    dictionary: &[
        b"\x0a\x11bufwasm.replay.v1",
        b"bufwasm.replay.v2",
        b"memory_pages",
        b"stack_bytes",
        b"timeout_ns",
        b"plugin_exit",
        b"auto",
        b"limit",
        b"\x1a\x00",
    ],
};

fn run(bytes: &[u8]) {
    let read = Recording::read(bytes);
    // Whatever is read began as a recording does.
    assert!(read.is_err() || Recording::begins(bytes));
    let Ok(recording) = read else { return };
    let written = recording.to_bytes();
    assert_eq!(Recording::read(&written).as_ref(), Ok(&recording), "what was read is written, and read again");
    assert_eq!(Recording::read(&written).map(|again| again.to_bytes()), Ok(written.clone()), "in one way only");
    for run in recording.runs() {
        assert_eq!(run.sha256().len(), 32);
        assert_eq!(run.ended().differences(run.ended(), true), [], "a run does not differ from itself");
        let names: BTreeSet<_> = recording.runs().iter().map(Run::name).collect();
        assert!(names.contains(run.name()));
    }
    // Nothing that is cut is taken for the whole.
    let cut = Recording::read(&written[..written.len() - 1]);
    assert_ne!(cut.as_ref(), Ok(&recording));
}

fn seeds() -> Vec<Vec<u8>> {
    let ended = |error: &str| Ended {
        error: error.into(),
        message: "why".into(),
        exit_code: Some(3),
        stdout: b"answer".to_vec(),
        stderr: b"words".to_vec(),
        fuel: 1234,
    };
    let conditions = Conditions {
        args: vec!["--verbose".into()],
        env: vec!["A=1".into()],
        files: vec![File::new("/etc/rules", b"rules".to_vec())],
        limits: Limits { fuel: Some(9), stdout_bytes: Some(9), ..Limits::default() },
        timeout: Some(std::time::Duration::from_secs(1)),
        ..Conditions::default()
    };
    let run = |error, conditions: &Conditions| {
        Run::new("protoc-gen-x", "bin/x.wasm", b"module", conditions.clone(), b"request".to_vec(), ended(error))
    };
    let runs = [run("", &conditions), run("trap", &Conditions::default()), run("timeout", &conditions)];
    let some = [&runs[..0], &runs[..1], &runs[1..2], &runs[..]];
    some.into_iter().map(|runs| Recording::new(runs.to_vec()).to_bytes()).collect()
}
