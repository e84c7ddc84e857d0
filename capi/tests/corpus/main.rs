//! The corpus of `tests/corpus` ends through the C ABI as it does through the library.
#![cfg(all(target_os = "linux", not(miri)))]

#[path = "../../../tests/corpus/case.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
#[path = "../compile/mod.rs"]
#[allow(dead_code)] // the tests in C use all of it
mod compile;
#[path = "../../../tests/corpus/ended.rs"]
mod ended;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use case::{Case, corpus};
use command::{output, package};
use compile::{build, static_library};
use ended::{Ended, Spent, sha256};

#[test]
fn the_corpus_ends_through_c_as_through_the_library() {
    let room = tempfile::tempdir().expect("a directory can be made");
    let program = room.path().join("run");
    let optimised = "-O1".as_ref();
    build("cc", &[package().join("tests/corpus/run.c")], &program, [optimised, static_library().as_ref()]);
    for case in corpus() {
        assert_eq!(through_c(&program, room.path(), &case), Ended::natively(&case), "{}", case.name);
    }
}

/// Runs `case` by `run.c`, with files in `room`.
fn through_c(program: &Path, room: &Path, case: &Case) -> Ended {
    let [wasm, stdin, stdout, stderr] = ["plugin.wasm", "stdin", "stdout", "stderr"].map(|name| room.join(name));
    fs::write(&wasm, case.module()).and_then(|()| fs::write(&stdin, case.stdin_bytes())).expect("files can be written");
    let mut command = Command::new(program);
    command.args([&wasm, &stdin, &stdout, &stderr]);
    add_options(&mut command, room, case);
    let output = output(&mut command);
    assert!(output.status.success(), "{}: {}", case.name, String::from_utf8_lossy(&output.stderr));
    let report = String::from_utf8(output.stdout).expect("the report is text");
    let report: BTreeMap<_, _> = report.lines().filter_map(|line| line.split_once(' ')).collect();
    let written = |path| fs::read(path).expect("the program wrote its output");
    let text = |name| report.get(name).map(|value: &&str| (*value).to_owned());
    let number = |name| report[name].parse().expect("a number");
    Ended {
        kind: text("kind"),
        message: text("message"),
        exit_code: text("exitCode").map(|code| code.parse().expect("a code")),
        stdout: sha256(&written(stdout)),
        stderr: sha256(String::from_utf8_lossy(&written(stderr)).as_bytes()),
        stats: Spent {
            fuel: number("fuel"),
            peak_pages: number("peakPages"),
            refused_grows: number("refusedGrows"),
            host_calls: number("hostCalls"),
            stdin_bytes: number("stdinBytes"),
            stdout_bytes: number("stdoutBytes"),
            stderr_bytes: number("stderrBytes"),
        },
    }
}

fn add_options(command: &mut Command, room: &Path, case: &Case) {
    for argument in &case.args {
        command.arg("a").arg(argument);
    }
    for entry in case.environment() {
        command.arg("e").arg(entry);
    }
    for (number, (path, text)) in case.files.iter().enumerate() {
        let file = room.join(format!("file-{number}"));
        fs::write(&file, text).expect("files can be written");
        command.arg("f").arg(path).arg(file);
    }
    let limits = &case.limits;
    for (letter, limit) in [
        ("m", limits.memory_pages().map(u64::from)),
        ("s", limits.stack_bytes),
        ("u", limits.fuel),
        ("o", limits.output_bytes),
        ("w", limits.scratch_bytes),
    ] {
        if let Some(limit) = limit {
            command.arg(letter).arg(limit.to_string());
        }
    }
}
