//! `bufwasm generate` beside the real `buf generate`, with the same buf.gen.yaml: the same files, and the same requests to
//! plugins, which a guest of ours writes down.
//!
//! Each file in `tests/buf` is a case: which commands both run, and the files of the project, each behind its name. A line
//! `project NAME` adds the files of `tests/buf/projects`; `$ build` is buf's, as it makes images for both; `$ generate` both
//! do, and either both succeed or both fail; any other program, such as `$ tar`, is run as it is; `$ DIRECTORY: …` is done
//! there. `cargo xtask setup` installs buf, and `cargo xtask protoc` what cases need that use editions or protoc's own
//! generators.
#![cfg(unix)]

#[path = "buf/asked.rs"]
mod asked;
#[macro_use]
#[path = "listed/cases.rs"]
mod listed;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use asked::Asked;

cases! {
    "tests/buf":
    archives, builtin_generators, clean, editions, image_inputs, images, imports, inputs, json_template, managed_defaults, managed_disables, managed_off,
    managed_order, managed_overrides, managed_v1, managed_v1_prefix, names, paths, plain_v2, real_plugin, repeated, types_both,
    types_exclude_extended, types_exclude_message, types_exclude_method, types_exclude_option, types_extension,
    types_flags, types_message, types_method, types_nested, types_oneofs, types_package, types_service, types_whole_package_out,
    v1beta1, workspace_places, workspace_v1, workspace_v2, workspace_wrong, wrong, yaml,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/buf")
}

/// What a file in `tests/buf` says.
struct Case {
    commands: Vec<Vec<String>>,
    files: BTreeMap<String, String>,
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (mut case, mut file) = (Self { commands: Vec::new(), files: BTreeMap::new() }, None::<String>);
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                file = Some(name.to_owned());
                case.files.insert(name.to_owned(), String::new());
            } else if let Some(file) = &file {
                *case.files.entry(file.clone()).or_default() += &format!("{line}\n");
            } else if let Some(name) = line.strip_prefix("project ") {
                case.files = Self::read(&folder().join("projects").join(name).with_extension("txt")).files;
            } else if let Some(command) = line.strip_prefix("$ ") {
                case.commands.push(command.split(' ').map(ToOwned::to_owned).collect());
            } else {
                assert!(line.starts_with('#') || line.is_empty(), "{}: {line}", path.display());
            }
        }
        case
    }
}

fn check(name: &str) {
    let case = Case::read(&folder().join(name).with_extension("txt"));
    let tools = tempfile::tempdir().unwrap();
    install(tools.path());
    let (ours, theirs) = (Side::new(&case, tools.path()), Side::new(&case, tools.path()));
    for command in &case.commands {
        let (directory, arguments) = match command[0].strip_suffix(':') {
            Some(directory) => (directory, &command[1..]),
            None => (".", &command[..]),
        };
        let (our, their) = match &*arguments[0] {
            "generate" => ("bufwasm", "buf"),
            "build" => ("buf", "buf"),
            _ => ("", ""),
        };
        let (our, their) = (ours.run(our, directory, arguments), theirs.run(their, directory, arguments));
        let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
        let all = format!("{name}: {command:?}\nbufwasm: {}\nbuf: {}", said(&our), said(&their));
        assert_eq!(our.status.success(), their.status.success(), "{all}");
        assert!(our.status.success() || our.status.code() != Some(101), "{all}");
    }
    let (our, their) = (ours.files(), theirs.files());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    similar_asserts::assert_eq!(ours: names(&our), theirs: names(&their), "{name}");
    for (path, our) in &our {
        let their = &their[path];
        match path.ends_with(".request") {
            true => similar_asserts::assert_eq!(ours: Asked::read(our), theirs: Asked::read(their), "{name}: {path}"),
            false => assert_eq!(our.escape_ascii().to_string(), their.escape_ascii().to_string(), "{name}: {path}"),
        }
    }
}

/// Puts bufwasm, buf and plugins for both into the directory `tools`.
fn install(tools: &Path) {
    let buf = needed("tools/npm/node_modules/.bin/buf", "cargo xtask setup");
    fs::write(tools.join("buf"), format!("#!/bin/sh\nexec {} \"$@\"\n", buf.display())).unwrap();
    Command::new("chmod").arg("+x").arg(tools.join("buf")).status().unwrap();
    for link in ["bufwasm", "protoc-gen-request"] {
        symlink(env!("CARGO_BIN_EXE_bufwasm"), tools.join(link)).unwrap();
    }
    fs::write(tools.join("protoc-gen-request.wasm"), assembled("request")).unwrap();
}

/// The module of a guest of `tests/guests`.
fn assembled(guest: &str) -> Vec<u8> {
    let guests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests");
    wat::parse_file(guests.join(guest).with_extension("wat")).unwrap()
}

fn needed(path: &str, command: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(path);
    assert!(full.exists(), "target/{path} is missing: run `{command}`");
    full.canonicalize().unwrap()
}

/// Plugins that cases may name, and what they are.
const REAL_PLUGINS: [(&str, &str); 3] = [
    ("protoc-gen-go.wasm", "guests/go-wasip1/protoc-gen-go-1.27.wasm"),
    ("protoc-gen-go-grpc.wasm", "guests/go-wasip1/protoc-gen-go-grpc.wasm"),
    ("protoc-gen-prost.wasm", "guests/rust/protoc-gen-prost.wasm"),
];

/// The project, for one of the two.
struct Side<'t> {
    room: tempfile::TempDir,
    tools: &'t Path,
    /// Whether protoc has to be there, as a guest for bufwasm and native for buf.
    needs_protoc: bool,
}

impl<'t> Side<'t> {
    fn new(case: &Case, tools: &'t Path) -> Self {
        let room = tempfile::tempdir().unwrap();
        for (name, text) in &case.files {
            let path = room.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        for guest in ["request", "same"] {
            fs::write(room.path().join(guest).with_extension("wasm"), assembled(guest)).unwrap();
        }
        for (name, guest) in REAL_PLUGINS {
            if case.files.values().any(|text| text.contains(name)) {
                symlink(needed(guest, "cargo xtask guests"), room.path().join(name)).unwrap();
            }
        }
        let needs_protoc =
            case.files.values().any(|text| text.contains("protoc_builtin") || text.starts_with("edition = "));
        Self { room, tools, needs_protoc }
    }

    /// What `program` of the tools makes of the `arguments`; without one, the first of them is the program.
    fn run(&self, program: &str, directory: &str, arguments: &[String]) -> Output {
        let mut path = format!("{}:{}", self.tools.display(), std::env::var("PATH").unwrap());
        let (mut command, arguments) = match program {
            "" => (Command::new(&arguments[0]), &arguments[1..]),
            program => (Command::new(self.tools.join(program)), arguments),
        };
        if self.needs_protoc {
            command.env("BUFWASM_PATH", needed("protoc", "cargo xtask protoc"));
            let native = needed("tools/protoc-guest/bin", "cargo xtask protoc");
            path = format!("{}:{path}", native.display());
        }
        command.args(arguments).current_dir(self.room.path().join(directory));
        command.env("PATH", path).env("HOME", self.tools).output().unwrap()
    }

    /// All files, by their names.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let files = walkdir::WalkDir::new(self.room.path()).into_iter().map(|entry| entry.unwrap());
        let files = files.filter(|entry| entry.file_type().is_file() && entry.file_name() != ".bufwasm.lock");
        let name = |path: &Path| path.strip_prefix(self.room.path()).unwrap().display().to_string();
        files.map(|file| (name(file.path()), fs::read(file.path()).unwrap())).collect()
    }
}
