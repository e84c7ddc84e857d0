//! Compares the built-in compiler with the real protoc, which `cargo xtask setup` installs: the request that a plugin gets, or
//! that there is none.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use prost::Message;

use crate::compiler::{BuiltIn, CompileError, Compiler};
use crate::error::ProtoError;
use crate::job::{FindSource, Job, Source};
use crate::protos::{ProtoFile, Protos};
use crate::request::CodeGeneratorRequest;
use crate::response::CodeGeneratorResponse;

/// Small files, a directory each, of the kinds that people have found compilers to differ in.
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");

/// The directory that `cargo xtask setup` installs protoc in, which brings its well-known types.
fn installed() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/python");
    assert!(root.join("bin/protoc").is_file(), "target/tools/python/bin/protoc is missing: run `cargo xtask setup`");
    root
}

/// Files of directories, the first that has one being the one that counts.
struct Directories(Vec<PathBuf>);

impl FindSource for Directories {
    fn find(&self, name: &str) -> Result<Option<Source>, ProtoError> {
        let text = self.0.iter().find_map(|directory| fs::read(directory.join(name)).ok());
        Ok(text.map(|text| Source { text, shown: name.into() }))
    }
}

/// The request that protoc sends to a plugin, or what it says against the files.
fn from_protoc(directories: &[PathBuf], files: &[&str]) -> Result<CodeGeneratorRequest, String> {
    let room = tempfile::tempdir().unwrap();
    let (plugin, recorded) = (room.path().join("protoc-gen-record"), room.path().join("request.bin"));
    // It says that it supports all that there is.
    let answer = r"\020\003\030\346\007\040\377\377\377\377\007";
    fs::write(&plugin, format!("#!/bin/sh\ncat > '{}' && printf '{answer}'\n", recorded.display())).unwrap();
    fs::set_permissions(&plugin, fs::Permissions::from_mode(0o755)).unwrap();
    let mut protoc = Command::new(installed().join("bin/protoc"));
    protoc.arg(format!("--plugin={}", plugin.display())).arg(format!("--record_out={}", room.path().display()));
    directories.iter().for_each(|directory| {
        protoc.arg("-I").arg(directory);
    });
    let output = protoc.args(files).output().unwrap();
    match fs::read(recorded) {
        Ok(request) if output.status.success() => Ok(CodeGeneratorRequest::decode(&*request).unwrap()),
        _ => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The same from the built-in compiler.
fn from_us(directories: &[PathBuf], files: &[&str]) -> Result<CodeGeneratorRequest, String> {
    let files: Vec<_> = files.iter().map(|file| (*file).to_owned()).collect();
    let job = Job { sources: &Directories(directories.to_vec()), files: &files, sets: &[] };
    let compiled: Result<_, CompileError<()>> = BuiltIn.compile(&job);
    match compiled {
        Ok(compiled) => Ok(CodeGeneratorRequest::decode(&*compiled.protos.request("")).unwrap()),
        Err(CompileError::Wrong(errors)) => Err(errors.iter().map(|error| format!("{error}\n")).collect()),
        Err(error) => panic!("{error:?}"),
    }
}

/// Both give the same, or both refuse the files, and say the same of them.
fn compare(directories: &[PathBuf], files: &[&str]) {
    let what = format!("{files:?} in {directories:?}");
    match (from_us(directories, files), from_protoc(directories, files)) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(ours.file_to_generate, theirs.file_to_generate, "{what}");
            let names =
                |request: &CodeGeneratorRequest| request.proto_file.iter().map(|file| text(file).0).collect::<Vec<_>>();
            assert_eq!(names(&ours), names(&theirs), "{what}");
            let all = |request: CodeGeneratorRequest| [request.proto_file, request.source_file_descriptors].concat();
            let (ours, theirs) = (all(ours), all(theirs));
            assert_eq!(ours.len(), theirs.len(), "{what}");
            let mut pairs = ours.iter().zip(&theirs);
            if let Some((ours, theirs)) = pairs.find(|(ours, theirs)| ours != theirs) {
                similar_asserts::assert_eq!(ours: text(ours).1, theirs: text(theirs).1, "{what}");
                panic!("{what}: the same descriptors, encoded otherwise");
            }
        }
        (Err(ours), Err(theirs)) => {
            let own_directory = format!("{}/", directories[0].display());
            similar_asserts::assert_eq!(ours: ours, theirs: theirs.replace(&own_directory, ""), "{what}");
        }
        (Err(ours), Ok(_)) => panic!("{what}: protoc takes it, and here it is refused: {ours}"),
        (Ok(_), Err(theirs)) => panic!("{what}: it is taken here, and protoc says:\n{theirs}"),
    }
}

