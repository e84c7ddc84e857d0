//! Runs the cases of `tests/cases`: sessions of a shell, each line of which says what it expects.
//!
//! A line that begins with `$ ` is a command for `sh`, and lines that begin with `> ` continue it. What follows is what
//! the command is to write to stdout, then what to stderr (each line behind `! `), then `= CODE` unless it exits with 0.
//! A stdout that does not end in a line feed is followed by the line `\`. Lines that begin with `#` are comments.
//!
//! Commands run in a directory that holds the guests of `tests/guests`, assembled, with no environment but a `PATH` that
//! holds `bufwasm`. To make what they write what is expected, run the tests with `BLESS=1` and review the difference.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

#[macro_use]
#[path = "listed/cases.rs"]
mod listed;

cases! {
    "tests/cases":
    run, guest_world, files, limits, memory, exit_status, json_errors, refused_modules, lookup, link, pack, inspect, lock, bundle, recordings,
    measuring, pipes, usage, generate, buf, writing, gojs, panics, fuzz, optimise,
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn check(name: &str) {
    let path = tests().join("cases").join(name).with_extension("txt");
    let expected = fs::read_to_string(&path).unwrap();
    let room = room();
    let actual = replay(&expected, room.path());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, actual).unwrap();
    } else {
        similar_asserts::assert_eq!(expected: expected, actual: actual);
    }
}

/// A directory with all guests, and `bin/bufwasm`.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    for guest in fs::read_dir(tests().join("guests")).unwrap() {
        let source = guest.unwrap().path();
        let wasm = wat::parse_file(&source).unwrap();
        fs::write(room.path().join(source.file_name().unwrap()).with_extension("wasm"), wasm).unwrap();
    }
    fs::create_dir(room.path().join("bin")).unwrap();
    symlink(env!("CARGO_BIN_EXE_bufwasm"), room.path().join("bin/bufwasm")).unwrap();
    room
}

/// The session with what its commands write now. A comment after a command has an empty line before it.
fn replay(session: &str, room: &Path) -> String {
    let mut transcript = String::new();
    let mut ran = false;
    let mut lines = session.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            let gap = if std::mem::take(&mut ran) { "\n" } else { "" };
            transcript += &format!("{gap}{line}\n");
        } else if let Some(first) = line.strip_prefix("$ ") {
            transcript += &format!("{line}\n");
            let mut command = first.to_owned();
            while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
                transcript += &format!("{more}\n");
                command += &format!("\n{}", &more[2..]);
            }
            transcript += &execute(&command, room);
            ran = true;
        }
    }
    transcript
}

fn execute(command: &str, room: &Path) -> String {
    let path = format!("{}:/usr/bin:/bin", room.join("bin").display());
    let output =
        Command::new("sh").args(["-c", command]).current_dir(room).env_clear().env("PATH", path).output().unwrap();
    let mut transcript = String::from_utf8_lossy(&output.stdout).into_owned();
    if !transcript.is_empty() && !transcript.ends_with('\n') {
        transcript += "\n\\\n";
    }
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        transcript += &format!("! {line}\n");
    }
    match output.status.code() {
        Some(0) => {}
        Some(code) => transcript += &format!("= {code}\n"),
        None => transcript += &format!("= {}\n", output.status),
    }
    let transcript = without_times(&transcript);
    // What lies beside the executable itself, which the link in the room leads to.
    let beside = Path::new(env!("CARGO_BIN_EXE_bufwasm")).canonicalize().unwrap();
    transcript.replace(room.to_str().unwrap(), "$ROOM").replace(beside.parent().unwrap().to_str().unwrap(), "$TARGET")
}

/// The transcript with `$TIME` in place of what a command took, as in `1 file written, 0 unchanged, in 0.3s`.
fn without_times(transcript: &str) -> String {
    let mut parts = transcript.split(", in ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|char: char| char.is_ascii_digit() || char == '.');
        let is_time = rest.len() < part.len() && rest.starts_with('s');
        text += ", in ";
        text += &if is_time { format!("$TIME{}", &rest[1..]) } else { part.to_owned() };
    }
    text
}
