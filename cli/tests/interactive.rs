//! A conversation with a plugin: what it writes arrives before it waits for more.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn a_prompt_without_a_line_feed_arrives_before_the_answer_is_read() {
    let room = tempfile::tempdir().unwrap();
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/prompt.wat");
    let plugin = room.path().join("prompt.wasm");
    std::fs::write(&plugin, wat::parse_file(guest).unwrap()).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_bufwasm"))
        .arg("run")
        .arg(plugin)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut stdin = child.stdin.take().unwrap();

    let mut prompt = [0; 6];
    stdout.read_exact(&mut prompt).unwrap();
    assert_eq!(&prompt, b"name? ");

    // The plugin reads once: what it gets must not wait for the end of stdin either.
    stdin.write_all(b"gopher").unwrap();
    let mut answer = [0; 6];
    stdout.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"gopher");
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

/// A directory with these guests, under their names and as links that protoc would call.
#[cfg(unix)]
fn room(guests: &[&str]) -> tempfile::TempDir {
    let room = tempfile::tempdir().unwrap();
    for guest in guests {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests").join(guest).with_extension("wat");
        let wasm = wat::parse_file(source).unwrap();
        for name in [(*guest).to_owned(), format!("protoc-gen-{guest}")] {
            std::fs::write(room.path().join(&name).with_extension("wasm"), &wasm).unwrap();
        }
        let link = room.path().join(format!("protoc-gen-{guest}"));
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_bufwasm"), link).unwrap();
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_bufwasm"), room.path().join("bufwasm")).unwrap();
    std::fs::write(room.path().join("a.proto"), "syntax = \"proto3\";").unwrap();
    room
}

/// What a shell's `command` shows on a terminal, whose other end is not there.
#[cfg(unix)]
fn on_terminal(room: &Path, command: &str) -> String {
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", command, "/dev/null"]).current_dir(room).stdin(Stdio::null());
    let output = script.env("BUFWASM_TIMEOUT", "2s").output().expect("install util-linux, for script");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(unix)]
#[test]
fn what_runs_for_long_is_shown_on_a_terminal_and_nowhere_else() {
    let room = room(&["spin", "fail"]);
    let generate = "./bufwasm generate --no-cache --jobs 2 --plugin spin.wasm --out a --plugin protoc-gen-spin.wasm --out b a.proto";
    let run = "./bufwasm run spin.wasm < /dev/null";
    let linked = "./protoc-gen-spin < /dev/null | cat";
    for (command, lines) in [
        (generate, &["spin (1s)", "protoc-gen-spin (1s)"][..]),
        (run, &["spin (1s)"]),
        (linked, &["protoc-gen-spin (1s)"]),
    ] {
        let shown = on_terminal(room.path(), command);
        assert!(lines.iter().all(|line| shown.contains(line)), "{command}: {shown}");
        let quiet = if command == linked { continue } else { command.replace("./bufwasm", "./bufwasm -q") };
        let elsewhere = format!("{command} 2> stderr; cat stderr");
        let programs = format!("BUFWASM_ERROR_FORMAT=json {command}");
        for command in [quiet, elsewhere, programs] {
            let shown = on_terminal(room.path(), &command);
            assert!(!shown.contains("(1s)") && shown.contains("after its time of 2s"), "{command}: {shown}");
        }
    }
}

#[cfg(unix)]
#[test]
fn who_is_waited_for_is_told() {
    let room = room(&["cat", "prompt"]);
    let told = "waits for what is typed here";
    for (command, is_told) in [
        ("./bufwasm run cat.wasm", true),
        ("./protoc-gen-cat", true),
        ("./bufwasm -q run cat.wasm", false),
        ("./bufwasm run cat.wasm < /dev/null", false),
        ("./bufwasm run cat.wasm 2> /dev/null", false),
        // It says itself what it waits for.
        ("./bufwasm run prompt.wasm", false),
    ] {
        let shown = on_terminal(room.path(), command);
        assert_eq!(shown.contains(told), is_told, "{command}: {shown}");
    }
}
