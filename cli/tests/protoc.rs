//! protoc as a guest beside the native protoc of the same version: the same requests, descriptor sets, generated code and
//! complaints, byte for byte.
//!
//! `cargo xtask protoc` builds the guest and installs the native one.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const BUFWASM: &str = env!("CARGO_BIN_EXE_bufwasm");

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")
}

fn needed(path: &str, command: &str) -> PathBuf {
    let full = target().join(path);
    assert!(full.exists(), "target/{path} is missing: run `{command}`");
    full.canonicalize().unwrap()
}

/// The directory with protoc.wasm and the generators.
fn guests() -> PathBuf {
    needed("protoc", "cargo xtask protoc")
}

/// The native protoc of the guest's version.
fn native() -> PathBuf {
    needed("tools/protoc-guest/bin/protoc", "cargo xtask protoc")
}

/// The small inputs that are the compiler's own tests too, each a directory.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/cases").canonicalize().unwrap();
    let below = |directory: &Path| -> Vec<PathBuf> {
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let mut cases: Vec<_> = below(&root).iter().filter(|path| path.is_dir()).flat_map(|kind| below(kind)).collect();
    cases.retain(|case| case.join("a.proto").is_file());
    cases.sort();
    assert!(cases.len() > 20, "{cases:?}");
    cases
}

fn bufwasm(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(BUFWASM);
    command.env_clear().env("BUFWASM_PATH", guests()).current_dir(directory).args(["generate", "--quiet"]);
    command.args(arguments).output().unwrap()
}

fn protoc(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(native()).current_dir(directory).args(arguments).output().unwrap()
}

/// What a compiler says, without the last words of bufwasm itself.
fn complaints(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let own = |line: &&str| !line.starts_with("bufwasm: protoc: ") && !line.starts_with("hint: ");
    stderr.lines().filter(own).map(|line| format!("{line}\n")).collect()
}

/// Every file below `root`, by its path there.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|file| (file.path().strip_prefix(root).unwrap().to_owned(), fs::read(file.path()).unwrap())).collect()
}

/// A project with editions, features, services, options and comments.
fn project() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(room.path().join(name), text).unwrap();
    write(
        "shop.proto",
        r#"// Things for sale.
edition = "2024";
package shop.v1;
import "google/protobuf/timestamp.proto";
import "google/protobuf/cpp_features.proto";
import "google/protobuf/java_features.proto";
import "google/protobuf/go_features.proto";
import "parts.proto";
option features.(pb.cpp).string_type = VIEW;
option features.(pb.java).utf8_validation = VERIFY;
option features.(pb.go).api_level = API_OPAQUE;
option go_package = "example.com/shop/v1;shopv1";
option java_package = "com.example.shop";
// A thing for sale.
message Item {
  string snake_name = 1;
  int64 price = 2 [features.field_presence = LEGACY_REQUIRED]; // In cents.
  map<string, Part> parts = 3;
  google.protobuf.Timestamp since = 4 [features.message_encoding = DELIMITED];
  oneof place { string shelf = 5; uint32 box = 6; }
}
service Shop { rpc Get(Item) returns (stream Item) {} }
"#,
    );
    write(
        "parts.proto",
        "syntax = \"proto3\";\npackage shop.v1;\nmessage Part { optional int32 id = 1; Kind kind = 2; }\nenum Kind { KIND_NONE = 0; }\n",
    );
    room
}

/// The request that a plugin gets from each of the two.
fn requests(directory: &Path, files: &[&str]) -> (Output, Output, Vec<u8>, Vec<u8>) {
    let room = tempfile::tempdir().unwrap();
    let (script, theirs) = (room.path().join("protoc-gen-record"), room.path().join("theirs"));
    fs::write(
        &script,
        format!("#!/bin/sh\ncat > '{}' && printf '\\020\\003\\040\\377\\377\\377\\377\\007'\n", theirs.display()),
    )
    .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let out = room.path().to_str().unwrap();
    let plugin = format!("--plugin={}", script.display());
    let record = format!("--record_out=a=1:{out}");
    let native = protoc(directory, &[&[&*plugin, &*record], files].concat());
    let guest = needed("guests/rust-local/record.wasm", "cargo xtask guests rust-local/record");
    let plugin = format!("--plugin={}:a=1", guest.display());
    let ours = bufwasm(directory, &[&[&*plugin, "--out", out], files].concat());
    let read = |path: PathBuf| fs::read(path).unwrap_or_default();
    (ours, native, read(room.path().join("request.bin")), read(theirs))
}

