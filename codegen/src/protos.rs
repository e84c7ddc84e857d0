//! .proto files, compiled.

use std::path::Path;

use miette::Diagnostic;
use prost::Message;
use prost::encoding::{DecodeContext, decode_key, skip_field};
use prost_types::FileDescriptorProto;
use protox::Compiler;
use protox::file::{ChainFileResolver, FileMetadata, FileResolver, GoogleFileResolver};

use crate::compiler::SetContents;
use crate::error::{Position, ProtoError};
use crate::request::Asked;

/// Compiled .proto files: what a plugin is asked to generate code for, and all that they import.
#[derive(Debug)]
pub struct Protos {
    /// The names of the files to generate code for, in the order they were given.
    pub to_generate: Vec<String>,
    /// Every file, dependencies before those that import them.
    pub files: Vec<ProtoFile>,
    /// What protoc would ask plugins, where it has said so.
    pub(crate) asked: Option<Asked>,
}

/// A compiled .proto file.
#[derive(Debug)]
pub struct ProtoFile {
    /// Its descriptor, with comments. Options are as they were compiled, known or not: decoding and encoding a
    /// descriptor again would lose those that are extensions.
    pub encoded: Vec<u8>,
    /// Its descriptor, decoded.
    pub descriptor: FileDescriptorProto,
}

impl ProtoFile {
    /// The file with this encoded descriptor.
    pub(crate) fn read(encoded: Vec<u8>) -> Result<Self, prost::DecodeError> {
        Ok(Self { descriptor: FileDescriptorProto::decode(&*encoded)?, encoded })
    }
}

/// A FileDescriptorSet whose files stay encoded.
#[derive(Clone, PartialEq, Message)]
struct EncodedSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

impl Protos {
    /// Compiles `files`, which `resolver` finds, as it finds what they import. Google's well-known types are found in any
    /// case, unless the resolver has its own.
    ///
    /// # Errors
    ///
    /// A file is not there, or does not compile.
    pub fn compile(
        resolver: impl FileResolver + 'static,
        files: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Self, ProtoError> {
        let mut known = ChainFileResolver::new();
        known.add(resolver);
        known.add(GoogleFileResolver::new());
        let mut compiler = Compiler::with_file_resolver(known);
        compiler.include_imports(true).include_source_info(true);
        let mut to_generate = Vec::<String>::new();
        for file in files {
            compiler.open_file(file).map_err(told)?;
            // The compiler sorts its files; plugins get them in the order they were given.
            let opened = compiler.files().filter(|file| !file.is_import()).map(FileMetadata::name);
            let new = opened.filter(|name| !to_generate.iter().any(|known| known == name)).map(ToOwned::to_owned);
            to_generate.extend(new.collect::<Vec<_>>());
        }
        let files = read_back(&compiler.encode_file_descriptor_set()).map_err(broken)?;
        Ok(Self { to_generate, files, asked: None })
    }

    /// The encoded `FileDescriptorSet` of these files. Options are as they were compiled.
    pub(crate) fn descriptor_set(&self, contents: SetContents) -> Vec<u8> {
        let wanted = self.files.iter().filter(|file| contents.imports || self.is_generated(file));
        let encoded = |file: &ProtoFile| match contents.source_info {
            true => file.encoded.clone(),
            false => without_source_info(&file.encoded),
        };
        EncodedSet { file: wanted.map(encoded).collect() }.encode_to_vec()
    }

    /// The files to generate code for.
    pub fn generated(&self) -> impl Iterator<Item = &ProtoFile> {
        self.files.iter().filter(|file| self.is_generated(file))
    }

    fn is_generated(&self, file: &ProtoFile) -> bool {
        self.to_generate.iter().any(|name| name == file.descriptor.name())
    }
}

/// The encoded FileDescriptorProto without its `source_code_info`. All else stays as it is, known or not.
fn without_source_info(file: &[u8]) -> Vec<u8> {
    const SOURCE_CODE_INFO: u32 = 9;
    let (mut kept, mut rest) = (Vec::with_capacity(file.len()), file);
    while !rest.is_empty() {
        let before = rest;
        let skipped = decode_key(&mut rest)
            .and_then(|(tag, wire_type)| skip_field(wire_type, tag, &mut rest, DecodeContext::default()).map(|()| tag));
        match skipped {
            Ok(SOURCE_CODE_INFO) => {}
            Ok(_) => kept.extend_from_slice(&before[..before.len() - rest.len()]),
            // The descriptor has been decoded before, so there is no such case.
            Err(_) => return file.to_vec(),
        }
    }
    kept
}

/// The files of an encoded FileDescriptorSet.
fn read_back(set: &[u8]) -> Result<Vec<ProtoFile>, prost::DecodeError> {
    EncodedSet::decode(set)?.file.into_iter().map(ProtoFile::read).collect()
}

fn broken(error: prost::DecodeError) -> ProtoError {
    ProtoError { file: None, position: None, message: format!("the compiled files cannot be read back: {error}") }
}

/// protox's error, with its causes and what it says would help.
fn told(error: protox::Error) -> ProtoError {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        message.push_str(&format!(": {error}"));
        cause = error.source();
    }
    if let Some(help) = error.help() {
        message.push_str(&format!(" ({help})"));
    }
    match place(&error) {
        Some((file, position)) => ProtoError { file: Some(file), position: Some(position), message },
        None => ProtoError { file: error.file().map(ToOwned::to_owned), position: None, message },
    }
}

