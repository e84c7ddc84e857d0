//! protoc's command line beside the native protoc of the same version: what it says, how it exits, and what it leaves.
//!
//! `cargo xtask protoc` builds the guest and installs the native one; `cargo xtask guests` builds the plugins.
#![cfg(unix)]

#[path = "protoc_lines/project.rs"]
mod project;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

const BUFWASM: &str = env!("CARGO_BIN_EXE_bufwasm");
const LINES: &str = include_str!("protoc_lines/lines.txt");

fn needed(path: &str, command: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(path);
    assert!(full.exists(), "target/{path} is missing: run `{command}`");
    full.canonicalize().unwrap()
}

/// Who does what a line says.
#[derive(Clone, Copy, PartialEq)]
enum Who {
    Native,
    Bufwasm,
}

/// What comes of a line, without what may differ: where it happened, and what would help.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    status: Option<i32>,
    stdout: String,
    stderr: Vec<String>,
    tree: BTreeMap<PathBuf, Vec<u8>>,
}

/// Programs and plugins, for all lines.
struct Bench {
    room: TempDir,
    guests: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let place = |name: &str| {
            fs::create_dir(room.path().join(name)).unwrap();
            room.path().join(name)
        };
        let (modules, native, own) = (place("modules"), place("native"), place("own"));
        for (name, wasm) in project::plugins() {
            fs::write(modules.join(name).with_extension("wasm"), wasm).unwrap();
        }
        for (path, name) in
            [("rust/protoc-gen-prost", "protoc-gen-prost"), ("go-wasip1/protoc-gen-go-1.27", "protoc-gen-go")]
        {
            let module = needed(&format!("guests/{path}.wasm"), &format!("cargo xtask guests {path}"));
            symlink(module, modules.join(name).with_extension("wasm")).unwrap();
        }
        // Beside the native protoc, each plugin is a script that runs the same module.
        for module in fs::read_dir(&modules).unwrap().map(|entry| entry.unwrap().path()) {
            let script = format!("#!/bin/sh\nexec {BUFWASM} run {} \"$@\"\n", module.display());
            project::write_program(&native.join(module.file_stem().unwrap()), &script);
        }
        symlink(needed("tools/protoc-guest/bin/protoc", "cargo xtask protoc"), native.join("protoc")).unwrap();
        symlink(BUFWASM, own.join("protoc")).unwrap();
        Self { room, guests: needed("protoc", "cargo xtask protoc") }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    /// Does what `line` says in a new copy of the project.
    fn run(&self, line: &str, who: Who) -> Outcome {
        let room = tempfile::tempdir().unwrap();
        let root = room.path().canonicalize().unwrap().join("project");
        project::lay_out(&root);
        let bin = self.at(if who == Who::Native { "native" } else { "own" });
        let plugins = root.join("plugins");
        fs::create_dir(&plugins).unwrap();
        for module in fs::read_dir(self.at("modules")).unwrap().map(|entry| entry.unwrap().path()) {
            let place = plugins.join(module.file_name().unwrap());
            // What is called a module is a script for the native protoc.
            let program = if who == Who::Native { bin.join(module.file_stem().unwrap()) } else { module };
            symlink(program, place).unwrap();
        }
        let path = format!("{}:/usr/bin:/bin", bin.display());
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(&root).env_clear().env("PATH", path);
        if who == Who::Bufwasm {
            let found = std::env::join_paths([self.guests.clone(), self.at("modules")]).unwrap();
            command.env("BUFWASM_PATH", found);
        }
        let output = command.output().unwrap();
        fs::remove_dir_all(&plugins).unwrap();
        let plain = |bytes: &[u8]| {
            let text = bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{fffd}' });
            text.collect::<String>().replace(root.to_str().unwrap(), "$ROOT")
        };
        // What bufwasm adds to protoc's words is what would help.
        let is_protocs = |line: &&str| !line.starts_with("hint: ");
        Outcome {
            status: output.status.code(),
            stdout: plain(&output.stdout),
            stderr: plain(&output.stderr).lines().filter(is_protocs).map(Into::into).collect(),
            tree: project::tree(room.path()),
        }
    }
}

