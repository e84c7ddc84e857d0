//! A CodeGeneratorRequest as a tree that can be changed without losing anything.
//!
//! These are the messages of `google/protobuf/compiler/plugin.proto` and `google/protobuf/descriptor.proto`, with one
//! difference: options stay encoded. Options that are extensions, which is what most plugins of some ambition read, would
//! otherwise be lost when a descriptor is decoded and encoded again.

use bufwasm_codegen::CodeGeneratorRequest;
use prost::Message;

/// A [`CodeGeneratorRequest`] without `source_file_descriptors`: [`Request::to_bytes`] adds them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Request {
    pub(crate) file_to_generate: Vec<String>,
    pub(crate) parameter: Option<String>,
    pub(crate) compiler_version: Option<Vec<u8>>,
    pub(crate) files: Vec<File>,
}

/// `FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct File {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(crate) package: Option<String>,
    #[prost(string, repeated, tag = "3")]
    pub(crate) dependencies: Vec<String>,
    #[prost(message, repeated, tag = "4")]
    pub(crate) messages: Vec<Type>,
    #[prost(message, repeated, tag = "5")]
    pub(crate) enums: Vec<Enum>,
    #[prost(message, repeated, tag = "6")]
    pub(crate) services: Vec<Service>,
    #[prost(message, repeated, tag = "7")]
    pub(crate) extensions: Vec<Field>,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub(crate) options: Option<Vec<u8>>,
    #[prost(message, optional, tag = "9")]
    pub(crate) source: Option<Source>,
    #[prost(int32, repeated, packed = "false", tag = "10")]
    pub(crate) public_dependencies: Vec<i32>,
    #[prost(int32, repeated, packed = "false", tag = "11")]
    pub(crate) weak_dependencies: Vec<i32>,
    #[prost(string, optional, tag = "12")]
    pub(crate) syntax: Option<String>,
    #[prost(int32, optional, tag = "14")]
    pub(crate) edition: Option<i32>,
}

/// `DescriptorProto`: a message type.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Type {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(message, repeated, tag = "2")]
    pub(crate) fields: Vec<Field>,
    #[prost(message, repeated, tag = "3")]
    pub(crate) nested: Vec<Type>,
    #[prost(message, repeated, tag = "4")]
    pub(crate) enums: Vec<Enum>,
    #[prost(message, repeated, tag = "5")]
    pub(crate) extension_ranges: Vec<Range>,
    #[prost(message, repeated, tag = "6")]
    pub(crate) extensions: Vec<Field>,
    #[prost(bytes = "vec", optional, tag = "7")]
    pub(crate) options: Option<Vec<u8>>,
    #[prost(message, repeated, tag = "8")]
    pub(crate) oneofs: Vec<Named>,
    #[prost(message, repeated, tag = "9")]
    pub(crate) reserved_ranges: Vec<Range>,
    #[prost(string, repeated, tag = "10")]
    pub(crate) reserved_names: Vec<String>,
}

/// `FieldDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Field {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(crate) extendee: Option<String>,
    #[prost(int32, optional, tag = "3")]
    pub(crate) number: Option<i32>,
    #[prost(int32, optional, tag = "4")]
    pub(crate) label: Option<i32>,
    #[prost(int32, optional, tag = "5")]
    pub(crate) kind: Option<i32>,
    #[prost(string, optional, tag = "6")]
    pub(crate) type_name: Option<String>,
    #[prost(string, optional, tag = "7")]
    pub(crate) default_value: Option<String>,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub(crate) options: Option<Vec<u8>>,
    #[prost(int32, optional, tag = "9")]
    pub(crate) oneof_index: Option<i32>,
    #[prost(string, optional, tag = "10")]
    pub(crate) json_name: Option<String>,
    #[prost(bool, optional, tag = "17")]
    pub(crate) proto3_optional: Option<bool>,
}

/// The name in JSON of a field called `name` that says nothing of it: `snake_case` as `snakeCase`.
pub(crate) fn json_name(name: &str) -> String {
    let mut json = String::new();
    let mut upper = false;
    for char in name.chars() {
        match char {
            '_' => upper = true,
            _ if std::mem::take(&mut upper) => json.push(char.to_ascii_uppercase()),
            _ => json.push(char),
        }
    }
    json
}

/// `FieldDescriptorProto.Label`.
pub(crate) mod label {
    pub(crate) const OPTIONAL: i32 = 1;
    pub(crate) const REQUIRED: i32 = 2;
    pub(crate) const REPEATED: i32 = 3;
}