/// A descriptor's name, and all of it as text.
fn text(encoded: &[u8]) -> (String, String) {
    match prost_types::FileDescriptorProto::decode(encoded) {
        Ok(file) => (file.name().to_owned(), format!("{file:#?}")),
        Err(error) => (String::new(), format!("{error}: {}", encoded.escape_ascii())),
    }
}

/// What protoc takes and is refused here, with a message that says what is not known.
const REFUSED: &[(&str, &str)] = &[("editions/2", "editions are not known to this compiler")];

#[test]
fn every_case_is_what_protoc_makes_of_it() {
    let include = installed().join("include");
    let mut cases = 0;
    for kind in fs::read_dir(CASES).unwrap() {
        for case in fs::read_dir(kind.unwrap().path()).unwrap() {
            let directories = [case.unwrap().path(), include.clone()];
            cases += 1;
            match REFUSED.iter().find(|(case, _)| directories[0].ends_with(case)) {
                None => compare(&directories, &["a.proto"]),
                Some((_, why)) => {
                    assert!(from_protoc(&directories, &["a.proto"]).is_ok());
                    let said = from_us(&directories, &["a.proto"]).unwrap_err();
                    assert!(said.contains(why), "{said}");
                }
            }
        }
    }
    assert!(cases > 35, "{cases} cases are too few to be all");
}

#[test]
fn the_well_known_types_are_what_protoc_has() {
    let include = installed().join("include");
    for name in crate::builtin::well_known_names() {
        let whole = from_us(std::slice::from_ref(&include), &[name]).unwrap();
        let ours = from_us(&[], &[name]).unwrap();
        // Comments and places are those of other texts.
        let bare = |request: &CodeGeneratorRequest| {
            request.proto_file.iter().map(|file| without_places(file)).collect::<Vec<_>>()
        };
        assert_eq!(bare(&ours), bare(&whole), "{name}");
        compare(std::slice::from_ref(&include), &[name]);
    }
}

fn without_places(file: &[u8]) -> Vec<u8> {
    crate::protos::without_source_info(file)
}

