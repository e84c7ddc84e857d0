//! Answers of plugins that are kept between commands.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A directory with `a.proto`, a plugin `answer.wasm` that answers with its file `/answer`, and such an answer.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/answer.wat");
    fs::write(room.path().join("answer.wasm"), wat::parse_file(guest).unwrap()).unwrap();
    fs::write(room.path().join("a.proto"), "syntax = \"proto3\"; message A {}").unwrap();
    fs::write(room.path().join("answer.bin"), b"\x7a\x0d\x0a\x05a.txt\x7a\x04text").unwrap();
    room
}

fn bufwasm(room: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    command.current_dir(room).env_clear().env("BUFWASM_CACHE_DIR", room.join("cache"));
    command
}

fn generate(room: &Path, out: &str) -> Command {
    let mut command = bufwasm(room);
    command.args(["generate", "--plugin", "answer.wasm", "--file", "/answer=answer.bin", "--out", out, "a.proto"]);
    command
}

fn ended(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn text(room: &Path, out: &str) -> String {
    fs::read_to_string(room.join(out).join("a.txt")).unwrap()
}

/// The files that are kept.
fn entries(cache: &Path) -> Vec<PathBuf> {
    let below = |path: &Path| fs::read_dir(path).into_iter().flatten().map(|entry| entry.unwrap().path());
    below(cache).flat_map(|directory| below(&directory).collect::<Vec<_>>()).collect()
}

/// Puts `new` in the place of `old` in an entry, as if that had been the answer.
fn forge(entry: &Path, old: &[u8], new: &[u8]) {
    let bytes = fs::read(entry).unwrap();
    let (head, value) = bytes.split_at(40);
    let at = value.windows(old.len()).position(|window| window == old).expect("the answer is in the entry");
    let value = [&value[..at], new, &value[at + old.len()..]].concat();
    fs::write(entry, [&head[..8], &Sha256::digest(&value)[..], &value].concat()).unwrap();
}

#[test]
fn what_was_answered_is_not_asked_again() {
    let room = room();
    let room = room.path();
    ended(generate(room, "one"));
    let kept = entries(&room.join("cache"));
    assert_eq!((text(room, "one").as_str(), kept.len()), ("text", 1));
    // Whoever ran the plugin would find its own answer.
    forge(&kept[0], b"text", b"KEPT");
    ended(generate(room, "two"));
    assert_eq!(text(room, "two"), "KEPT");
    for (name, change) in [
        ("another request", &["--plugin", "answer.wasm:x"][..]),
        ("another limit", &["--fuel", "1000000"]),
        ("another environment", &["--env", "A=1"]),
        ("another name", &["--argv0", "other"]),
        ("a real clock", &["--real-clock"]),
        ("real randomness", &["--real-random"]),
        ("nothing kept", &["--no-cache"]),
        ("a trace", &["--trace=trace.txt"]),
        ("statistics", &["--stats=stats.txt"]),
    ] {
        let mut command = bufwasm(room);
        let plugin: &[&str] = if change[0] == "--plugin" { &[] } else { &["--plugin", "answer.wasm"] };
        command.arg("generate").args(plugin).args(change);
        ended({
            command.args(["--file", "/answer=answer.bin", "--out", "three", "a.proto"]);
            command
        });
        assert_eq!(text(room, "three"), "text", "{name}");
    }
    // Four of them are kept, each by itself.
    assert_eq!(entries(&room.join("cache")).len(), 5);
    let shown = ended({
        let mut command = bufwasm(room);
        command.arg("cache");
        command
    });
    assert!(String::from_utf8_lossy(&shown.stdout).contains(": 5 entries, "), "{shown:?}");
    ended({
        let mut command = bufwasm(room);
        command.args(["cache", "--clear"]);
        command
    });
    assert_eq!(entries(&room.join("cache")).len(), 0);
}

#[test]
fn a_damaged_entry_is_made_anew() {
    let room = room();
    let room = room.path();
    ended(generate(room, "one"));
    let entry = &entries(&room.join("cache"))[0];
    let whole = fs::read(entry).unwrap();
    for length in [0, 5, 39, whole.len() - 1] {
        fs::write(entry, &whole[..length]).unwrap();
        ended(generate(room, "two"));
        assert_eq!((text(room, "two").as_str(), fs::read(entry).unwrap()), ("text", whole.clone()));
    }
}

#[test]
fn nothing_that_failed_is_kept() {
    let room = room();
    let room = room.path();
    for answer in [&b"no response"[..], b"\x0a\x03why"] {
        fs::write(room.join("answer.bin"), answer).unwrap();
        assert!(!generate(room, "one").output().unwrap().status.success());
        assert_eq!(entries(&room.join("cache")).len(), 0);
    }
}

/// Makes a link `protoc-gen-answer`, and the plugin of that name, which carries its answer.
fn link(room: &Path) {
    ended({
        let mut command = bufwasm(room);
        command.args(["pack", "answer.wasm", "--file", "/answer=answer.bin", "-o", "protoc-gen-answer.wasm"]);
        command
    });
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_bufwasm"), room.join("protoc-gen-answer")).unwrap();
}

/// What `protoc-gen-answer` answers to `request`, called as protoc calls it.
fn ask(room: &Path, request: &[u8], change: Option<(&str, &str)>) -> Vec<u8> {
    let command = bufwasm(room);
    let mut link = Command::new(room.join("protoc-gen-answer"));
    link.current_dir(room).env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = link.envs(change).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(request).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

#[test]
fn protoc_asks_a_link_only_what_is_new() {
    let room = room();
    let room = room.path();
    link(room);
    let answer = fs::read(room.join("answer.bin")).unwrap();
    assert_eq!(ask(room, b"request", None), answer);
    let kept = entries(&room.join("cache"));
    assert_eq!(kept.len(), 1);
    forge(&kept[0], b"text", b"KEPT");
    assert!(ask(room, b"request", None).ends_with(b"KEPT"));
    for (request, change) in [
        (&b"another"[..], None),
        (b"", None),
        (b"request", Some(("BUFWASM_NO_CACHE", "1"))),
        (b"request", Some(("BUFWASM_MAX_MEMORY", "64MiB"))),
        (b"request", Some(("BUFWASM_STATS", "stats.txt"))),
    ] {
        assert_eq!(ask(room, request, change), answer, "{request:?} {change:?}");
    }
    // Three more: two were not to be kept.
    assert_eq!(entries(&room.join("cache")).len(), 4);
    assert!(ask(room, b"request", Some(("BUFWASM_NO_CACHE", "0"))).ends_with(b"KEPT"));
}

#[test]
fn a_plugin_of_protocs_is_asked_only_what_is_new() {
    let room = room();
    let room = room.path();
    link(room);
    fs::copy(room.join("protoc-gen-answer.wasm"), room.join("tool.wasm")).unwrap();
    let answer = fs::read(room.join("answer.bin")).unwrap();
    let asked = |line: &[&str]| {
        let mut command = bufwasm(room);
        command.arg("run").args(line).stdin(File::open(room.join("a.proto")).unwrap());
        ended(command).stdout
    };
    assert_eq!(asked(&["protoc-gen-answer.wasm"]), answer);
    let kept = entries(&room.join("cache"));
    assert_eq!(kept.len(), 1);
    forge(&kept[0], b"text", b"KEPT");
    // A link asks as `run` does.
    assert!(ask(room, &fs::read(room.join("a.proto")).unwrap(), None).ends_with(b"KEPT"));
    for line in [&["./protoc-gen-answer.wasm"][..], &["--optimise", "auto", "protoc-gen-answer.wasm"]] {
        assert!(asked(line).ends_with(b"KEPT"), "{line:?}");
    }
    for line in [
        &["tool.wasm"][..],
        &["protoc-gen-answer.wasm", "argument"],
        &["--no-cache", "protoc-gen-answer.wasm"],
        &["--stats=stats.txt", "protoc-gen-answer.wasm"],
        &["--scratch", "1MiB", "--keep", "/answer=kept.bin", "protoc-gen-answer.wasm"],
        &["--real-clock", "protoc-gen-answer.wasm"],
    ] {
        assert_eq!(asked(line), answer, "{line:?}");
    }
    assert_eq!(entries(&room.join("cache")).len(), 1);
}

#[test]
fn what_a_link_refuses_is_not_kept() {
    let room = room();
    let room = room.path();
    fs::write(room.join("answer.bin"), b"\x0a\x03why").unwrap();
    link(room);
    assert_eq!(ask(room, b"request", None), b"\x0a\x03why");
    assert_eq!(entries(&room.join("cache")).len(), 0);
}

#[test]
fn a_hundred_processes_share_one() {
    let room = room();
    let room = room.path();
    let start = |index: usize| -> Child {
        let mut command = generate(room, &format!("out{index}"));
        // Some remove what others are about to read.
        command.args(["--cache-size", if index.is_multiple_of(3) { "0" } else { "1MiB" }]);
        command.stderr(Stdio::null()).spawn().unwrap()
    };
    let children: Vec<_> = (0..100).map(start).collect();
    for (index, mut child) in children.into_iter().enumerate() {
        assert!(child.wait().unwrap().success(), "process {index}");
        assert_eq!(text(room, &format!("out{index}")), "text");
    }
}

#[test]
fn a_process_that_is_killed_leaves_nothing_that_is_read() {
    let room = room();
    let room = room.path();
    // An answer that takes a while to write.
    let content = vec![b'x'; 3000];
    fs::write(room.join("answer.bin"), [&b"\x7a\xc2\x17\x0a\x05a.txt\x7a\xb8\x17"[..], &content].concat()).unwrap();
    for round in 0..30 {
        let mut child = generate(room, "out").stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(round));
        child.kill().unwrap();
        child.wait().unwrap();
        ended(generate(room, "after"));
        assert_eq!(text(room, "after").as_bytes(), content);
        if round.is_multiple_of(2) {
            fs::remove_dir_all(room.join("cache")).unwrap();
        }
    }
}

#[test]
fn a_full_disk_costs_what_would_be_kept_and_no_more() {
    let room = room();
    let room = room.path();
    // `/dev/full` takes no byte; a directory cannot be made in it either.
    for place in ["/dev/full", "/proc", "/dev/null/below"] {
        let mut command = generate(room, "out");
        command.args(["--cache-dir", place]);
        let output = ended(command);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains(&format!("answers are not kept: cannot write below {place}")), "{stderr}");
        assert_eq!(text(room, "out"), "text");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_system_without_room_is_a_full_disk() {
    let room = room();
    let room = room.path();
    let small = room.join("small");
    fs::create_dir(&small).unwrap();
    // A file system with room for a directory and no file, in a namespace of its own.
    let script = "mount -t tmpfs -o size=4k,nr_inodes=2 none small && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.current_dir(room).args(["--mount", "--map-root-user", "sh", "-c", script, "sh"]);
    command.arg(env!("CARGO_BIN_EXE_bufwasm")).args(["generate", "--plugin", "answer.wasm", "--cache-dir", "small"]);
    let output = ended({
        command.args(["--file", "/answer=answer.bin", "--out", "out", "a.proto"]);
        command
    });
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("answers are not kept: cannot write below small: no space left on device"), "{stderr}");
    assert_eq!(text(room, "out"), "text");
}

#[test]
fn pieces_and_threads_change_nothing() {
    let room = room();
    let room = room.path();
    // Each piece would write the same file, so that it is the asking that is looked at.
    fs::write(room.join("answer.bin"), b"").unwrap();
    fs::create_dir(room.join("d")).unwrap();
    for index in 0..20 {
        let text = format!("syntax = \"proto3\"; package p{index}; message A {{}}");
        fs::write(room.join("d").join(format!("{index}.proto")), text).unwrap();
    }
    for jobs in ["1", "4"] {
        let mut command = bufwasm(room);
        command.args(["generate", "--strategy", "file", "--jobs", jobs, "--stats=stats.txt", "--out", "out"]);
        command.args(["--profile", &format!("jobs{jobs}.folded")]);
        command.args(["--plugin", "answer.wasm", "--plugin", "answer.wasm:x", "--file", "/answer=answer.bin"]);
        ended({
            command.args((0..20).map(|index| format!("d/{index}.proto")));
            command
        });
        let lines = fs::read_to_string(room.join("stats.txt")).unwrap();
        let of_plugin = lines.lines().filter(|line| line.contains("\"plugin\":\"answer\""));
        let sizes = of_plugin.map(|line| line.split("stdin_bytes\":").nth(1).unwrap().split(',').next().unwrap());
        let sizes: Vec<u64> = sizes.map(|size| size.parse().unwrap()).collect();
        assert_eq!(sizes.len(), 40);
        let compiled = lines.lines().filter(|line| !line.contains("\"compile_ns\":0,") && line.contains("\"wasi\""));
        assert_eq!(compiled.count(), 2, "each plugin is compiled once: {lines}");
        let other = format!("sizes{jobs}");
        fs::write(room.join(&other), format!("{sizes:?}")).unwrap();
    }
    let read = |name: &str| fs::read_to_string(room.join(name)).unwrap();
    assert_eq!(read("sizes1"), read("sizes4"));
    assert!(read("jobs1.folded").starts_with("answer;"));
    assert_eq!(read("jobs1.folded"), read("jobs4.folded"));
}
