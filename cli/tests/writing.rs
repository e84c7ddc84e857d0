//! `generate` writes all files or none, whatever happens meanwhile: kills, signals, other processes, a disk that is full.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How many files a plugin answers with.
const FILES: usize = 150;
/// What is in each of them, beside the name of the version that it is of: enough for more than one write.
const FILLING: usize = 3000;

/// A directory with two plugins, `one.wasm` and `two.wasm`: each answers with files of the same names, all of which hold its
/// own name, and one that only it has.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("a.proto"), "syntax = \"proto3\"; message A {}").unwrap();
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/answer.wat");
    fs::write(room.path().join("answer.wasm"), wat::parse_file(guest).unwrap()).unwrap();
    for version in ["one", "two"] {
        fs::write(room.path().join("answer.bin"), answer(version)).unwrap();
        let plugin = format!("{version}.wasm");
        let mut pack = bufwasm(room.path());
        let packed =
            pack.args(["pack", "answer.wasm", "--file", "/answer=answer.bin", "-o", &plugin]).output().unwrap();
        assert!(packed.status.success(), "{packed:?}");
    }
    room
}

/// A CodeGeneratorResponse.
fn answer(version: &str) -> Vec<u8> {
    let names = (0..FILES).map(|at| format!("{}/{at}.txt", at % 7)).chain([format!("only/{version}.txt")]);
    let field = |tag: u8, bytes: &[u8]| {
        let length = bytes.len() as u32;
        let varint = [(length & 0x7f) as u8 | 0x80, (length >> 7 & 0x7f) as u8 | 0x80, (length >> 14) as u8];
        [&[tag], &varint[..], bytes].concat()
    };
    let file = |name: String| {
        let content = format!("{version}\n{}", "x".repeat(FILLING));
        field(0x7a, &[field(0x0a, name.as_bytes()), field(0x7a, content.as_bytes())].concat())
    };
    names.flat_map(file).collect()
}

fn bufwasm(room: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    command.current_dir(room).env_clear();
    command
}

