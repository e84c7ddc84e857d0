//! .proto files, compiled.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use prost::Message;
use prost_types::FileDescriptorProto;
use protox::Compiler;

use super::error::GenerateError;

/// Compiled .proto files: what a plugin is asked to generate code for, and all that they import.
#[derive(Debug)]
pub(crate) struct Protos {
    /// The names of the files to generate code for, in the order they were given.
    pub(crate) to_generate: Vec<String>,
    /// Every file, dependencies before those that import them.
    pub(crate) files: Vec<ProtoFile>,
}

/// A compiled .proto file.
#[derive(Debug)]
pub(crate) struct ProtoFile {
    /// Its descriptor, with comments. Options are as they were compiled, known or not: decoding and encoding a
    /// descriptor again would lose those that are extensions.
    pub(crate) encoded: Vec<u8>,
    pub(crate) descriptor: FileDescriptorProto,
}

/// A FileDescriptorSet whose files stay encoded.
#[derive(Clone, PartialEq, Message)]
struct EncodedSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

impl Protos {
    /// Compiles `files`, which lie in one of the `includes` or are named relative to one, from the file system.
    ///
    /// # Errors
    ///
    /// A file is not there, lies in no include directory, or does not compile.
    pub(crate) fn compile(includes: &[PathBuf], files: &[PathBuf]) -> Result<Self, GenerateError> {
        if let Some(directory) = includes.iter().find(|directory| !directory.is_dir()) {
            return Err(GenerateError::Proto(format!("{}: the --proto-path is no directory", directory.display())));
        }
        for file in files {
            let mut places = includes.iter().map(|include| include.join(file)).chain([file.clone()]);
            if !places.any(|place| place.is_file()) {
                return Err(GenerateError::Proto(format!("{}: no such file", file.display())));
            }
        }
        let mut compiler = Compiler::new(includes).map_err(|error| told(&error))?;
        Self::compile_with(&mut compiler, files)
    }

    /// Compiles `files`, which `resolver` finds.
    ///
    /// # Errors
    ///
    /// A file is not there, or does not compile.
    #[cfg(test)]
    pub(crate) fn resolve(
        resolver: impl protox::file::FileResolver + 'static,
        files: &[PathBuf],
    ) -> Result<Self, GenerateError> {
        Self::compile_with(&mut Compiler::with_file_resolver(resolver), files)
    }

    fn compile_with(compiler: &mut Compiler, files: &[PathBuf]) -> Result<Self, GenerateError> {
        compiler.include_imports(true).include_source_info(true);
        let mut to_generate: Vec<String> = Vec::new();
        for file in files {
            compiler.open_file(file).map_err(|error| told(&error))?;
            // The compiler sorts its files; plugins get them in the order they were given.
            let opened = compiler.files().filter(|file| !file.is_import()).map(protox::file::FileMetadata::name);
            let new = opened.filter(|name| !to_generate.iter().any(|known| known == name)).map(ToOwned::to_owned);
            to_generate.extend(new.collect::<Vec<_>>());
        }
        let set = compiler.encode_file_descriptor_set();
        let broken = |error| GenerateError::Proto(format!("the compiled files cannot be read back: {error}"));
        let encoded = EncodedSet::decode(&*set).map_err(broken)?.file;
        let files = encoded.into_iter().map(|encoded| {
            let descriptor = FileDescriptorProto::decode(&*encoded).map_err(broken)?;
            Ok(ProtoFile { encoded, descriptor })
        });
        Ok(Self { to_generate, files: files.collect::<Result<_, _>>()? })
    }

    /// The files to generate code for.
    pub(crate) fn generated(&self) -> impl Iterator<Item = &ProtoFile> {
        self.files.iter().filter(|file| self.to_generate.iter().any(|name| name == file.descriptor.name()))
    }
}

/// protox's error in protoc's form: `file:line:column: what`.
fn told(error: &protox::Error) -> GenerateError {
    let mut text = place(error).unwrap_or_else(|| error.file().map(|file| format!("{file}: ")).unwrap_or_default());
    text.push_str(&error.to_string());
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    if let Some(help) = error.help() {
        text.push_str(&format!(" ({help})"));
    }
    GenerateError::Proto(text)
}

fn place(error: &protox::Error) -> Option<String> {
    let label = error.labels()?.next()?;
    let contents = error.source_code()?.read_span(label.inner(), 0, 0).ok()?;
    let file = contents.name().or(error.file())?;
    Some(format!("{file}:{}:{}: ", contents.line() + 1, contents.column() + 1))
}

/// The include directories when none is given: the working directory.
pub(crate) fn default_includes() -> Vec<PathBuf> {
    vec![Path::new(".").to_owned()]
}

#[cfg(test)]
mod tests {

    use crate::generate::fixture;

    #[test]
    fn dependencies_come_first_and_comments_stay() {
        let protos = fixture::protos(&[
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
        let protos = fixture::protos(&[(
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
            let error = fixture::protos(&[("a.proto", text)]).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
