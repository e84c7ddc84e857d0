//! `bufwasm fuzz` on a plugin with a bug of each kind, and on plugins without.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use walkdir::{DirEntry, WalkDir};

/// Enough for every bug of `faulty.wasm`, whatever the choices begin with.
const RUNS: &str = "1500";

fn guest(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/guests").join(name);
    assert!(path.is_file(), "{} is missing: run `cargo xtask guests`", path.display());
    path.canonicalize().unwrap()
}

/// Runs `bufwasm fuzz` with `options` in the directory `room`.
fn fuzz(room: &Path, options: &[&str], plugin: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    command.current_dir(room).env_clear().arg("fuzz").args(options).arg(plugin).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The findings in the output of `--json`.
fn findings(output: &Output) -> Vec<Value> {
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    summary["findings"].as_array().unwrap().clone()
}

fn room() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn every_kind_of_bug_is_found_made_small_and_can_be_replayed() {
    let (room, faulty) = (room(), guest("rust-local/faulty.wasm"));
    // Little fuel and memory, so that what hangs or grows does not take long.
    let options = ["--runs", RUNS, "--random", "1", "--fuel", "20_000_000", "--max-memory", "64MiB", "--json"];
    let output = fuzz(room.path(), &options, &faulty);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let findings = findings(&output);
    let kinds: BTreeSet<_> = findings.iter().map(|finding| finding["kind"].as_str().unwrap()).collect();
    let expected = ["hang", "memory", "panic", "response", "silent", "trap", "unstable"];
    assert_eq!(kinds, BTreeSet::from(expected), "{}", text(&output.stdout));
    let mut shown = BTreeSet::new();
    for finding in &findings {
        let file = room.path().join(finding["file"].as_str().unwrap());
        let size = fs::metadata(&file).unwrap().len();
        assert_eq!(Some(size), finding["bytes"].as_u64());
        assert!(size < 400, "{finding}");
        replays(room.path(), finding);
        if shows_by_sources(room.path(), finding) {
            shown.insert(finding["kind"].as_str().unwrap());
        }
    }
    assert!(shown.is_superset(&BTreeSet::from(["hang", "memory", "panic", "trap", "unstable"])), "{shown:?}");
    let place = |kind: &str| {
        let finding = findings.iter().find(|finding| finding["kind"] == kind).unwrap();
        finding["place"].as_str().unwrap_or_default().to_owned()
    };
    assert!(place("panic").contains("faulty.rs:"), "{}", place("panic"));
    assert_eq!(place("trap"), "in faulty::streaming");
}

/// Runs the command that is to show `finding` again, and looks whether it does.
fn replays(room: &Path, finding: &Value) {
    let command = finding["replay"].as_str().unwrap();
    let output = sh(room, command);
    let expected = match finding["kind"].as_str().unwrap() {
        // The plugin's own code, and that of `bufwasm fuzz`.
        "silent" => 3,
        "response" | "unstable" => 1,
        _ => 134,
    };
    assert_eq!(output.status.code(), Some(expected), "{command}: {}", text(&output.stderr));
    let recording = Path::new(finding["file"].as_str().unwrap()).with_extension("record");
    let mut replay = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    let output = replay.current_dir(room).arg("replay").arg(&recording).output().unwrap();
    assert!(output.status.success(), "{finding}: {}", text(&output.stdout));
    let mut judge = Command::new(env!("CARGO_BIN_EXE_bufwasm"));
    let judge = judge.current_dir(room).args(["fuzz", "--fuel", "20_000_000", "--replay"]).arg(&recording);
    let output = judge.arg("--max-memory=64MiB").arg(guest("rust-local/faulty.wasm")).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{finding}: {}", text(&output.stdout));
}

/// Runs the command that is to show `finding` by .proto files, if there are any, and looks whether it does. What protoc could
/// send, it could make of .proto files.
fn shows_by_sources(room: &Path, finding: &Value) -> bool {
    let kind = finding["kind"].as_str().unwrap();
    let Some(command) = finding["sources"]["generate"].as_str() else {
        assert_eq!(finding["valid"], false, "{finding}");
        return false;
    };
    assert_eq!(finding["sources"]["tried"], true);
    let output = sh(room, command);
    let complaint = text(&output.stderr) + &text(&output.stdout);
    let expected = match kind {
        "hang" => "units of fuel",
        "memory" => "memory",
        "response" => "self.txt",
        "unstable" => "unstable: ",
        _ => finding["message"].as_str().unwrap(),
    };
    assert!(!output.status.success() && complaint.contains(expected), "{command}: {complaint}");
    true
}

fn sh(room: &Path, command: &str) -> Output {
    let bufwasm = Path::new(env!("CARGO_BIN_EXE_bufwasm")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", bufwasm.display());
    Command::new("sh").args(["-c", command]).current_dir(room).env("PATH", path).output().unwrap()
}

#[test]
fn the_document_shows_what_is_found_and_its_commands_show_it_again() {
    let document =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fuzzing-plugins.md")).unwrap();
    let room = room();
    let plugin = room.path().join("protoc-gen-example.wasm");
    fs::copy(guest("rust-local/faulty.wasm"), &plugin).unwrap();
    let output = fuzz(room.path(), &["--runs", "100"], Path::new("protoc-gen-example.wasm"));
    let example = block(&document, "text");
    let trap = example.split("\n\n").next().unwrap();
    assert!(text(&output.stdout).contains(trap), "{trap}\n\nis not in\n\n{}", text(&output.stdout));
    let commands: Vec<_> = trap.lines().filter(|line| line.starts_with("  bufwasm ")).collect();
    assert_eq!(commands.len(), 2);
    for command in commands {
        let output = sh(room.path(), command);
        let complaint = text(&output.stderr);
        assert!(!output.status.success() && complaint.contains("`unreachable`"), "{command}: {complaint}");
    }
    let proto = fs::read_to_string(room.path().join("fuzz-findings/trap-0c8e4acc/f1.proto")).unwrap();
    assert_eq!(proto, block(&document, "proto"));
}

/// The first example in `language` that `document` has.
fn block<'d>(document: &'d str, language: &str) -> &'d str {
    let (_, rest) = document.split_once(&format!("```{language}\n")).expect("there is one");
    rest.split_once("```").expect("it ends").0
}