#[test]
fn plugins_are_asked_as_protoc_asks_them() {
    let project = project();
    let projects = [
        (project.path().to_owned(), vec!["shop.proto"]),
        (project.path().to_owned(), vec!["parts.proto", "shop.proto"]),
    ];
    let cases = cases().into_iter().map(|case| (case, vec!["a.proto"]));
    let mut accepted = 0;
    for (directory, files) in cases.chain(projects) {
        let (ours, theirs, asked, expected) = requests(&directory, &files);
        let about = format!("{} {files:?}", directory.display());
        assert_eq!(complaints(&ours), if ours.status.success() { "".into() } else { complaints(&theirs) }, "{about}");
        assert_eq!(ours.status.success(), theirs.status.success(), "{about}");
        assert!(asked == expected, "{about}: {} and {} bytes", asked.len(), expected.len());
        accepted += usize::from(theirs.status.success());
    }
    assert!(accepted > 15, "{accepted}");
}

#[test]
fn descriptor_sets_are_protocs_own() {
    let project = project();
    let flags = ["--include_imports", "--include_source_info", "--retain_options"];
    for chosen in [&flags[..0], &flags[..1], &flags[1..2], &flags[2..], &flags] {
        let arguments = |out: &'static str| [&[out], chosen, &["shop.proto"]].concat();
        let theirs = protoc(project.path(), &arguments("--descriptor_set_out=theirs"));
        let ours = bufwasm(project.path(), &arguments("--descriptor_set_out=ours"));
        assert!(ours.status.success() && theirs.status.success(), "{}", complaints(&ours));
        let read = |name: &str| fs::read(project.path().join(name)).unwrap();
        assert!(read("ours") == read("theirs"), "{chosen:?}");
    }
}

#[test]
fn files_are_taken_from_descriptor_sets() {
    let project = project();
    let room = tempfile::tempdir().unwrap();
    for (set, file) in [("shop.pb", "shop.proto"), ("parts.pb", "parts.proto")] {
        let out = format!("--descriptor_set_out={}", room.path().join(set).display());
        assert!(protoc(project.path(), &[&out, "--include_imports", "--include_source_info", file]).status.success());
    }
    let arguments = |out: &'static str| ["--descriptor_set_in=parts.pb:shop.pb", out, "shop.proto"];
    fs::create_dir_all(room.path().join("theirs")).unwrap();
    let theirs = protoc(room.path(), &arguments("--pyi_out=theirs"));
    let ours = bufwasm(room.path(), &arguments("--pyi_out=ours"));
    assert!(ours.status.success() && theirs.status.success(), "{}{}", complaints(&ours), complaints(&theirs));
    let written = tree(&room.path().join("ours"));
    assert!(!written.is_empty() && written == tree(&room.path().join("theirs")));
    let missing = ["--descriptor_set_in=parts.pb", "--pyi_out=ours", "shop.proto"];
    assert_eq!(complaints(&bufwasm(room.path(), &missing)), complaints(&protoc(room.path(), &missing)));
}

#[test]
fn built_in_generators_write_what_protoc_writes() {
    let project = project();
    for name in ["cpp", "csharp", "java", "kotlin", "objc", "php", "pyi", "python", "rbs", "ruby"] {
        let room = tempfile::tempdir().unwrap();
        let at = |who: &str| {
            fs::create_dir(room.path().join(who)).unwrap();
            room.path().join(who)
        };
        let (ours, theirs) = (at("ours"), at("theirs"));
        let run = |out: &Path| format!("--{name}_out={}", out.display());
        let native = protoc(project.path(), &[&run(&theirs), "parts.proto"]);
        assert!(native.status.success(), "{name}: {}", complaints(&native));
        let done = bufwasm(project.path(), &[&run(&ours), "parts.proto"]);
        assert!(done.status.success(), "{name}: {}", complaints(&done));
        assert!(!tree(&ours).is_empty() && tree(&ours) == tree(&theirs), "{name}");
    }
}

/// A file with one token too many, too few or another, for each number.
fn mutated(text: &str, number: usize) -> String {
    let words: Vec<_> = text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let at = (number * 7919) % words.len();
    let replaced = match number % 4 {
        0 => String::new(),
        1 => words[at].repeat(2),
        2 => format!("nowhere{}", &words[at][words[at].len() - 1..]),
        _ => format!("0{}", &words[at][words[at].len() - 1..]),
    };
    [&words[..at].concat(), &replaced, &words[at + 1..].concat()].map(|part| &**part).concat()
}