fn place(error: &protox::Error) -> Option<(String, Position)> {
    let label = error.labels()?.next()?;
    let contents = error.source_code()?.read_span(label.inner(), 0, 0).ok()?;
    let file = contents.name().or(error.file())?;
    Some((file.to_owned(), Position { line: contents.line() + 1, column: contents.column() + 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    fn protos(files: &[(&str, &str)]) -> Result<Protos, ProtoError> {
        Protos::compile(Sources::from_iter(files.iter().copied()), files.iter().map(|(name, _)| name))
    }

    #[test]
    fn dependencies_come_first_and_comments_stay() {
        let protos = protos(&[
            (
                "a.proto",
                "syntax = \"proto3\"; import \"b.proto\"; import \"google/protobuf/any.proto\"; message A { B b = 1; }",
            ),
            ("b.proto", "syntax = \"proto3\";\n// Has nothing.\nmessage B {}"),
        ])
        .unwrap();
        let names: Vec<_> = protos.files.iter().map(|file| file.descriptor.name()).collect();
        let position = |name| names.iter().position(|other| *other == name).expect(name);
        assert!(
            position("b.proto") < position("a.proto") && position("google/protobuf/any.proto") < position("a.proto")
        );
        assert_eq!(protos.to_generate, ["a.proto", "b.proto"]);
        let b = &protos.files[position("b.proto")].descriptor;
        let comments = b.source_code_info.as_ref().unwrap().location.iter();
        assert!(comments.clone().any(|location| location.leading_comments() == " Has nothing.\n"));
    }

    #[test]
    fn options_that_are_extensions_survive() {
        let protos = protos(&[(
            "a.proto",
            r#"syntax = "proto2"; import "google/protobuf/descriptor.proto";
               extend google.protobuf.FileOptions { optional string motto = 50001; }
               option (motto) = "per aspera";"#,
        )])
        .unwrap();
        let a = protos.generated().next().unwrap();
        assert!(a.encoded.windows(10).any(|bytes| bytes == b"per aspera"));
    }

    #[test]
    fn errors_name_file_line_and_column() {
        for (text, message) in [
            ("syntax = \"proto3\";\nmessage A { B b = 1; }", "a.proto:2:13: "),
            ("syntax = \"proto3\";\nimport \"missing.proto\";", "a.proto:2:1: import 'missing.proto' not found"),
            ("message {", "a.proto:1:9: "),
        ] {
            let error = protos(&[("a.proto", text)]).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
