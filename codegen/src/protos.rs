//! .proto files, compiled.

mod request;

use prost::Message;
use prost::encoding::{DecodeContext, decode_key, skip_field};

use crate::builtin;
use crate::error::ProtoError;
use crate::job::{FindSource, Job, SetContents, Source};
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
    /// The name that imports use.
    pub name: String,
    /// Its encoded descriptor, as plugins get it.
    pub encoded: Vec<u8>,
    /// The same with all options, those that are for the source alone among them; `None` if there are none of those.
    pub(crate) whole: Option<Vec<u8>>,
    /// The same without those; `None` if it is what plugins get.
    pub(crate) stripped: Option<Vec<u8>>,
    /// The paths of fields whose JSON names the source gives, sorted.
    pub(crate) written_json_names: Vec<Vec<i32>>,
}

/// The field of `FileDescriptorProto` that tells its name.
#[derive(Clone, PartialEq, Message)]
struct Named {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
}

impl ProtoFile {
    /// The file with this encoded descriptor.
    pub(crate) fn read(encoded: Vec<u8>) -> Result<Self, prost::DecodeError> {
        let name = Named::decode(&*encoded)?.name.unwrap_or_default();
        Ok(Self { name, encoded, whole: None, stripped: None, written_json_names: Vec::new() })
    }

    /// The descriptor with all options.
    pub(crate) fn whole(&self) -> &[u8] {
        self.whole.as_deref().unwrap_or(&self.encoded)
    }

    pub(crate) fn stripped(&self) -> &[u8] {
        self.stripped.as_deref().unwrap_or(&self.encoded)
    }
}

/// A FileDescriptorSet whose files stay encoded.
#[derive(Clone, PartialEq, Message)]
struct EncodedSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

impl Protos {
    /// Compiles the files called `names`, which `sources` has, as it has what they import. Google's well-known types are
    /// found in any case, unless `sources` has its own. The compiler is [`BuiltIn`](crate::BuiltIn).
    ///
    /// # Errors
    ///
    /// A file is not there, or does not compile: the first mistake.
    pub fn compile(
        sources: &dyn FindSource,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, ProtoError> {
        let files: Vec<_> = names.into_iter().map(Into::into).collect();
        let compiled = Self::of_job(&Job { sources, files: &files, sets: &[] });
        compiled.map(|(protos, _)| protos).map_err(|errors| {
            let none = || ProtoError { file: None, position: None, message: "the files do not compile".into() };
            errors.into_iter().next().unwrap_or_else(none)
        })
    }

    /// What `job` asks for, and what protoc would warn of.
    ///
    /// # Errors
    ///
    /// All mistakes in the files; their user's names for them stand in them.
    pub(crate) fn of_job(job: &Job<'_>) -> Result<(Self, Vec<ProtoError>), Vec<ProtoError>> {
        let mut shown = std::collections::HashMap::new();
        let compiled = builtin::compile(
            &mut |name| {
                let source = job.sources.find(name)?;
                Ok(source.map(|Source { text, shown: as_shown }| {
                    shown.insert(name.to_owned(), as_shown);
                    text
                }))
            },
            job.files,
            job.sets,
        );
        let as_shown = |error: ProtoError| {
            let file = error.file.map(|name| shown.get(&name).cloned().unwrap_or(name));
            ProtoError { file, ..error }
        };
        let all_as_shown = |errors: Vec<ProtoError>| errors.into_iter().map(as_shown).collect::<Vec<_>>();
        let builtin::Outcome { files, warnings } = compiled.map_err(all_as_shown)?;
        let warnings = all_as_shown(warnings);
        let mut to_generate = Vec::<String>::new();
        for name in job.files {
            if !to_generate.contains(name) {
                to_generate.push(name.clone());
            }
        }
        let files = files.into_iter().map(|file| {
            let builtin::CompiledFile { name, whole, stripped, written_json_names } = file;
            let (encoded, whole, stripped) = match to_generate.contains(&name) {
                true => (stripped, Some(whole), None),
                false => (whole, None, Some(stripped)),
            };
            ProtoFile { name, encoded, whole, stripped, written_json_names }
        });
        let files = files.collect();
        Ok((Self { to_generate, files, asked: None }, warnings))
    }

    /// The encoded `FileDescriptorSet` of these files.
    pub(crate) fn descriptor_set(&self, contents: SetContents) -> Vec<u8> {
        let wanted = self.files.iter().filter(|file| contents.imports || self.is_generated(file));
        let encoded = |file: &ProtoFile| {
            let encoded = if contents.retained_options { file.whole() } else { file.stripped() };
            if contents.source_info { encoded.to_vec() } else { without_source_info(encoded) }
        };
        EncodedSet { file: wanted.map(encoded).collect() }.encode_to_vec()
    }

    /// The encoded `FileDescriptorSet` of all files, with all options.
    pub(crate) fn whole_set(&self) -> Vec<u8> {
        EncodedSet { file: self.files.iter().map(|file| self.whole(file).to_vec()).collect() }.encode_to_vec()
    }

    /// The files to generate code for.
    pub fn generated(&self) -> impl Iterator<Item = &ProtoFile> {
        self.files.iter().filter(|file| self.is_generated(file))
    }

    fn is_generated(&self, file: &ProtoFile) -> bool {
        self.to_generate.contains(&file.name)
    }
}

/// The encoded FileDescriptorProto without its `source_code_info`. All else stays as it is, known or not.
pub(crate) fn without_source_info(file: &[u8]) -> Vec<u8> {
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

#[cfg(test)]
mod tests {
    use prost_types::FileDescriptorProto;

    use super::*;
    use crate::sources::Sources;

    fn protos(files: &[(&str, &str)]) -> Result<Protos, ProtoError> {
        Protos::compile(&Sources::from_iter(files.iter().copied()), files.iter().map(|(name, _)| *name))
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
        let names: Vec<_> = protos.files.iter().map(|file| &*file.name).collect();
        let position = |name| names.iter().position(|other| *other == name).expect(name);
        assert!(
            position("b.proto") < position("a.proto") && position("google/protobuf/any.proto") < position("a.proto")
        );
        assert_eq!(protos.to_generate, ["a.proto", "b.proto"]);
        let b = FileDescriptorProto::decode(&*protos.files[position("b.proto")].encoded).unwrap();
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
            ("syntax = \"proto3\";\nimport \"missing.proto\";", "missing.proto: File not found."),
            ("message {", "a.proto:1:9: Expected message name."),
        ] {
            let error = protos(&[("a.proto", text)]).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
