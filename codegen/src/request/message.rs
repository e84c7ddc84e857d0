//! The message that asks a plugin.

use prost::Message;

/// `google.protobuf.compiler.CodeGeneratorRequest`, with descriptors that stay encoded.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct CodeGeneratorRequest {
    #[prost(string, repeated, tag = "1")]
    pub(crate) file_to_generate: Vec<String>,
    #[prost(string, optional, tag = "2")]
    pub(crate) parameter: Option<String>,
    /// Left out by the built-in compiler, as buf leaves it out: it is not protoc, and plugins print what they find there.
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(crate) compiler_version: Option<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "15")]
    pub(crate) proto_file: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "17")]
    pub(crate) source_file_descriptors: Vec<Vec<u8>>,
}

/// What protoc's own requests hold beside the files.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(super) compiler_version: Option<Vec<u8>>,
    pub(super) source_file_descriptors: Vec<Vec<u8>>,
    /// All of the request to a generator that is built into protoc.
    pub(super) to_built_in: CodeGeneratorRequest,
}
