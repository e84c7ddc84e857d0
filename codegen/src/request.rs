//! What a plugin is asked.

use prost::Message;

use crate::protos::Protos;

/// `google.protobuf.compiler.CodeGeneratorRequest`, with descriptors that stay encoded.
///
/// `compiler_version` is left out, as buf leaves it out: this is not protoc, and plugins print what they find there.
#[derive(Clone, PartialEq, Message)]
struct CodeGeneratorRequest {
    #[prost(string, repeated, tag = "1")]
    file_to_generate: Vec<String>,
    #[prost(string, optional, tag = "2")]
    parameter: Option<String>,
    #[prost(bytes = "vec", repeated, tag = "15")]
    proto_file: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "17")]
    source_file_descriptors: Vec<Vec<u8>>,
}

impl Protos {
    /// The encoded request for code from these files, with the plugin's `parameter`, which may be empty.
    pub fn request(&self, parameter: &str) -> Vec<u8> {
        let request = CodeGeneratorRequest {
            file_to_generate: self.to_generate.clone(),
            parameter: (!parameter.is_empty()).then(|| parameter.to_owned()),
            proto_file: self.files.iter().map(|file| file.encoded.clone()).collect(),
            source_file_descriptors: self.generated().map(|file| file.encoded.clone()).collect(),
        };
        request.encode_to_vec()
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
        let protos = Protos::compile(Sources::from_iter([("a.proto", text)]), ["a.proto"]).unwrap();
        let request = compiler::CodeGeneratorRequest::decode(&*protos.request("x=1,y")).unwrap();
        assert_eq!(request.file_to_generate, ["a.proto"]);
        assert_eq!(request.parameter(), "x=1,y");
        let names: Vec<_> = request.proto_file.iter().map(prost_types::FileDescriptorProto::name).collect();
        assert_eq!(names, ["google/protobuf/any.proto", "a.proto"]);
        assert_eq!(request.proto_file[1].message_type[0].field[0].json_name(), "x");
        assert_eq!(compiler::CodeGeneratorRequest::decode(&*protos.request("")).unwrap().parameter, None);
    }
}