/// A FileDescriptorSet whose files stay encoded.
#[derive(Clone, PartialEq, Message)]
struct Set {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

#[test]
fn what_a_plugin_does_not_support_is_refused_in_protocs_words() {
    let room = tempfile::tempdir().unwrap();
    let path = |name: &str| room.path().join(name);
    fs::write(path("optional.proto"), "syntax = \"proto3\"; message A { message B { optional int32 x = 1; } }")
        .unwrap();
    fs::write(path("edition.proto"), "edition = \"2023\";").unwrap();
    let protoc = || {
        let mut protoc = Command::new(installed().join("bin/protoc"));
        protoc.current_dir(room.path()).arg(format!("--plugin={}", path("protoc-gen-answer").display()));
        protoc
    };
    let (optional, editions) = (Some(1), Some(2));
    for (file, features, least, most) in [
        ("optional.proto", None, None, None),
        ("optional.proto", editions, Some(1000), Some(1001)),
        ("optional.proto", optional, None, None),
        ("edition.proto", None, None, None),
        ("edition.proto", optional, Some(0), Some(i32::MAX)),
        ("edition.proto", editions, None, None),
        ("edition.proto", editions, Some(1000), Some(1000)),
        ("edition.proto", editions, Some(1001), Some(1001)),
        ("edition.proto", editions, Some(1002), Some(1001)),
        ("edition.proto", editions, Some(9999), Some(9999)),
        ("edition.proto", editions, Some(i32::MAX), Some(i32::MAX)),
        ("edition.proto", editions, Some(1234), Some(1234)),
        ("edition.proto", editions, Some(900), Some(900)),
        ("edition.proto", editions, Some(998), Some(998)),
        ("edition.proto", editions, Some(998), Some(999)),
        ("edition.proto", editions, Some(998), Some(-1)),
    ] {
        let answer = CodeGeneratorResponse {
            supported_features: features,
            minimum_edition: least,
            maximum_edition: most,
            ..Default::default()
        };
        fs::write(path("answer"), answer.encode_to_vec()).unwrap();
        fs::write(path("protoc-gen-answer"), "#!/bin/sh\ncat > /dev/null\ncat answer\n").unwrap();
        fs::set_permissions(path("protoc-gen-answer"), fs::Permissions::from_mode(0o755)).unwrap();
        let output = protoc().args(["--answer_out=.", file]).output().unwrap();
        // Behind its words is what it says of any plugin that fails.
        let theirs = String::from_utf8_lossy(&output.stderr).replace("--answer_out: \n", "");
        let set = protoc().args(["--descriptor_set_out=set", file]).output().unwrap();
        assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
        let [encoded] = Set::decode(&*fs::read(path("set")).unwrap()).unwrap().file.try_into().unwrap();
        let files = vec![ProtoFile::read(encoded).unwrap()];
        let protos = Protos { to_generate: vec![file.to_owned()], files, asked: None };
        let ours = CodeGeneratorResponse::read("protoc-gen-answer", &answer.encode_to_vec(), &protos);
        let ours = ours.map_or_else(|error| error.to_string(), |_| String::new());
        assert_eq!(ours, theirs.trim_end_matches('\n'), "{file}, {answer:?}");
    }
}

#[test]
fn the_librarys_own_messages_are_those_of_its_proto_file() {
    let file = |path: &str, contents: &[u8]| bufwasm::proto::File { path: path.into(), contents: contents.into() };
    let config = bufwasm::proto::ExecConfig {
        wasm_abi: bufwasm::proto::WasmAbi::Gojs.into(),
        args: vec!["a".into(), "b".into()],
        files: vec![file("p", b"\xff"), file("q", b"")],
        call: "run".into(),
        env: vec!["K=v".into()],
        directories: vec!["d".into()],
    };
    let room = tempfile::tempdir().unwrap();
    let encoded = room.path().join("config.binpb");
    fs::write(&encoded, config.encode_to_vec()).unwrap();
    let mut protoc = Command::new(installed().join("bin/protoc"));
    protoc.arg("-I").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto"));
    protoc.args(["--decode=buf.alpha.wasmplugin.v1.ExecConfig", "buf/alpha/wasmplugin/v1/wasmplugin.proto"]);
    let output = protoc.stdin(fs::File::open(encoded).unwrap()).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "wasm_abi: WASM_ABI_GOJS\nargs: \"a\"\nargs: \"b\"\nfiles {\n  path: \"p\"\n  contents: \"\\377\"\n}\n\
         files {\n  path: \"q\"\n}\ncall: \"run\"\nenv: \"K=v\"\ndirectories: \"d\"\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn files_come_in_the_order_in_which_they_are_asked_for() {
    let room = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(room.path().join(name), text).unwrap();
    write("a.proto", "syntax = \"proto3\"; import public \"b.proto\"; message A { B b = 1; C c = 2; }");
    write("b.proto", "syntax = \"proto3\"; import public \"c.proto\"; message B {}");
    write("c.proto", "syntax = \"proto3\"; message C {}");
    let directories = [room.path().to_owned()];
    for files in
        [&["a.proto"][..], &["c.proto", "a.proto"], &["a.proto", "c.proto"], &["b.proto", "a.proto", "c.proto"]]
    {
        compare(&directories, files);
    }
}

#[test]
fn warnings_are_protocs() {
    let room = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(room.path().join(name), text).unwrap();
    for (name, text) in [
        ("unused.proto", "syntax = \"proto2\"; message Unused {}"),
        ("used.proto", "syntax = \"proto2\"; message Used { extensions 1 to 9; }"),
        ("publicly.proto", "syntax = \"proto2\"; import public \"unused.proto\";"),
        (
            "options.proto",
            "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\"; \
             extend google.protobuf.FileOptions { optional string motto = 50001; }",
        ),
        ("other.proto", "syntax = \"proto2\"; import \"used.proto\"; extend Used { optional int32 one = 5; }"),
        (
            "a.proto",
            "syntax = \"proto2\";\nimport \"unused.proto\";\nimport \"used.proto\";\nimport \"publicly.proto\";\n\
             import \"options.proto\";\noption (motto) = \"x\";\nmessage A {\n  optional Used used = 1;\n  \
             optional int32 foo_bar = 2;\n  optional int32 fooBar = 3;\n}\n",
        ),
        ("b.proto", "import \"used.proto\";\nimport \"other.proto\";\nextend Used {\n  optional int32 two = 5;\n}\n"),
        ("c.proto", "syntax = \"proto3\"; import public \"unused.proto\"; import \"a.proto\"; message C { A a = 1; }"),
    ] {
        write(name, text);
    }
    let directories = Directories(vec![room.path().to_owned(), installed().join("include")]);
    for file in ["a.proto", "b.proto", "c.proto"] {
        let mut protoc = Command::new(installed().join("bin/protoc"));
        let theirs = protoc.current_dir(room.path()).args(["--descriptor_set_out=/dev/null", file]).output().unwrap();
        assert!(theirs.status.success(), "{}", String::from_utf8_lossy(&theirs.stderr));
        let job = Job { sources: &directories, files: &[file.to_owned()], sets: &[] };
        let compiled: Result<_, CompileError<()>> = BuiltIn.compile(&job);
        let ours: String = compiled.unwrap().warnings.iter().map(|warning| format!("{warning}\n")).collect();
        assert_eq!(ours, String::from_utf8_lossy(&theirs.stderr), "{file}");
    }
}

#[test]
fn what_nests_without_end_is_an_error_with_its_place() {
    let import = "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\"; import \"google/protobuf/any.proto\"; \
                  message V { optional V v = 1; optional google.protobuf.Any any = 2; } \
                  extend google.protobuf.FileOptions { optional V v = 50001; }\n";
    let url = "[type.googleapis.com/google.protobuf.Any]";
    for (text, place) in [
        (format!("{import}option (v) = {{ {} }};", "v {".repeat(5000) + &"}".repeat(5000)), (2, 14)),
        (format!("{import}option (v){} = {{}};", ".v".repeat(60_000)), (2, 8)),
        (
            format!("{import}option (v) = {{ any {{ {} }} }};", format!("{url} {{").repeat(3000) + &"}".repeat(3000)),
            (2, 14),
        ),
        (format!("{import}{}", "message M {".repeat(5000)), (2, 342)),
        (format!("{import}option (v) = {};", "{".repeat(100_000)), (2, 100_015)),
        (format!("syntax = \"proto3\";\npackage a{};", ".a".repeat(60_000)), (2, 1)),
        (format!("syntax = \"proto3\";\nmessage M {{ a{} f = 1; }}", ".a".repeat(60_000)), (2, 13)),
    ] {
        let sources = crate::sources::Sources::from_iter([("a.proto", text)]);
        let error = Protos::compile(&sources, ["a.proto"]).unwrap_err();
        let position = error.position.map(|at| (at.line, at.column));
        assert_eq!(position, Some(place), "{error}");
    }
    // A chain of imports is as long as it is.
    let name = |index: usize| format!("f{index}.proto");
    let files = (0..5000).map(|index| (name(index), format!("syntax = \"proto3\"; import \"{}\";", name(index + 1))));
    let sources = crate::sources::Sources::from_iter(files.chain([(name(5000), "syntax = \"proto3\";".to_owned())]));
    assert_eq!(Protos::compile(&sources, [name(0)]).unwrap().files.len(), 5001);
}
