//! The files and plugins that command lines are about.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// .proto files, and files of arguments.
const FILES: &[(&str, &str)] = &[
    (
        "shop.proto",
        "syntax = \"proto3\";\npackage shop.v1;\nimport \"google/protobuf/timestamp.proto\";\nimport \"part.proto\";\n\
         option go_package = \"example.com/shop/v1;shopv1\";\n// A thing for sale.\nmessage Item {\n  string name = 1;\n  \
         map<string, Part> parts = 3;\n  google.protobuf.Timestamp since = 4;\n  oneof place { string shelf = 5; uint32 box = 7; }\n}\n",
    ),
    (
        "part.proto",
        "syntax = \"proto3\";\npackage shop.v1;\noption go_package = \"example.com/shop/v1;shopv1\";\n\
         message Part { int32 id = 1; Kind kind = 2; optional string note = 9; }\nenum Kind { KIND_NONE = 0; }\n",
    ),
    ("shadow/part.proto", "syntax = \"proto2\";\nmessage Other { optional int32 id = 1; }\n"),
    (
        "sub/deep.proto",
        "syntax = \"proto2\";\nimport \"part.proto\";\nmessage Deep { optional shop.v1.Part part = 1; }\n",
    ),
    ("deps.proto", "syntax = \"proto2\";\nimport \"part.proto\";\nmessage Deps { optional shop.v1.Part part = 1; }\n"),
    ("needy.proto", "syntax = \"proto2\";\npackage shop.v1;\nmessage Needy { required int32 id = 1; }\n"),
    (
        "service.proto",
        "syntax = \"proto3\";\nimport \"part.proto\";\nservice S { rpc Get(shop.v1.Part) returns (shop.v1.Part); }\n",
    ),
    ("edition.proto", "edition = \"2023\";\nmessage E { int32 id = 1 [features.field_presence = IMPLICIT]; }\n"),
    ("unused.proto", "syntax = \"proto3\";\nimport \"part.proto\";\nmessage Unused { int32 id = 1; }\n"),
    ("wrong.proto", "syntax = \"proto3\";\nmessage Wrong {\n  int32 id = 1\n  Nowhere it = 2;\n}\n"),
    (
        "lost.proto",
        "syntax = \"proto3\";\nimport \"nowhere.proto\";\nimport \"part.proto\";\nmessage Lost { shop.v1.Part part = 1; }\n",
    ),
    (
        "custom.proto",
        "edition = \"2024\";\nimport \"google/protobuf/descriptor.proto\";\nextend google.protobuf.FileOptions { string tag = 50001; }\n",
    ),
    (
        "options.proto",
        "edition = \"2024\";\nimport option \"custom.proto\";\noption (tag) = \"a\";\nmessage O { int32 id = 1; }\n",
    ),
    ("arguments", "--cpp_out\nout\n-I.\npart.proto"),
    ("blank", "--cpp_out=out\n\npart.proto\n"),
    ("crlf", "--cpp_out=out\r\npart.proto\r\n"),
    ("out/kept.txt", "kept\n"),
    ("py/kept.txt", "kept\n"),
];

/// Descriptor sets, and the arguments that make them.
const SETS: &[(&str, &[&str])] = &[
    ("shop.pb", &["--include_imports", "--include_source_info", "shop.proto"]),
    ("half.pb", &["shop.proto"]),
    ("part.pb", &["part.proto"]),
    ("service.pb", &["--include_imports", "service.proto"]),
];

/// Writes the project to `root`.
pub(super) fn lay_out(root: &Path) {
    for (name, text) in FILES {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for (name, args) in SETS {
        let mut protoc = Command::new(super::needed("tools/protoc-guest/bin/protoc", "cargo xtask protoc"));
        let made = protoc.arg(format!("-o{name}")).args(*args).current_dir(root).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
}

/// Plugins that are WebAssembly text, by their names: those of other tests, and such as give one answer.
pub(super) fn plugins() -> Vec<(String, Vec<u8>)> {
    let guests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests");
    let of_others = ["says", "fail", "trap", "exit", "hello", "quiet"].map(|name| {
        let wasm = wat::parse_file(guests.join(name).with_extension("wat")).unwrap();
        (format!("protoc-gen-{name}"), wasm)
    });
    let file = |fields: &[(u8, &str)]| {
        delimited(15, &fields.iter().flat_map(|(tag, text)| delimited(*tag, text.as_bytes())).collect::<Vec<_>>())
    };
    let supports_optional = vec![2 << 3, 1];
    let answers = [
        // An error, and a file all the same.
        ("wrong", [delimited(1, b"it is wrong"), file(&[(1, "wrong.txt"), (15, "wrong\n")])].concat()),
        // Nothing that is younger than it.
        ("old", file(&[(1, "old.txt"), (15, "old\n")])),
        (
            "insert",
            [file(&[(1, "part.pb.h"), (2, "includes"), (15, "// inserted\n")]), supports_optional.clone()].concat(),
        ),
        ("escape", [file(&[(1, "../escaped.txt"), (15, "escaped\n")]), supports_optional.clone()].concat()),
        ("nameless", [file(&[(15, "nameless\n")]), supports_optional.clone()].concat()),
        ("twice", [file(&[(1, "a.txt"), (15, "a\n")]), file(&[(1, "a.txt"), (15, "b\n")]), supports_optional].concat()),
    ];
    let answers = answers.map(|(name, answer)| (format!("protoc-gen-{name}"), answering(&answer)));
    of_others.into_iter().chain(answers).collect()
}

fn delimited(tag: u8, bytes: &[u8]) -> Vec<u8> {
    assert!(bytes.len() < 128);
    [&[tag << 3 | 2, bytes.len() as u8], bytes].concat()
}

/// A plugin that answers so whatever it is asked.
fn answering(answer: &[u8]) -> Vec<u8> {
    let data: String = answer.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let text = format!(
        r#"(module
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\10\00\00\00\{:02x}\00\00\00") (data (i32.const 16) "{data}")
          (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#,
        answer.len()
    );
    wat::parse_str(text).unwrap()
}

/// Writes a script that can be run.
pub(super) fn write_program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Every file below `root`, by its path there.
pub(super) fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|file| (file.path().strip_prefix(root).unwrap().to_owned(), fs::read(file.path()).unwrap())).collect()
}