/// `FieldDescriptorProto.Type`, as far as it is named here.
pub(crate) mod kind {
    pub(crate) const STRING: i32 = 9;
    pub(crate) const GROUP: i32 = 10;
    pub(crate) const MESSAGE: i32 = 11;
    pub(crate) const ENUM: i32 = 14;
    /// All that are neither messages, groups nor enums.
    pub(crate) const SCALARS: [i32; 15] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 15, 16, 17, 18];
    /// The scalars that may be a map's key.
    pub(crate) const KEYS: [i32; 12] = [3, 4, 5, 6, 7, 8, 9, 13, 15, 16, 17, 18];
}

/// `EnumDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Enum {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(message, repeated, tag = "2")]
    pub(crate) values: Vec<EnumValue>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(crate) options: Option<Vec<u8>>,
    #[prost(message, repeated, tag = "4")]
    pub(crate) reserved_ranges: Vec<Range>,
    #[prost(string, repeated, tag = "5")]
    pub(crate) reserved_names: Vec<String>,
}

/// `EnumValueDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct EnumValue {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(int32, optional, tag = "2")]
    pub(crate) number: Option<i32>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(crate) options: Option<Vec<u8>>,
}

/// `OneofDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Named {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(crate) options: Option<Vec<u8>>,
}

/// A range of numbers that are reserved or for extensions.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Range {
    #[prost(int32, optional, tag = "1")]
    pub(crate) start: Option<i32>,
    #[prost(int32, optional, tag = "2")]
    pub(crate) end: Option<i32>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(crate) options: Option<Vec<u8>>,
}

/// `ServiceDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Service {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(message, repeated, tag = "2")]
    pub(crate) methods: Vec<Method>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(crate) options: Option<Vec<u8>>,
}

/// `MethodDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Method {
    #[prost(string, optional, tag = "1")]
    pub(crate) name: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(crate) input: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub(crate) output: Option<String>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub(crate) options: Option<Vec<u8>>,
    #[prost(bool, optional, tag = "5")]
    pub(crate) client_streaming: Option<bool>,
    #[prost(bool, optional, tag = "6")]
    pub(crate) server_streaming: Option<bool>,
}

/// `SourceCodeInfo`: comments, and where things stand.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Source {
    #[prost(message, repeated, tag = "1")]
    pub(crate) locations: Vec<Location>,
}

/// `SourceCodeInfo.Location`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Location {
    #[prost(int32, repeated, tag = "1")]
    pub(crate) path: Vec<i32>,
    #[prost(int32, repeated, tag = "2")]
    pub(crate) span: Vec<i32>,
    #[prost(string, optional, tag = "3")]
    pub(crate) leading: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub(crate) trailing: Option<String>,
    #[prost(string, repeated, tag = "6")]
    pub(crate) detached: Vec<String>,
}

impl Request {
    /// The request in `bytes`, if they are one.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let CodeGeneratorRequest { file_to_generate, parameter, compiler_version, proto_file, .. } =
            CodeGeneratorRequest::decode(bytes).ok()?;
        let files = proto_file.iter().map(|file| File::decode(&**file).ok()).collect::<Option<_>>()?;
        Some(Self { file_to_generate, parameter, compiler_version, files })
    }

    /// The request as protoc would send it: with the files to generate once more, at the end.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let Self { file_to_generate, parameter, compiler_version, files } = self.clone();
        let asked = files.iter().filter(|file| self.generates(file));
        CodeGeneratorRequest {
            source_file_descriptors: asked.map(File::encode_to_vec).collect(),
            proto_file: files.iter().map(File::encode_to_vec).collect(),
            file_to_generate,
            parameter,
            compiler_version,
        }
        .encode_to_vec()
    }

    /// Whether code for `file` is asked for.
    pub(crate) fn generates(&self, file: &File) -> bool {
        self.file_to_generate.iter().any(|name| name == file.name())
    }
}

impl Type {
    /// Whether it stands for an entry of a map: `MessageOptions.map_entry`.
    pub(crate) fn is_map_entry(&self) -> bool {
        self.options.as_ref().is_some_and(|options| options.windows(2).any(|pair| pair == MAP_ENTRY))
    }

    /// Whether the oneof at `at` is there for a proto3 optional alone; such oneofs come after the others.
    pub(crate) fn is_synthetic(&self, at: usize) -> bool {
        let at = i32::try_from(at).ok();
        self.fields.iter().any(|field| field.oneof_index == at && field.proto3_optional())
    }
}

/// The option `map_entry`, set: field 7, a varint, 1.
pub(crate) const MAP_ENTRY: [u8; 2] = [0x38, 0x01];
