//! Descriptor sets that `generate` reads and writes: buf's images in every form, beside what the native protoc makes of them.
//!
//! `cargo xtask setup` installs buf, and `cargo xtask protoc` protoc, as a guest and native.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const BUFWASM: &str = env!("CARGO_BIN_EXE_bufwasm");
/// What a set may hold beside the files.
const ALL: [&str; 3] = ["--include_imports", "--include_source_info", "--retain_options"];
const COMPILERS: [&str; 2] = ["protoc", "builtin"];

fn needed(path: &str, command: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(path);
    assert!(full.exists(), "target/{path} is missing: run `{command}`");
    full.canonicalize().unwrap()
}

fn bufwasm(directory: &Path, compiler: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(BUFWASM);
    command.env_clear().env("BUFWASM_PATH", needed("protoc", "cargo xtask protoc")).current_dir(directory);
    command.args(["generate", "--quiet", "--compiler", compiler]).args(arguments);
    command
}

fn protoc(directory: &Path, arguments: &[&str]) -> Output {
    let program = needed("tools/protoc-guest/bin/protoc", "cargo xtask protoc");
    Command::new(program).current_dir(directory).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A project whose options are its own, with values of many types.
fn project() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    fs::create_dir(room.path().join("a")).unwrap();
    let write = |name: &str, text: &str| fs::write(room.path().join(name), text).unwrap();
    write(
        "a/options.proto",
        r#"edition = "2023";
package a;
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
message Rule {
  int32 number = 1;
  repeated sint64 numbers = 2;
  map<string, int64> named = 4;
  bytes raw = 5;
  double ratio = 6;
  google.protobuf.Duration within = 7;
  Kind kind = 8;
  string other = 9 [json_name = "elsewhere"];
}
enum Kind { KIND_NONE = 0; KIND_SOME = 3; }
extend google.protobuf.MessageOptions { Rule rule = 50001; repeated string motto = 50002; }
extend google.protobuf.FieldOptions { string seen = 50003 [retention = RETENTION_SOURCE]; }
"#,
    );
    write(
        "a/main.proto",
        r#"// Of all.
syntax = "proto3";
package a;
import "a/options.proto";
message Main {
  option (motto) = "per";
  option (motto) = "aspera";
  option (rule) = {
    number: -1 numbers: [-5, 6] named { key: "k" value: 1 } raw: "\000\377"
    ratio: -inf within { seconds: 1 nanos: 5 } kind: KIND_SOME other: "\"quoted\"\n"
  };
  string snake_case = 1 [(seen) = "here"]; // The only one.
}
"#,
    );
    room
}