/// Where two outcomes differ, as far as a person wants to read it.
fn difference(line: &str, native: &Outcome, own: &Outcome) -> String {
    let mut text = format!("$ {line}\n");
    if native.status != own.status {
        text += &format!("  status {:?}, and {:?} here\n", native.status, own.status);
    }
    if native.stdout != own.stdout {
        text += &format!("  stdout {:.900}\n  here   {:.900}\n", native.stdout, own.stdout);
    }
    if native.stderr != own.stderr {
        text += &format!("  stderr {:#?}\n  here   {:#?}\n", native.stderr, own.stderr);
    }
    let names = |one: &Outcome, other: &Outcome| -> Vec<PathBuf> {
        let differs = |(path, contents): &(&PathBuf, &Vec<u8>)| other.tree.get(*path) != Some(*contents);
        one.tree.iter().filter(differs).map(|(path, _)| path.clone()).collect()
    };
    let (only_native, only_own) = (names(native, own), names(own, native));
    if native.tree != own.tree {
        text += &format!("  leaves {only_native:?}\n  here   {only_own:?}\n");
    }
    text
}

#[test]
fn command_lines_do_what_they_do_with_protoc() {
    let lines: Vec<_> = LINES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(lines.len() >= 50, "{}", lines.len());
    let bench = Bench::new();
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let refused = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (native, own) = (bench.run(line, Who::Native), bench.run(line, Who::Bufwasm));
                    refused.fetch_add(usize::from(native.status != Some(0)), Ordering::Relaxed);
                    if native != own {
                        wrong.lock().unwrap().push(difference(line, &native, &own));
                    }
                }
            });
        }
    });
    let (wrong, refused) = (wrong.into_inner().unwrap(), refused.into_inner());
    assert!(refused * 3 > lines.len(), "{refused} of {} are lines that protoc refuses", lines.len());
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), lines.len(), wrong.join(""));
}

#[test]
fn a_run_that_fails_leaves_nothing() {
    let bench = Bench::new();
    let line = "protoc --cpp_out=out -onowhere/set part.proto";
    let (native, own) = (bench.run(line, Who::Native), bench.run(line, Who::Bufwasm));
    assert_eq!((native.status, &native.stderr), (own.status, &own.stderr));
    let generated = |outcome: &Outcome| outcome.tree.contains_key(Path::new("project/out/part.pb.h"));
    assert!(generated(&native) && !generated(&own), "protoc leaves what it had written before");
}

#[test]
fn programs_are_refused_by_name_before_anything_runs() {
    let bench = Bench::new();
    let line = "printf '#!/bin/sh\nexit 1\n' > protoc-gen-x && chmod +x protoc-gen-x && ";
    for (command, program) in [
        ("protoc --plugin=protoc-gen-x=./protoc-gen-x --x_out=out nowhere.proto", "./protoc-gen-x"),
        ("PATH=$PWD:$PATH protoc --x_out=out nowhere.proto", "$ROOT/protoc-gen-x"),
    ] {
        let Outcome { status, stderr, .. } = bench.run(&format!("{line}{command}"), Who::Bufwasm);
        let said =
            format!("bufwasm: protoc-gen-x: {program} is no WebAssembly module, and bufwasm runs no other programs");
        assert_eq!((status, stderr), (Some(126), vec![said]));
    }
}

#[test]
fn quiet_leaves_out_no_error() {
    let bench = Bench::new();
    let line = format!("{} -q protoc --x_out=. part.proto", env!("CARGO_BIN_EXE_bufwasm"));
    let Outcome { status, stderr, .. } = bench.run(&line, Who::Bufwasm);
    assert_eq!((status, &*stderr[0]), (Some(1), "protoc-gen-x: program not found or is not executable"));
}

#[test]
fn protoc_is_found_beside_the_link() {
    let bench = Bench::new();
    let line = "mkdir bin && ln -s $(command -v protoc) bin/protoc && ln -s $BUFWASM_PATH/protoc.wasm bin/";
    let line = format!("BUFWASM_PATH=${{BUFWASM_PATH%%:*}}; {line} && unset BUFWASM_PATH && PATH=bin:$PATH");
    for called in ["protoc", "bin/protoc"] {
        let Outcome { status, stdout, stderr, .. } = bench.run(&format!("{line} && {called} --version"), Who::Bufwasm);
        assert_eq!((status, &*stdout, stderr), (Some(0), "libprotoc 35.1\n", vec![]));
    }
}

#[test]
fn limits_come_from_the_environment() {
    let bench = Bench::new();
    let line = "BUFWASM_MAX_MEMORY=64KiB protoc --cpp_out=out part.proto";
    let Outcome { status, stderr, .. } = bench.run(line, Who::Bufwasm);
    assert_eq!(status, Some(125));
    assert!(stderr[0].starts_with("bufwasm: protoc: the module needs"), "{stderr:?}");
    let Outcome { status, stderr, .. } = bench.run("BUFWASM_TIMEOUT=soon protoc --version", Who::Bufwasm);
    assert!(status == Some(125) && stderr[0].contains("invalid value 'soon'"), "{stderr:?}");
}

