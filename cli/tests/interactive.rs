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

#[cfg(unix)]
#[test]
fn a_line_for_each_plugin_is_shown_on_a_terminal_and_nowhere_else() {
    let room = tempfile::tempdir().unwrap();
    let spin = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/spin.wat");
    for name in ["one.wasm", "two.wasm"] {
        std::fs::write(room.path().join(name), wat::parse_file(&spin).unwrap()).unwrap();
    }
    std::fs::write(room.path().join("a.proto"), "syntax = \"proto3\";").unwrap();
    // Longer than bufwasm waits before it shows anything.
    let command = format!(
        "{} generate --no-cache --jobs 2 --timeout 2s --plugin one.wasm --out a --plugin two.wasm --out b a.proto",
        env!("CARGO_BIN_EXE_bufwasm")
    );
    // `script` gives it a terminal.
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).current_dir(room.path());
    let output = script.stdin(Stdio::null()).output().expect("install util-linux, for script");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("one (1s)") && shown.contains("two (1s)"), "{shown}");
    let plain = Command::new("sh").args(["-c", &command]).current_dir(room.path()).output().unwrap();
    let shown = String::from_utf8_lossy(&plain.stderr);
    assert!(shown.starts_with("bufwasm: one: the plugin was stopped"), "{shown}");
}
