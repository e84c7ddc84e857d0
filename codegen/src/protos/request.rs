//! What a plugin is asked about compiled files.

use prost::{DecodeError, Message};

use super::{ProtoFile, Protos};
use crate::builtin::without_json_names;
use crate::request::{Asked, CodeGeneratorRequest};

impl Protos {
    /// The encoded request for code from these files, with the plugin's `parameter`, which may be empty.
    pub fn request(&self, parameter: &str) -> Vec<u8> {
        self.all(parameter).encode_to_vec()
    }

    fn all(&self, parameter: &str) -> CodeGeneratorRequest {
        let asked = self.asked.as_ref();
        CodeGeneratorRequest {
            file_to_generate: self.to_generate.clone(),
            parameter: (!parameter.is_empty()).then(|| parameter.to_owned()),
            compiler_version: asked.and_then(|asked| asked.compiler_version.clone()),
            proto_file: self.files.iter().map(|file| file.encoded.clone()).collect(),
            source_file_descriptors: match asked {
                Some(asked) => asked.source_file_descriptors.clone(),
                None => self.generated().map(|file| file.whole().to_vec()).collect(),
            },
        }
    }

    /// The encoded request for code from the files called `names` alone, as if no others had been asked for.
    pub fn request_about(&self, names: &[String], parameter: &str) -> Vec<u8> {
        self.about(names, parameter).encode_to_vec()
    }

    fn about(&self, names: &[String], parameter: &str) -> CodeGeneratorRequest {
        if *names == self.to_generate {
            return self.all(parameter);
        }
        let files = self.closure(names);
        let is_asked = |file: &&&ProtoFile| names.contains(&file.name);
        let encoded =
            |file: &&ProtoFile| if names.contains(&file.name) { file.stripped() } else { self.whole(file) }.to_vec();
        CodeGeneratorRequest {
            file_to_generate: names.to_vec(),
            parameter: (!parameter.is_empty()).then(|| parameter.to_owned()),
            compiler_version: self.asked.as_ref().and_then(|asked| asked.compiler_version.clone()),
            proto_file: files.iter().map(encoded).collect(),
            source_file_descriptors: files.iter().filter(is_asked).map(|file| self.whole(file).to_vec()).collect(),
        }
    }

    /// The descriptor of `file` with all options.
    pub(crate) fn whole<'f>(&'f self, file: &'f ProtoFile) -> &'f [u8] {
        let told = self.asked.as_ref().and_then(|asked| {
            let index = self.generated().position(|generated| generated.name == file.name)?;
            asked.source_file_descriptors.get(index)
        });
        told.map_or_else(|| file.whole(), Vec::as_slice)
    }

    /// The same for a generator that is built into protoc: JSON names that the sources do not give are left out, as protoc
    /// does, because those generators would print them. The built-in compiler always gives them.
    pub fn request_to_built_in(&self, parameter: &str) -> Vec<u8> {
        let Some(Asked { to_built_in, .. }) = &self.asked else { return self.bare(self.all(parameter)) };
        let parameter = (!parameter.is_empty()).then(|| parameter.to_owned());
        CodeGeneratorRequest { parameter, ..to_built_in.clone() }.encode_to_vec()
    }

    /// The encoded request to a generator that is built into protoc, about the files called `names` alone.
    pub fn request_to_built_in_about(&self, names: &[String], parameter: &str) -> Vec<u8> {
        if *names == self.to_generate {
            return self.request_to_built_in(parameter);
        }
        let Some(Asked { to_built_in, .. }) = &self.asked else { return self.bare(self.about(names, parameter)) };
        // It has been read before, in the same way.
        let of_built_in = Self::from_requests([to_built_in.clone(), CodeGeneratorRequest::default()]);
        of_built_in.map(|protos| protos.request_about(names, parameter)).unwrap_or_default()
    }

    /// The encoded `request` without the JSON names that the sources do not give.
    fn bare(&self, mut request: CodeGeneratorRequest) -> Vec<u8> {
        let written = |encoded: &[u8]| {
            // What the built-in compiler encodes can be read.
            let name = ProtoFile::read(encoded.to_vec()).map(|file| file.name).unwrap_or_default();
            self.files.iter().find(|file| file.name == name).map_or(&[][..], |file| &file.written_json_names)
        };
        for encoded in request.proto_file.iter_mut().chain(&mut request.source_file_descriptors) {
            *encoded = without_json_names(encoded, written(encoded));
        }
        request.encode_to_vec()
    }

    /// The files as protoc has made them part of two `requests`: one to any plugin, one to a generator that is built in.
    pub(crate) fn from_requests(requests: [CodeGeneratorRequest; 2]) -> Result<Self, DecodeError> {
        let [to_any, to_built_in] = requests;
        Ok(Self {
            to_generate: to_any.file_to_generate,
            files: to_any.proto_file.into_iter().map(ProtoFile::read).collect::<Result<_, _>>()?,
            asked: Some(Asked {
                compiler_version: to_any.compiler_version,
                source_file_descriptors: to_any.source_file_descriptors,
                to_built_in,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use prost_types::compiler;

    use super::*;
    use crate::sources::Sources;

    #[test]
    fn a_request_holds_files_and_parameter() {
        let text =
            "syntax = \"proto3\"; import \"google/protobuf/any.proto\"; message A { google.protobuf.Any x = 1; }";
        let protos = Protos::compile(&Sources::from_iter([("a.proto", text)]), ["a.proto"]).unwrap();
        let request = compiler::CodeGeneratorRequest::decode(&*protos.request("x=1,y")).unwrap();
        assert_eq!(request.file_to_generate, ["a.proto"]);
        assert_eq!(request.parameter(), "x=1,y");
        let names: Vec<_> = request.proto_file.iter().map(prost_types::FileDescriptorProto::name).collect();
        assert_eq!(names, ["google/protobuf/any.proto", "a.proto"]);
        assert_eq!(request.proto_file[1].message_type[0].field[0].json_name(), "x");
        assert_eq!(compiler::CodeGeneratorRequest::decode(&*protos.request("")).unwrap().parameter, None);
    }
}