#[test]
fn what_protoc_refuses_is_refused_at_the_same_place() {
    let project = project();
    let text = fs::read_to_string(project.path().join("shop.proto")).unwrap();
    let mut refused = 0;
    for number in 0..40 {
        fs::write(project.path().join("wrong.proto"), mutated(&text, number)).unwrap();
        let theirs = protoc(project.path(), &["--descriptor_set_out=theirs", "wrong.proto"]);
        let ours = bufwasm(project.path(), &["--descriptor_set_out=ours", "wrong.proto"]);
        assert_eq!(ours.status.success(), theirs.status.success(), "{number}: {}", complaints(&ours));
        if !theirs.status.success() {
            assert_eq!(complaints(&ours), complaints(&theirs), "{number}");
            assert_eq!(ours.status.code(), Some(1));
            refused += 1;
        }
    }
    assert!(refused >= 20, "{refused}");
}

#[test]
fn mistakes_stand_where_the_user_knows_the_file() {
    let project = project();
    fs::create_dir(project.path().join("sub")).unwrap();
    fs::write(project.path().join("sub/b.proto"), "syntax = \"proto3\";\nmessage A { B b = 1; }\n").unwrap();
    let ours = bufwasm(project.path(), &["-Isub", "--python_out=.", "sub/b.proto"]);
    let stderr = String::from_utf8_lossy(&ours.stderr);
    assert_eq!(stderr, "sub/b.proto:2:13: \"B\" is not defined.\n");
    assert_eq!(ours.status.code(), Some(1));
}

#[test]
fn where_protoc_aborts_the_place_is_told() {
    let room = tempfile::tempdir().unwrap();
    let begin = "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\"; \
                 message V { optional V v = 1; } extend google.protobuf.FileOptions { optional V v = 50001; }\n";
    for (value, place) in [
        (format!("option (v) = {{ {} {} }};", "v {".repeat(5000), "}".repeat(5000)), "deep.proto:2:14: "),
        (format!("option (v){} = {{}};", ".v".repeat(60_000)), "deep.proto:2:8: "),
    ] {
        fs::write(room.path().join("deep.proto"), format!("{begin}{value}")).unwrap();
        let native = protoc(room.path(), &["--descriptor_set_out=theirs", "deep.proto"]);
        assert_eq!(native.status.code(), None, "it aborts: {}", complaints(&native));
        let output = bufwasm(room.path(), &["--descriptor_set_out=ours", "deep.proto"]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with(place) && said.contains("\nhint: "), "{said}");
    }
}

#[test]
fn no_path_of_the_guests_is_shown() {
    let project = project();
    fs::create_dir(project.path().join("sub")).unwrap();
    for arguments in [
        &["-Isub", "../shop.proto"][..],
        &["-Isub", "nowhere.proto"],
        &["--descriptor_set_in=parts.pb", "/nowhere/shop.proto"],
        &["--descriptor_set_in=parts.pb", "-Isub", "nowhere.proto"],
    ] {
        assert!(protoc(project.path(), &["--descriptor_set_out=parts.pb", "parts.proto"]).status.success());
        let output = bufwasm(project.path(), &[&["--descriptor_set_out=ours"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(arguments[arguments.len() - 1]), "{arguments:?}: {said}");
        assert!(!["/src", "/sets", "/include"].iter().any(|path| said.contains(path)), "{arguments:?}: {said}");
    }
}

#[test]
fn protoc_is_bounded_as_a_plugin_is() {
    let project = project();
    let nested = format!("syntax = \"proto3\"; message A {{ {} {} }}", "message A {".repeat(5000), "}".repeat(5000));
    fs::write(project.path().join("deep.proto"), nested).unwrap();
    for (arguments, code) in [
        (&["--timeout", "1ms", "--python_out=.", "shop.proto"][..], 124),
        (&["--fuel", "1000", "--python_out=.", "shop.proto"], 134),
        (&["--max-memory", "64KiB", "--python_out=.", "shop.proto"], 125),
        (&["--python_out=.", "deep.proto"], 1),
    ] {
        let ended = bufwasm(project.path(), arguments);
        assert_eq!(ended.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(!project.path().join("shop_pb2.py").exists());
    }
}