/// buf's image of the project, in these files.
fn image(project: &Path, names: &[&str]) {
    let buf = needed("tools/npm/node_modules/.bin/buf", "cargo xtask setup");
    for name in names {
        let output = Command::new(&buf).current_dir(project).args(["build", "--output", name]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn images_are_read_in_every_form() {
    let project = project();
    let at = |name: &str| project.path().join(name);
    let forms = ["image.binpb", "image.json", "image.txtpb", "image.binpb.gz", "image.json.gz", "image.txtpb.zst"];
    image(project.path(), &forms);
    // Names that tell nothing, and one that protoc would give.
    for (form, other) in [("image.json", "unnamed"), ("image.txtpb.zst", "unnamed.pb"), ("image.binpb", "image.desc")] {
        fs::copy(at(form), at(other)).unwrap();
    }
    let theirs = ["--descriptor_set_in=image.binpb", "--descriptor_set_out=theirs", "a/main.proto"];
    assert!(protoc(project.path(), &[&theirs[..], &ALL].concat()).status.success());
    let expected = fs::read(at("theirs")).unwrap();
    for compiler in COMPILERS {
        for form in forms.into_iter().chain(["unnamed", "unnamed.pb", "image.desc"]) {
            let given = format!("--descriptor-set={form}");
            let ours = [&given, "--descriptor_set_out=ours", "a/main.proto"];
            let output = bufwasm(project.path(), compiler, &[&ours[..], &ALL].concat()).output().unwrap();
            assert!(output.status.success(), "{form}, {compiler}: {}", said(&output));
            assert!(fs::read(at("ours")).unwrap() == expected, "{form}, {compiler}");
            let stdin = fs::File::open(at(form)).unwrap();
            let ours = ["--descriptor-set", "-", "--descriptor_set_out=-", "a/main.proto"];
            let output = bufwasm(project.path(), compiler, &[&ours[..], &ALL].concat()).stdin(stdin).output().unwrap();
            assert!(output.stdout == expected, "{form} from stdin, {compiler}: {}", said(&output));
        }
    }
}

#[test]
fn files_of_several_sets_go_with_sources() {
    let project = project();
    // Whole, because what comes with protoc is found there, not in the set.
    let main = ["--descriptor_set_out=main.pb", "a/main.proto", ALL[1], ALL[2]];
    let options = [&["--descriptor_set_out=options.pb", "a/options.proto"], &ALL[..]].concat();
    assert!(protoc(project.path(), &main).status.success() && protoc(project.path(), &options).status.success());
    let room = tempfile::tempdir().unwrap();
    let text = "syntax = \"proto3\"; import \"a/main.proto\"; message More { a.Main main = 1; }";
    fs::write(room.path().join("more.proto"), text).unwrap();
    let sets = ["main.pb", "options.pb"].map(|name| project.path().join(name).display().to_string()).join(":");
    let given = format!("--descriptor_set_in={sets}");
    let asked = |out: &'static str| [&[&*given, "-I.", out, "more.proto", "a/main.proto"], &ALL[..]].concat();
    let theirs = protoc(room.path(), &asked("--descriptor_set_out=theirs"));
    assert!(theirs.status.success(), "{}", said(&theirs));
    for compiler in COMPILERS {
        let ours = bufwasm(room.path(), compiler, &asked("--descriptor_set_out=ours")).output().unwrap();
        assert!(ours.status.success(), "{compiler}: {}", said(&ours));
        let read = |name: &str| fs::read(room.path().join(name)).unwrap();
        assert!(read("ours") == read("theirs"), "{compiler}");
    }
}

#[test]
fn what_is_no_set_is_named() {
    let room = tempfile::tempdir().unwrap();
    for (name, content, why) in [
        (
            "damaged.pb",
            &b"\x0a\xff"[..],
            "damaged.pb: it is no descriptor set in bytes: it is damaged, or something else",
        ),
        ("odd.json", b"{\n\"file\": [{\"nome\": 1}]}", "odd.json: it is no descriptor set in JSON: file: "),
        ("odd.txtpb", b"file {\n nome: 1 }", "odd.txtpb: it is no descriptor set in the text format: line 2: "),
        ("odd.gz", b"plain", "odd.gz: it cannot be decompressed as gzip: "),
        ("odd", b"\x28\xb5\x2f\xfd", "odd: it cannot be decompressed as zstd: "),
        ("image.yaml", b"file: []", "image.yaml: images in YAML are not read"),
    ] {
        fs::write(room.path().join(name), content).unwrap();
        let arguments = ["--descriptor-set", name, "--descriptor_set_out=out", "a.proto"];
        let output = bufwasm(room.path(), "builtin", &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(said(&output).starts_with(&format!("bufwasm: {why}")), "{name}: {}", said(&output));
        assert!(!room.path().join("out").exists());
    }
    let twice = ["--descriptor-set=-:-", "--descriptor_set_out=out", "a.proto"];
    let output = bufwasm(room.path(), "builtin", &twice).output().unwrap();
    assert!(said(&output).contains("stdin can be one descriptor set"), "{}", said(&output));
}

#[test]
fn a_set_is_written_with_the_generated_files_or_not_at_all() {
    let project = project();
    // A directory in the place of the file that is to be generated.
    fs::create_dir_all(project.path().join("out/a/main_pb2.py")).unwrap();
    let arguments = ["--python_out=out", "--descriptor_set_out=set.pb", "a/main.proto"];
    let output = bufwasm(project.path(), "protoc", &arguments).output().unwrap();
    assert!(!output.status.success() && !project.path().join("set.pb").exists(), "{}", said(&output));
    // And the other way round.
    let arguments = ["--pyi_out=out", "--descriptor_set_out=nowhere/set.pb", "a/main.proto"];
    let output = bufwasm(project.path(), "protoc", &arguments).output().unwrap();
    assert!(!output.status.success() && !project.path().join("out/a/main_pb2.pyi").exists(), "{}", said(&output));
}

#[test]
fn a_set_that_nobody_can_read_is_a_failure() {
    let project = project();
    let arguments = ["--pyi_out=out", "--descriptor_set_out=-", "a/main.proto"];
    let mut command = bufwasm(project.path(), "protoc", &arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(
        !output.status.success() && said(&output).contains("cannot write to stdout: broken pipe"),
        "{}",
        said(&output)
    );
    assert!(!project.path().join("out").exists());
    // Without any stdout.
    let command = bufwasm(project.path(), "protoc", &arguments);
    let words = command.get_args().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ");
    let mut shell = Command::new("/bin/sh");
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let line = format!("{BUFWASM} {words} >&-");
    let output = shell.current_dir(project.path()).args(["-c", &line]).output().unwrap();
    assert!(said(&output).contains("cannot write to stdout: it is closed"), "{}", said(&output));
    assert!(!project.path().join("out").exists());
}
