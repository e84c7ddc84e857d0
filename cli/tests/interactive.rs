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
