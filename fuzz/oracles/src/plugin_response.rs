//! Answers of plugins, however hostile, put together in an output tree.

mod model;

use std::path::{Component, Path};
use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use bufwasm_codegen::{CodeGeneratorResponse, GeneratedFile, OutputTree, Protos, Sources};
use prost::Message;

use self::model::Model;
use crate::{Target, noise};

/// Inputs are choices: an answer of arbitrary bytes, or those of some plugins file by file.
pub const TARGET: Target = Target {
    name: "plugin_response",
    run,
    seeds: || noise(32, 256),
    dictionary: &[
        b"../",
        b"C:",
        b"\\",
        b"@@protoc_insertion_point(a)",
        b"/* @@protoc_insertion_point(a) */",
        b"\x7a\x02\x0a\0",
    ],
};

fn run(input: &[u8]) {
    let mut u = Unstructured::new(input);
    if u.arbitrary().unwrap_or_default() {
        let bytes = u.take_rest();
        // What is no response at all makes no tree.
        if let Ok(response) = CodeGeneratorResponse::read("protoc-gen-x", bytes, &PROTOS) {
            assert!(response.refusal().is_none());
            put_together(&[("plugin", response.file)]);
        }
    } else if let Ok(answers) = answers(&mut u) {
        answers.iter().for_each(|(_, files)| reading_gives_what_was_written(files));
        put_together(&answers);
    }
}

/// What the plugins are asked about.
static PROTOS: LazyLock<Protos> = LazyLock::new(|| {
    let sources = Sources::from_iter([("a.proto", "syntax = \"proto3\"; message A {}")]);
    Protos::compile(&sources, ["a.proto"]).expect("the file is valid")
});

type Answer = (&'static str, Vec<GeneratedFile>);

fn answers(u: &mut Unstructured<'_>) -> Result<Vec<Answer>> {
    let mut answers = Vec::new();
    for plugin in ["first", "second", "third"] {
        let files = (0..u.int_in_range(0..=4)?).map(|_| file(u));
        answers.push((plugin, files.collect::<Result<_>>()?));
    }
    Ok(answers)
}

/// Parts of names that meet each other, and those that lead elsewhere.
const NAMES: &[&str] = &["a", "b", "a/b", "a/", "/", ".", "..", "C:", "\\", "\0", "ü", "-", "a.txt", "//", ""];
const POINTS: &[&str] = &["a", "b", "", "a)", "(a"];
const CONTENTS: &[&str] = &[
    "text",
    "one\ntwo\n",
    "\n",
    "  // @@protoc_insertion_point(a)\n",
    "f(/* @@protoc_insertion_point(a) */)\n",
    "\t/*@@protoc_insertion_point(b)*/",
    "@@protoc_insertion_point(a)@@protoc_insertion_point(b)",
];

fn file(u: &mut Unstructured<'_>) -> Result<GeneratedFile> {
    let mut content = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        content.extend(if u.ratio(1, 6)? { u.arbitrary()? } else { u.choose(CONTENTS)?.as_bytes() });
    }
    let name = (0..u.int_in_range(1..=2)?).map(|_| u.choose(NAMES).copied()).collect::<Result<String>>()?;
    Ok(GeneratedFile {
        name: if u.ratio(1, 8)? { None } else { Some(name) },
        insertion_point: if u.ratio(1, 3)? { Some((*u.choose(POINTS)?).into()) } else { None },
        content: if u.ratio(1, 8)? { None } else { Some(content) },
    })
}

fn reading_gives_what_was_written(files: &[GeneratedFile]) {
    let response = CodeGeneratorResponse { file: files.to_vec(), ..Default::default() };
    let read =
        CodeGeneratorResponse::read("protoc-gen-x", &response.encode_to_vec(), &PROTOS).expect("it is a response");
    assert_eq!(read, response);
}

fn put_together(answers: &[Answer]) {
    let (mut tree, mut model) = (OutputTree::default(), Model::default());
    for (plugin, files) in answers {
        let (added, modelled) = (tree.add(plugin, files.clone()), model.add(files));
        assert_eq!(added.is_ok(), modelled.is_some(), "{added:?}, where the model has {modelled:?}: {answers:?}");
        if added.is_err() {
            return;
        }
    }
    let expected = model.0.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
    assert!(tree.files().eq(expected), "{tree:?}, where the model has {model:?}");
    tree.files().for_each(|(name, _)| stays_beneath(name));
}

/// A file's name leads down from the directory it is joined to, and nowhere else.
fn stays_beneath(name: &str) {
    let path = Path::new(name);
    assert!(path.components().all(|component| matches!(component, Component::Normal(_))), "{name:?}");
    assert_eq!(path.components().as_path().to_str(), Some(name));
}