/// `generate` with the plugin of `version` into `gen`.
fn generate(room: &Path, version: &str, options: &[&str]) -> Command {
    let mut command = bufwasm(room);
    let plugin = format!("{version}.wasm");
    command
        .args(["generate", "--quiet", "--no-cache", "--plugin", &plugin, "--out", "gen"])
        .args(options)
        .arg("a.proto");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn succeeds(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

/// The versions of the files in `gen`, each of which is whole.
fn versions(room: &Path) -> BTreeSet<String> {
    let mut versions = BTreeSet::new();
    for entry in walkdir::WalkDir::new(room.join("gen")) {
        let entry = entry.unwrap();
        let below = entry.path().strip_prefix(room.join("gen")).unwrap();
        if entry.file_type().is_file() && !below.to_string_lossy().contains(".bufwasm-") {
            let content = fs::read_to_string(entry.path()).unwrap();
            assert_eq!(content.len(), 4 + FILLING, "{} is not whole", entry.path().display());
            versions.insert(content[..3].to_owned());
        }
    }
    versions
}

/// What runs have left behind.
fn litter(room: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(room).into_iter().map(|entry| entry.unwrap());
    let is_litter = |name: &str| name.starts_with(".bufwasm-");
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| is_litter(name)).collect()
}

/// How long a whole run takes here.
fn whole_run(room: &Path) -> Duration {
    let begun = Instant::now();
    succeeds(&mut generate(room, "one", &["--clean"]));
    begun.elapsed()
}

/// Moments spread over a run, in an order that looks random.
fn moments(run: Duration, count: u32) -> impl Iterator<Item = Duration> {
    (0..count).map(move |at| run * (at * 7919 % count + 1) / count)
}

fn killed(mut child: Child, moment: Duration, signal: &str) -> Output {
    thread::sleep(moment);
    let pid = child.id().to_string();
    // It may have ended before.
    if child.try_wait().unwrap().is_none() {
        Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status().unwrap();
    }
    child.wait_with_output().unwrap()
}

#[test]
fn killed_at_any_moment_every_file_is_whole_and_the_next_run_makes_all_right() {
    let room = room();
    let room = room.path();
    let run = whole_run(room);
    let (mut mixed, mut left) = (0, 0);
    for (at, moment) in moments(run, 20).enumerate() {
        let version = if at % 2 == 0 { "two" } else { "one" };
        let options: &[&str] = if at % 4 < 2 { &["--clean"] } else { &[] };
        killed(generate(room, version, options).spawn().unwrap(), moment, "-KILL");
        mixed += usize::from(versions(room).len() == 2);
        left += litter(room).len();
        succeeds(&mut generate(room, version, &["--clean"]));
        assert_eq!(versions(room), BTreeSet::from([version.to_owned()]));
        assert_eq!(litter(room), [""; 0], "killed after {moment:?}");
        succeeds(&mut generate(room, version, &["--check", "--clean"]));
    }
    println!("of 20 kills, {mixed} came while files took their places; {left} temporary files were left and removed");
}

#[test]
fn what_a_killed_run_has_left_beside_what_it_keeps_is_removed_by_the_next() {
    let room = room();
    let room = room.path();
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/quiet.wat");
    fs::write(room.join("quiet.wasm"), wat::parse_file(guest).unwrap()).unwrap();
    succeeds(&mut generate(room, "one", &[]));
    let keep = || {
        let mut command = bufwasm(room);
        command.args(["run", "--dir", "/gen=gen", "--keep", "/gen=kept", "quiet.wasm"]).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let begun = Instant::now();
    succeeds(&mut keep());
    let (run, mut left) = (begun.elapsed(), 0);
    for moment in moments(run, 20) {
        let _ = fs::remove_dir_all(room.join("kept"));
        killed(keep().spawn().unwrap(), moment, "-KILL");
        left += litter(room).len();
        let _ = fs::remove_dir_all(room.join("kept"));
        succeeds(&mut keep());
        assert_eq!(litter(room), [""; 0], "killed after {moment:?}");
        assert_eq!(walkdir::WalkDir::new(room.join("kept")).into_iter().count(), FILES + 1 + 9);
    }
    println!("of 20 kills, {left} left a directory, which was removed");
}

#[test]
fn a_signal_leaves_everything_as_it_was_or_as_it_is_to_be() {
    let room = room();
    let room = room.path();
    let run = whole_run(room);
    for signal in ["-INT", "-TERM"] {
        for moment in moments(run, 10) {
            succeeds(&mut generate(room, "one", &["--clean"]));
            let output = killed(generate(room, "two", &["--clean"]).spawn().unwrap(), moment, signal);
            let found = versions(room);
            assert_eq!(found.len(), 1, "{signal} after {moment:?}: {output:?}");
            let number = if signal == "-INT" { 2 } else { 15 };
            assert!(output.status.success() || output.status.signal() == Some(number), "{output:?}");
            assert!(!output.status.success() || found.contains("two"));
            assert!(!room.join("gen/only/one.txt").exists() || found.contains("one"));
        }
    }
    succeeds(&mut generate(room, "one", &["--clean"]));
    assert_eq!(litter(room), [""; 0]);
}

#[test]
fn a_check_that_is_killed_changes_nothing() {
    let room = room();
    let room = room.path();
    let run = whole_run(room);
    let before = walkdir::WalkDir::new(room).into_iter().count();
    for moment in moments(run, 5) {
        killed(generate(room, "two", &["--check", "--clean"]).spawn().unwrap(), moment, "-KILL");
        assert_eq!(versions(room), BTreeSet::from(["one".to_owned()]));
        assert_eq!(walkdir::WalkDir::new(room).into_iter().count(), before);
    }
}

#[test]
fn two_in_one_directory_do_not_mix() {
    let room = room();
    let room = room.path();
    for _ in 0..10 {
        for options in [&["--clean"][..], &[]] {
            let children = ["one", "two"].map(|version| generate(room, version, options).spawn().unwrap());
            for child in children {
                let output = child.wait_with_output().unwrap();
                assert!(output.status.success(), "{output:?}");
            }
            let shared = fs::read_dir(room.join("gen/0")).unwrap().chain(fs::read_dir(room.join("gen/6")).unwrap());
            let shared: BTreeSet<_> =
                shared.map(|file| fs::read(file.unwrap().path()).unwrap()[..3].to_vec()).collect();
            assert_eq!(shared.len(), 1, "files of both");
            assert_eq!(litter(room), [""; 0]);
        }
    }
}

#[test]
fn a_hundred_at_once_all_succeed() {
    let room = room();
    let room = room.path();
    // They make the directory, too.
    let children: Vec<_> = (0..100)
        .map(|at| generate(room, if at % 2 == 0 { "one" } else { "two" }, &["--clean"]).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let left = versions(room);
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(litter(room), [""; 0]);
    let version = left.into_iter().next().unwrap();
    let checks: Vec<_> = (0..100).map(|_| generate(room, &version, &["--check", "--clean"]).spawn().unwrap()).collect();
    for child in checks {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

/// Runs `script` where it may mount: as root, or as one in a namespace of its own.
fn in_namespace(room: &Path, script: &str) -> Output {
    let mut command = Command::new("unshare");
    let output = command.args(["--map-root-user", "--mount", "sh", "-ec", script]).current_dir(room);
    let output = output.env("BUFWASM", env!("CARGO_BIN_EXE_bufwasm")).output();
    output.expect("install util-linux, for unshare")
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let room = room();
    let script = "mkdir gen; mount -t tmpfs -o size=300k tmpfs gen; echo old > gen/old; mkdir gen/0; echo old > gen/0/0.txt
        \"$BUFWASM\" generate --no-cache --clean --plugin one.wasm --out gen a.proto || echo \"= $?\"; find gen -type f; cat gen/0/0.txt";
    let output = in_namespace(room.path(), script);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(stdout, "= 125\ngen/0/0.txt\ngen/old\nold\n", "{stderr}");
    assert!(stderr.contains("no space left on device"), "{stderr}");
    assert!(stderr.contains("hint: nothing was written: what was there before is still there"), "{stderr}");
}

#[test]
fn a_directory_that_cannot_be_written_is_an_error_only_if_something_is_to_be_written() {
    let room = room();
    succeeds(&mut generate(room.path(), "one", &[]));
    let script = "mount --bind gen gen; mount -o remount,ro,bind gen
        \"$BUFWASM\" generate --no-cache --plugin one.wasm --out gen a.proto
        \"$BUFWASM\" generate --no-cache --plugin two.wasm --out gen a.proto || echo \"= $?\"";
    let output = in_namespace(room.path(), script);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(stdout, "= 125\n", "{stderr}");
    assert!(stderr.contains("0 files written, 151 unchanged") && stderr.contains("read-only file system"), "{stderr}");
    assert_eq!(versions(room.path()), BTreeSet::from(["one".to_owned()]));
}
