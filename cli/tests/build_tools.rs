//! The command line as a plugin of the tools people have: the real `buf`, and the real `protoc`.
//!
//! `cargo xtask setup` installs both, `cargo xtask guests` builds the plugins.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const BUFWASM: &str = env!("CARGO_BIN_EXE_bufwasm");

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")
}

/// A plugin's wasm, or its native oracle.
fn guest(path: &str) -> PathBuf {
    let full = target().join("guests").join(path);
    assert!(full.is_file(), "target/guests/{path} is missing: run `cargo xtask guests`");
    full.canonicalize().expect("the file is there")
}

/// A directory with a small .proto file, `shop.proto`.
fn project() -> TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(
        directory.path().join("shop.proto"),
        r#"// Things for sale.
syntax = "proto3";
package shop.v1;

import "google/protobuf/timestamp.proto";

option go_package = "example.com/shop/v1;shopv1";

// A thing for sale.
message Item {
  string name = 1;
  optional int64 price = 2;
  map<string, string> labels = 3;
  google.protobuf.Timestamp since = 4;
  oneof place {
    string shelf = 5;
    uint32 box = 6;
  }
}
"#,
    )
    .expect("the .proto file is written");
    directory
}

/// Every file below `root`, by its path there.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(root: &Path, directory: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(directory).expect("the directory can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).expect("the path is below the root").to_owned();
                files.insert(name, fs::read(&path).expect("the file can be read"));
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(root, root, &mut files);
    files
}

fn succeed(command: &mut Command, install: &str) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; {install}"));
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
}

fn protoc() -> Command {
    Command::new("protoc")
}

const PROTOC: &str = "install protoc with `cargo xtask setup`";

/// What protoc writes with the native build of protoc-gen-go.
fn expected() -> BTreeMap<PathBuf, Vec<u8>> {
    let project = project();
    let plugin = guest("native/protoc-gen-go-1.27");
    let out = project.path().join("out");
    fs::create_dir(&out).unwrap();
    let mut command = protoc();
    command.arg(format!("--plugin=protoc-gen-go={}", plugin.display())).arg("--go_out").arg(&out);
    succeed(command.arg("shop.proto").current_dir(project.path()), PROTOC);
    let files = tree(&out);
    assert!(!files.is_empty(), "the native plugin writes something");
    files
}

