//! The message that asks a plugin.

use prost::Message;

/// `google.protobuf.compiler.CodeGeneratorRequest`, with descriptors that stay encoded.
#[derive(Clone, PartialEq, Message)]
pub struct CodeGeneratorRequest {
    /// The names of the files to generate code for.
    #[prost(string, repeated, tag = "1")]
    pub file_to_generate: Vec<String>,
    /// What the user tells the plugin.
    #[prost(string, optional, tag = "2")]
    pub parameter: Option<String>,
    /// The encoded `Version`. Left out by the built-in compiler, as buf leaves it out: it is not protoc, and plugins print what they find there.
    #[prost(bytes = "vec", optional, tag = "3")]
    pub compiler_version: Option<Vec<u8>>,
    /// The encoded descriptors of those files and of all that they import, dependencies first.
    #[prost(bytes = "vec", repeated, tag = "15")]
    pub proto_file: Vec<Vec<u8>>,
    /// Those of the files to generate code for, with the options that are for the source alone.
    #[prost(bytes = "vec", repeated, tag = "17")]
    pub source_file_descriptors: Vec<Vec<u8>>,
}

/// What protoc's own requests hold beside the files.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) compiler_version: Option<Vec<u8>>,
    pub(crate) source_file_descriptors: Vec<Vec<u8>>,
    /// All of the request to a generator that is built into protoc.
    pub(crate) to_built_in: CodeGeneratorRequest,
}
