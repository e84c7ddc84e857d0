//! bufwasm built with the feature `embed-protoc`: it needs no file beside itself.
//!
//! `cargo xtask protoc` builds what is embedded, and installs the native protoc that it is compared with.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const BUFWASM: &str = env!("CARGO_BIN_EXE_bufwasm");

fn needed(path: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(path);
    assert!(full.exists(), "target/{path} is missing: run `cargo xtask protoc`");
    full.canonicalize().unwrap()
}

fn project() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    let text =
        "edition = \"2023\";\nimport \"google/protobuf/any.proto\";\nmessage A { google.protobuf.Any any_one = 1; }\n";
    fs::write(room.path().join("a.proto"), text).unwrap();
    room
}

fn bufwasm(program: &Path, directory: &Path, variables: &[(&str, &Path)], arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.env_clear().envs(variables.iter().copied()).current_dir(directory);
    command.args(["generate", "--verbose"]).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn editions_and_languages_need_no_file_beside_it() {
    let project = project();
    for name in ["cpp", "java", "python", "pyi", "ruby"] {
        let [ours, theirs] = ["ours", "theirs"].map(|who| {
            let out = project.path().join(format!("{who}-{name}"));
            fs::create_dir(&out).unwrap();
            format!("--{name}_out={}", out.display())
        });
        let mut native = Command::new(needed("tools/protoc-guest/bin/protoc"));
        assert!(native.current_dir(project.path()).args([&theirs, "a.proto"]).status().unwrap().success());
        let output = bufwasm(Path::new(BUFWASM), project.path(), &[], &[&ours, "a.proto"]);
        assert!(output.status.success(), "{name}: {}", said(&output));
        assert!(said(&output).contains("protoc: (embedded in bufwasm)"), "{name}: {}", said(&output));
        let mut written = 0;
        for entry in fs::read_dir(project.path().join(format!("theirs-{name}"))).unwrap() {
            let theirs = entry.unwrap().path();
            let ours = project.path().join(format!("ours-{name}")).join(theirs.file_name().unwrap());
            assert!(fs::read(&ours).unwrap() == fs::read(&theirs).unwrap(), "{}", ours.display());
            written += 1;
        }
        assert!(written > 0, "{name}");
    }
}

#[test]
fn what_is_embedded_is_looked_at_last() {
    let project = project();
    // The program's own directory, one in the variable, and a compiler for a variable and an option.
    let [own, path] = ["own", "path"].map(|name| {
        fs::create_dir(project.path().join(name)).unwrap();
        project.path().join(name)
    });
    let program = own.join("bufwasm");
    fs::copy(BUFWASM, &program).unwrap();
    let protoc = needed("protoc").join("protoc.wasm");
    let compiled_by = |variables: &[(&str, &Path)], arguments: &[&str]| {
        let all = [arguments, &["--descriptor_set_out=set.pb", "a.proto"]].concat();
        let output = bufwasm(&program, project.path(), variables, &all);
        said(&output).lines().find_map(|line| Some(line.split_once("compiling with ")?.1.to_owned())).unwrap()
    };
    let in_path = [("BUFWASM_PATH", &*path)];
    assert_eq!(compiled_by(&in_path, &[]), "protoc: (embedded in bufwasm)");
    fs::copy(&protoc, path.join("protoc.wasm")).unwrap();
    assert_eq!(compiled_by(&in_path, &[]), format!("protoc: {}", path.join("protoc.wasm").display()));
    fs::copy(&protoc, own.join("protoc.wasm")).unwrap();
    let own = own.canonicalize().unwrap().join("protoc.wasm");
    assert_eq!(compiled_by(&in_path, &[]), format!("protoc: {}", own.display()));
    let named = [in_path[0], ("BUFWASM_COMPILER", Path::new("builtin"))];
    assert_eq!(compiled_by(&named, &[]), "builtin, the compiler that is part of bufwasm");
    let given = protoc.to_str().unwrap();
    assert_eq!(compiled_by(&named, &["--compiler", given]), format!("protoc: {given}"));
}