#[test]
fn a_campaign_is_the_same_again_however_many_run_at_once() {
    let (room, faulty) = (room(), guest("rust-local/faulty.wasm"));
    let campaign = |random: &str, jobs: &str| {
        let options = ["--runs", "300", "--random", random, "--jobs", jobs, "--fuel", "20_000_000", "--quiet"];
        let output = fuzz(room.path(), &options, &faulty);
        assert_eq!(text(&output.stderr), "");
        let entries =
            WalkDir::new(room.path().join("fuzz-findings")).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file()).map(DirEntry::into_path);
        let files: Vec<_> = files.map(|path| (fs::read(&path).unwrap(), path)).collect();
        fs::remove_dir_all(room.path().join("fuzz-findings")).unwrap();
        (text(&output.stdout), files)
    };
    let first = campaign("7", "1");
    assert_eq!(first, campaign("7", "3"));
    assert_ne!(first, campaign("8", "3"));
}

#[test]
fn protoc_gen_go_stands_up_to_what_protoc_could_send() {
    let room = room();
    let output = fuzz(room.path(), &["--runs", "25", "--json"], &guest("go-wasip1/protoc-gen-go-1.27.wasm"));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["runs"], 25);
    assert!(summary["blocks"].as_u64() > Some(50_000) && summary["kept"].as_u64() > Some(10), "{summary}");
    assert!(findings(&output).iter().all(|finding| finding["valid"] == false), "{summary}");
}

#[test]
fn a_plugin_without_bugs_is_a_success() {
    let room = room();
    let wasm = room.path().join("quiet.wasm");
    let quiet = r#"(module (memory (export "memory") 1) (func (export "_start")))"#;
    fs::write(&wasm, wat::parse_str(quiet).unwrap()).unwrap();
    let output = fuzz(room.path(), &["--runs", "500"], &wasm);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "quiet: no findings in 500 runs; 1 of 1 blocks ran, 7 requests kept, 0 refused\n");
    assert!(!room.path().join("fuzz-findings").exists());
}

#[test]
fn seeds_are_taken_from_a_directory() {
    let (room, faulty) = (room(), guest("rust-local/faulty.wasm"));
    let seeds = room.path().join("seeds");
    fs::create_dir(&seeds).unwrap();
    let complaint = |output: &Output| text(&output.stderr).lines().next().unwrap_or_default().to_owned();
    let options = ["--seed-dir", "seeds", "--runs", "0"];
    assert_eq!(complaint(&fuzz(room.path(), &options, &faulty)), "bufwasm: there is no seed in seeds");
    fs::write(seeds.join("a.proto"), "syntax = \"proto3\"; message A { B b = 1; }").unwrap();
    let broken = complaint(&fuzz(room.path(), &options, &faulty));
    assert!(broken.starts_with("left out: seeds/a.proto:1:32: "), "{broken}");
    fs::write(seeds.join("a.proto"), "syntax = \"proto3\"; message A {}").unwrap();
    fs::write(seeds.join("notes.txt"), "no seed").unwrap();
    let output = fuzz(room.path(), &options, &faulty);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("faulty: no findings in 1 run;"), "{}", text(&output.stdout));
}