#[test]
fn only_what_is_locked_runs_and_what_runs_is_recorded() {
    let bench = Bench::new();
    let lock = format!(
        "{BUFWASM} --quiet lock plugins/protoc-gen-prost.wasm && BUFWASM_LOCKED=bufwasm.lock && export BUFWASM_LOCKED"
    );
    let plugin = |name: &str| format!("--plugin=protoc-gen-x=plugins/protoc-gen-{name}.wasm --x_out=out part.proto");
    let Outcome { status, stderr, .. } = bench.run(&format!("{lock} && protoc {}", plugin("prost")), Who::Bufwasm);
    assert_eq!((status, stderr), (Some(0), Vec::new()));
    let Outcome { status, stderr, .. } = bench.run(&format!("{lock} && protoc {}", plugin("says")), Who::Bufwasm);
    let refused = "bufwasm: the plugin protoc-gen-says is not in bufwasm.lock, which has protoc-gen-prost";
    assert_eq!((status, stderr), (Some(125), vec![refused.to_owned()]));
    let replay = format!("BUFWASM_RECORD=x.record protoc {} && {BUFWASM} replay x.record", plugin("prost"));
    let Outcome { status, stdout, .. } = bench.run(&replay, Who::Bufwasm);
    assert!(status == Some(0) && stdout.starts_with("protoc-gen-prost: the same, success"), "{stdout}");
}

/// What can be done where there is no `protoc.wasm`.
#[test]
fn a_small_install_generates_and_refuses_the_rest_by_name() {
    let bench = Bench::new();
    let small =
        |line: &str| bench.run(&format!("BUFWASM_COMPILER=builtin; export BUFWASM_COMPILER; {line}"), Who::Bufwasm);
    for line in [
        "protoc -I. --prost_out=btree_map=.:out --prost_opt=bytes=. shop.proto part.proto",
        "protoc -oset --include_imports --include_source_info deps.proto",
        "protoc --descriptor_set_in=shop.pb --plugin=protoc-gen-x=plugins/protoc-gen-says.wasm --x_out=out shop.proto",
        "protoc --cpp_out=nowhere part.proto",
    ] {
        let (native, own) = (bench.run(line, Who::Native), small(line));
        let alike = (native.status, &native.tree) == (own.status, &own.tree);
        assert!(alike, "{}", difference(line, &native, &own));
    }
    for (line, what) in [
        ("protoc --decode_raw", "--decode_raw"),
        ("protoc --version", "--version"),
        ("protoc --dependency_out=a.d --prost_out=out part.proto", "--dependency_out"),
        ("protoc", "a command line without files or outputs"),
    ] {
        let Outcome { status, stderr, .. } = small(line);
        let said = format!("bufwasm: {what}: this takes protoc.wasm, which is not there");
        assert_eq!((status, stderr), (Some(125), vec![said]), "{line}");
    }
}

#[test]
fn what_is_not_locked_is_refused() {
    let bench = Bench::new();
    let line = "printf 'version = 1\\n' > none.lock; BUFWASM_LOCKED=none.lock protoc --says_out=out part.proto";
    let Outcome { status, stderr, .. } = bench.run(line, Who::Bufwasm);
    let said = "bufwasm: the compiler protoc is not in none.lock, which has none".to_owned();
    assert_eq!((status, stderr), (Some(125), vec![said]));
}

#[test]
fn programs_are_told_by_file_and_place() {
    let bench = Bench::new();
    let said = |text: &str| {
        let line = format!("printf '{text}' > said.proto; BUFWASM_ERROR_FORMAT=json protoc -o set said.proto");
        let Outcome { status, stderr, .. } = bench.run(&line, Who::Bufwasm);
        assert_eq!(stderr.len(), 1, "{stderr:?}");
        (status, stderr[0].clone())
    };
    let (status, error) = said(r#"syntax = "proto3"; message A { B b = 1; }"#);
    let expected = r#"{"error":{"kind":"proto_error","message":"\"B\" is not defined.","file":"said.proto","line":1,"column":32,"end":{"line":1,"column":33},"#;
    assert!(status == Some(1) && error.starts_with(expected), "{error}");
    let (status, note) = said(r#"syntax = "proto3"; import "google/protobuf/any.proto";"#);
    assert!(status == Some(0) && note.starts_with(r#"{"note":{"message":"said.proto:1:20: warning: "#), "{note}");
}