#[cfg(unix)]
#[test]
fn protoc_runs_a_plugin_through_a_link() {
    let project = project();
    let (bin, out) = (project.path().join("bin"), project.path().join("out"));
    fs::create_dir(&bin).unwrap();
    fs::create_dir(&out).unwrap();
    std::os::unix::fs::symlink(BUFWASM, bin.join("protoc-gen-go")).unwrap();
    fs::copy(guest("go-wasip1/protoc-gen-go-1.27.wasm"), bin.join("protoc-gen-go.wasm")).unwrap();
    let path = std::env::join_paths(
        std::iter::once(bin).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .unwrap();
    let mut command = protoc();
    command.env("PATH", path).arg("--go_out").arg(&out).arg("shop.proto").current_dir(project.path());
    succeed(&mut command, PROTOC);
    assert_eq!(tree(&out), expected());
}

/// An executable below `directory` that is bufwasm and `plugin`.
fn bundle(directory: &Path, plugin: &Path) -> PathBuf {
    let executable = directory.join("bundled");
    let mut command = Command::new(BUFWASM);
    succeed(command.args(["--quiet", "bundle", "-o"]).arg(&executable).arg(plugin), "");
    executable
}

#[test]
fn protoc_runs_a_bundle() {
    let project = project();
    let out = project.path().join("out");
    fs::create_dir(&out).unwrap();
    let plugin = bundle(project.path(), &guest("go-wasip1/protoc-gen-go-1.27.wasm"));
    let mut command = protoc();
    command.arg(format!("--plugin=protoc-gen-go={}", plugin.display())).arg("--go_out").arg(&out);
    succeed(command.arg("shop.proto").current_dir(project.path()), PROTOC);
    assert_eq!(tree(&out), expected());
}

#[test]
fn buf_runs_a_plugin_as_a_local_command() {
    let buf = target().join("tools/npm/node_modules/.bin/buf");
    assert!(buf.exists(), "target/tools/npm has no buf: run `cargo xtask setup`");
    let project = project();
    let plugin = guest("rust/protoc-gen-prost.wasm");
    let template = |command: &str| format!("version: v2\nplugins:\n  - local: {command}\n    out: out\n");
    let generate = |local: &str| {
        fs::write(project.path().join("buf.yaml"), "version: v2\n").unwrap();
        fs::write(project.path().join("buf.gen.yaml"), template(local)).unwrap();
        let cache = project.path().join("cache");
        let mut command = Command::new(&buf);
        command.arg("generate").env("BUF_CACHE_DIR", cache).env("HOME", project.path());
        succeed(command.current_dir(project.path()), "install buf with `cargo xtask setup`");
        let files = tree(&project.path().join("out"));
        fs::remove_dir_all(project.path().join("out")).unwrap();
        files
    };
    let here = generate(&format!("[{BUFWASM}, run, {}]", plugin.display()));
    let natively = generate(&format!("[{}]", guest("native/protoc-gen-prost").display()));
    assert!(!natively.is_empty(), "the native plugin writes something");
    assert_eq!(here, natively);
    assert_eq!(generate(&format!("[{}]", bundle(project.path(), &plugin).display())), natively);
}

/// From protoc 36 on.
#[test]
fn protoc_runs_a_plugin_by_a_prefix() {
    let project = project();
    let out = project.path().join("out");
    fs::create_dir(&out).unwrap();
    let protoc = target().join("tools/python/bin/protoc");
    assert!(protoc.exists(), "target/tools/python has no protoc: run `cargo xtask setup`");
    let mut command = Command::new(protoc);
    command.arg(format!("--plugin=protoc-gen-go={}", guest("go-wasip1/protoc-gen-go-1.27.wasm").display()));
    command.arg(format!("--go_prefix={BUFWASM} run")).arg("--go_out").arg(&out).arg("shop.proto");
    succeed(command.current_dir(project.path()), PROTOC);
    let versionless = |files: BTreeMap<PathBuf, Vec<u8>>| -> Vec<(PathBuf, String)> {
        // Each protoc's own version stands in what the plugin writes.
        let lines =
            |text: &[u8]| String::from_utf8_lossy(text).lines().filter(|line| !line.contains("protoc  ")).collect();
        files.into_iter().map(|(path, text)| (path, lines(&text))).collect()
    };
    assert_eq!(versionless(tree(&out)), versionless(expected()));
}

/// `buf lint` and `buf breaking` with a plugin that has a rule for each, as WebAssembly and as a program.
#[test]
fn buf_checks_with_a_plugin() {
    let buf = target().join("tools/npm/node_modules/.bin/buf");
    assert!(buf.exists(), "target/tools/npm has no buf: run `cargo xtask setup`");
    let room = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = room.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "proto/acme/option/v1/option.proto",
        "syntax = \"proto3\";\npackage acme.option.v1;\nimport \"google/protobuf/descriptor.proto\";\n\
         extend google.protobuf.FieldOptions { optional bool safe_for_ml = 50001; }\n",
    );
    let item = |first: bool| {
        let options = format!("[(acme.option.v1.safe_for_ml) = {first}]");
        let text = "syntax = \"proto3\";\npackage shop.v1;\nimport \"acme/option/v1/option.proto\";\n";
        write("proto/shop/v1/item.proto", &format!("{text}message Item {{ string a = 1 {options}; string b = 2; }}\n"));
    };
    let name = "buf-plugin-field-option-safe-for-ml";
    let native = guest(&format!("native/{name}"));
    let program = native.to_string_lossy();
    let run = |plugin: &str, arguments: &[&str]| {
        let rules = "{use: [FIELD_OPTION_SAFE_FOR_ML]}";
        write(
            "buf.yaml",
            &format!(
                "version: v2\nmodules: [{{path: proto}}]\nlint: {rules}\nbreaking: {rules}\nplugins: [{{plugin: {plugin}}}]\n"
            ),
        );
        let mut command = Command::new(&buf);
        command.args(arguments).current_dir(room.path()).env("HOME", room.path());
        let output = command.env("BUF_CACHE_DIR", room.path().join("cache")).output().unwrap();
        // Behind each finding stands the program that found it.
        let plain =
            |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(BUFWASM, "PLUGIN").replace(&*program, "PLUGIN");
        (output.status.code(), plain(&output.stdout), plain(&output.stderr))
    };
    let natively = format!("[{program}]");
    let here = format!("[{BUFWASM}, run, {}]", guest(&format!("go-wasip1/{name}.wasm")).display());
    item(true);
    assert_eq!(run(&natively, &["build", "-o", "old.binpb"]).0, Some(0));
    item(false);
    for (arguments, found) in [
        (&["lint"][..], "Field \"b\" on message \"shop.v1.Item\""),
        (&["breaking", "--against", "old.binpb"], "Field \"a\" on message \"shop.v1.Item\""),
    ] {
        let (status, stdout, stderr) = run(&here, arguments);
        assert!(status == Some(100) && stdout.contains(found), "{stdout}{stderr}");
        assert_eq!((status, stdout, stderr), run(&natively, arguments));
    }
}

/// The last step of the action: what it runs when bufwasm is installed.
#[test]
fn the_action_compares_generated_code() {
    let action = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../action.yml")).unwrap();
    let script = action.lines().rev().find_map(|line| line.trim().strip_prefix("run: ")).unwrap();
    let project = project();
    let plugin = guest("rust/protoc-gen-prost.wasm");
    let arguments = format!("--plugin {} --out gen shop.proto", plugin.display());
    let bin = Path::new(BUFWASM).parent().unwrap();
    let step = || {
        let path = format!("{}:/usr/bin:/bin", bin.display());
        let mut shell = Command::new("bash");
        shell.args(["-e", "-c", script]).current_dir(project.path()).env("PATH", path).env("ARGUMENTS", &arguments);
        shell.output().unwrap().status.code()
    };
    assert_eq!(step(), Some(1), "nothing is generated yet");
    let mut generate = Command::new(BUFWASM);
    generate.arg("generate").args(arguments.split(' ')).current_dir(project.path());
    succeed(&mut generate, "");
    assert_eq!(step(), Some(0));
}
