//! What a plugin answers.

use prost::Message;
use prost_types::FileDescriptorProto;

use crate::error::GenerateError;
use crate::protos::Protos;

/// `google.protobuf.compiler.CodeGeneratorResponse`. Contents are bytes, as protoc takes them, not text.
#[derive(Clone, PartialEq, Message)]
pub struct CodeGeneratorResponse {
    /// Why the plugin generates nothing.
    #[prost(string, optional, tag = "1")]
    pub error: Option<String>,
    /// A bit for each feature that the plugin says it supports.
    #[prost(uint64, optional, tag = "2")]
    pub supported_features: Option<u64>,
    /// The files, or pieces of them.
    #[prost(message, repeated, tag = "15")]
    pub file: Vec<GeneratedFile>,
}

/// `CodeGeneratorResponse.File`.
#[derive(Clone, PartialEq, Message)]
pub struct GeneratedFile {
    /// Where it goes, below the output directory; a piece without a name continues the one before it.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// The place in a file that is there already, at which the content is inserted.
    #[prost(string, optional, tag = "2")]
    pub insertion_point: Option<String>,
    /// What it holds.
    #[prost(bytes = "vec", optional, tag = "15")]
    pub content: Option<Vec<u8>>,
}

/// `CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL`. The other feature, editions, no .proto file here can ask for: the
/// compiler does not know them yet.
const PROTO3_OPTIONAL: u64 = 1;

impl CodeGeneratorResponse {
    /// Reads the plugin's answer to a request about `protos`.
    ///
    /// # Errors
    ///
    /// It is not a response, reports an error, or does not support what the files use.
    pub fn read(bytes: &[u8], protos: &Protos) -> Result<Self, GenerateError> {
        let response = Self::decode(bytes).map_err(GenerateError::NoResponse)?;
        if let Some(error) = &response.error {
            return Err(GenerateError::Refused(error.clone()));
        }
        for file in protos.generated() {
            response.support(&file.descriptor)?;
        }
        Ok(response)
    }

    /// `Ok` if the plugin supports what `file` uses.
    fn support(&self, file: &FileDescriptorProto) -> Result<(), GenerateError> {
        if self.supported_features() & PROTO3_OPTIONAL == 0 && has_proto3_optional(file) {
            return Err(GenerateError::Unsupported {
                file: file.name().into(),
                uses: "has optional fields in proto3",
                feature: "those",
            });
        }
        Ok(())
    }
}

fn has_proto3_optional(file: &FileDescriptorProto) -> bool {
    let mut messages: Vec<_> = file.message_type.iter().collect();
    while let Some(message) = messages.pop() {
        if message.field.iter().chain(&message.extension).any(prost_types::FieldDescriptorProto::proto3_optional) {
            return true;
        }
        messages.extend(&message.nested_type);
    }
    file.extension.iter().any(prost_types::FieldDescriptorProto::proto3_optional)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    fn protos(text: &str) -> Protos {
        Protos::compile(Sources::from_iter([("a.proto", text)]), ["a.proto"]).unwrap()
    }

    #[test]
    fn optional_fields_need_a_plugin_that_knows_them() {
        let protos = protos("syntax = \"proto3\"; message A { message B { optional int32 x = 1; } }");
        let answer = |features| CodeGeneratorResponse { supported_features: features, ..Default::default() };
        for features in [None, Some(0), Some(2)] {
            let error = CodeGeneratorResponse::read(&answer(features).encode_to_vec(), &protos).unwrap_err();
            assert_eq!(
                error.to_string(),
                "a.proto has optional fields in proto3, and the plugin does not say that it supports those"
            );
        }
        let known = answer(Some(PROTO3_OPTIONAL)).encode_to_vec();
        assert!(CodeGeneratorResponse::read(&known, &protos).is_ok());
    }

    #[test]
    fn a_plugins_own_error_is_the_error() {
        let protos = protos("syntax = \"proto3\";");
        let answer = CodeGeneratorResponse { error: Some("a.proto: no go_package".into()), ..Default::default() };
        let error = CodeGeneratorResponse::read(&answer.encode_to_vec(), &protos).unwrap_err();
        assert_eq!(error.to_string(), "a.proto: no go_package");
        let error = CodeGeneratorResponse::read(b"hello, world\n", &protos).unwrap_err();
        assert!(matches!(error, GenerateError::NoResponse(_)), "{error}");
    }
}
