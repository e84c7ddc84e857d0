//! Optimised modules that are kept between commands.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A directory with `shaped.wasm`, which is shaped as Go's compiler shapes code, and exits with 7.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/shaped.wat");
    fs::write(room.path().join("shaped.wasm"), wat::parse_file(guest).unwrap()).unwrap();
    room
}

fn run(room: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    command.current_dir(room).env_clear().env("BUFWASM_CACHE_DIR", room.join("cache"));
    command.args(["run", "--optimise", "always"]).args(options).arg("shaped.wasm").stdin(Stdio::null());
    command
}

/// How a run exits, and the fuel that it takes.
fn ended(room: &Path, options: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = run(room, &[&["--stats"], options].concat()).output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    let fuel = stderr.split("\"fuel\":").nth(1).unwrap_or_else(|| panic!("{stderr}"));
    (status.code(), fuel.split(',').next().unwrap().to_owned())
}

/// The files that are kept.
fn entries(room: &Path) -> Vec<PathBuf> {
    let below = |path: &Path| fs::read_dir(path).into_iter().flatten().map(|entry| entry.unwrap().path());
    below(&room.join("cache")).flat_map(|directory| below(&directory).collect::<Vec<_>>()).collect()
}

#[test]
fn what_was_optimised_is_kept_and_used_and_costs_the_same() {
    let room = room();
    let room = room.path();
    let cold = ended(room, &[]);
    assert_eq!((cold.0, entries(room).len()), (Some(7), 1));
    assert_eq!(ended(room, &[]), cold, "the fuel of a run does not depend on what is kept");
    assert_eq!(ended(room, &["--no-cache"]), cold);
    // Another module in its place shows that it is used.
    let other = r#"(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1) (func (export "_start") i32.const 9 call $exit))"#;
    let other = wat::parse_str(other).unwrap();
    let entry = &entries(room)[0];
    let head = fs::read(entry).unwrap()[..8].to_vec();
    fs::write(entry, [&head, &Sha256::digest(&other)[..], &other].concat()).unwrap();
    assert_eq!(ended(room, &[]).0, Some(9));
    assert_eq!(ended(room, &["--no-cache"]).0, Some(7));
    let mut show = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    let shown = show.args(["cache", "--cache-dir", "cache"]).current_dir(room).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains(": 1 entry (1 of them optimised modules), "), "{shown}");
}

#[test]
fn a_damaged_or_half_written_module_is_made_anew() {
    let room = room();
    let room = room.path();
    let cold = ended(room, &[]);
    let entry = &entries(room)[0];
    let whole = fs::read(entry).unwrap();
    let mut flipped = whole.clone();
    flipped[60] ^= 1;
    for damaged in [&whole[..0], &whole[..7], &whole[..39], &whole[..whole.len() - 1], &flipped] {
        fs::write(entry, damaged).unwrap();
        assert_eq!(ended(room, &[]), cold);
        assert_eq!(fs::read(entry).unwrap(), whole);
    }
}

#[test]
fn a_hundred_processes_share_one() {
    let room = room();
    let room = room.path();
    let start = |index: usize| {
        // Some remove what others are about to read.
        let size = if index.is_multiple_of(3) { "0" } else { "1MiB" };
        run(room, &["--cache-size", size]).stderr(Stdio::null()).spawn().unwrap()
    };
    let children: Vec<_> = (0..100).map(start).collect();
    for (index, mut child) in children.into_iter().enumerate() {
        assert_eq!(child.wait().unwrap().code(), Some(7), "process {index}");
    }
}

/// A Go program, whose optimised form takes a while to write.
fn go() -> PathBuf {
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/guests/go-wasip1/protoc-gen-go-1.27.wasm");
    assert!(guest.is_file(), "{} is missing: run `cargo xtask guests`", guest.display());
    guest
}

#[test]
fn a_process_that_is_killed_leaves_nothing_that_is_read() {
    let room = room();
    let room = room.path();
    let start = |guest: &Path| {
        fs::copy(guest, room.join("shaped.wasm")).unwrap();
        let mut child = run(room, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // A file appears when it begins to be written.
        while child.try_wait().unwrap().is_none() && entries(room).is_empty() {
            std::thread::sleep(Duration::from_micros(200));
        }
        child
    };
    let mut unfinished = 0;
    for round in 0..6 {
        let mut child = start(&go());
        std::thread::sleep(Duration::from_millis(round * 2));
        child.kill().unwrap();
        child.wait().unwrap();
        let is_unfinished = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(".new-");
        unfinished += entries(room).iter().filter(|path| is_unfinished(path)).count();
        // Whatever is left, the next run does as if nothing had been.
        let after = run(room, &[]).output().unwrap();
        assert!(after.status.success(), "{}", String::from_utf8_lossy(&after.stderr));
        fs::remove_dir_all(room.join("cache")).unwrap();
    }
    assert!(unfinished > 0, "no process was killed while it wrote");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_what_would_be_kept_and_no_more() {
    let room = room();
    let room = room.path();
    fs::create_dir(room.join("cache")).unwrap();
    // A file system with room for a directory and no file, in a namespace of its own.
    let script = "mount -t tmpfs -o size=4k,nr_inodes=2 none cache && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.current_dir(room).args(["--mount", "--map-root-user", "sh", "-c", script, "sh"]);
    command.arg(env!("CARGO_BIN_EXE_bufwasm")).args(["run", "--optimise", "always", "--cache-dir", "cache"]);
    let output = command.arg("shaped.wasm").output().unwrap();
    assert_eq!(output.status.code(), Some(7), "{}", String::from_utf8_lossy(&output.stderr));
}
