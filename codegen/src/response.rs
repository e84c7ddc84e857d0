//! What a plugin answers.

use prost::Message;

use crate::error::GenerateError;
use crate::features::Supported;
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
    /// The first edition that the plugin supports, as `google.protobuf.Edition` numbers them.
    #[prost(int32, optional, tag = "3")]
    pub minimum_edition: Option<i32>,
    /// The last edition that the plugin supports.
    #[prost(int32, optional, tag = "4")]
    pub maximum_edition: Option<i32>,
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

impl CodeGeneratorResponse {
    /// Reads the answer of `plugin` to a request about `protos`.
    ///
    /// # Errors
    ///
    /// It is not a response, reports an error, or does not support what the files use.
    pub fn read(plugin: &str, bytes: &[u8], protos: &Protos) -> Result<Self, GenerateError> {
        let response = Self::read_unchecked(bytes)?;
        let supported = response.supported(plugin);
        protos.generated().try_for_each(|file| supported.check_optional(file))?;
        protos.generated().try_for_each(|file| supported.check_edition(file))?;
        Ok(response)
    }

    /// The same as buf has it: optional fields in proto3 are no error if the plugin does not say that it supports them, but
    /// something to [warn of](Self::misses_optional).
    ///
    /// # Errors
    ///
    /// Those of [`Self::read`].
    pub fn read_as_buf(plugin: &str, bytes: &[u8], protos: &Protos) -> Result<Self, GenerateError> {
        let response = Self::read_unchecked(bytes)?;
        let supported = response.supported(plugin);
        protos.generated().try_for_each(|file| supported.check_edition(file))?;
        Ok(response)
    }

    /// Whether `bytes` are a response, and none that reports an error.
    pub fn is_success(bytes: &[u8]) -> bool {
        Self::read_unchecked(bytes).is_ok()
    }

    fn read_unchecked(bytes: &[u8]) -> Result<Self, GenerateError> {
        let response = Self::decode(bytes).map_err(GenerateError::NoResponse)?;
        match response.refusal() {
            Some(refusal) => Err(GenerateError::Refused(refusal.to_owned())),
            None => Ok(response),
        }
    }

    /// What to say if `protos` have optional fields in proto3 that `plugin` does not say it supports.
    pub fn misses_optional(&self, plugin: &str, protos: &Protos) -> Option<GenerateError> {
        let supported = self.supported(plugin);
        protos.generated().find_map(|file| supported.check_optional(file).err())
    }

    fn supported<'p>(&self, plugin: &'p str) -> Supported<'p> {
        Supported {
            plugin,
            features: self.supported_features(),
            least_edition: self.minimum_edition(),
            most_edition: self.maximum_edition(),
        }
    }

    /// The plugin's own error. One without a word is none, as `plugin.proto` has it.
    pub fn refusal(&self) -> Option<&str> {
        Some(self.error()).filter(|error| !error.is_empty())
    }
}

impl GeneratedFile {
    /// Where in a file that is there already the content goes; none for a file of its own.
    pub(crate) fn place(&self) -> Option<&str> {
        Some(self.insertion_point()).filter(|point| !point.is_empty())
    }

    /// Whether this goes on with the piece before it.
    pub(crate) fn continues(&self) -> bool {
        self.name().is_empty() && self.place().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    fn protos(text: &str) -> Protos {
        Protos::compile(&Sources::from_iter([("a.proto", text)]), ["a.proto"]).unwrap()
    }

    #[test]
    fn optional_fields_need_a_plugin_that_knows_them() {
        let protos = protos("syntax = \"proto3\"; message A { message B { optional int32 x = 1; } }");
        let answer = |features| CodeGeneratorResponse { supported_features: features, ..Default::default() };
        for features in [None, Some(0), Some(2)] {
            let answer = answer(features).encode_to_vec();
            let error = CodeGeneratorResponse::read("x", &answer, &protos).unwrap_err();
            assert!(
                error.to_string().starts_with("a.proto: is a proto3 file that contains optional fields, but"),
                "{error}"
            );
            assert!(CodeGeneratorResponse::read_as_buf("x", &answer, &protos).is_ok());
        }
        let known = answer(Some(1)).encode_to_vec();
        assert!(CodeGeneratorResponse::read("x", &known, &protos).is_ok());
    }

    #[test]
    fn a_plugins_own_error_is_the_error() {
        let protos = protos("syntax = \"proto3\";");
        let answer = CodeGeneratorResponse { error: Some("a.proto: no go_package".into()), ..Default::default() };
        let error = CodeGeneratorResponse::read("x", &answer.encode_to_vec(), &protos).unwrap_err();
        assert_eq!(error.to_string(), "a.proto: no go_package");
        let wordless = CodeGeneratorResponse { error: Some(String::new()), ..Default::default() };
        assert!(CodeGeneratorResponse::read("x", &wordless.encode_to_vec(), &protos).is_ok());
        let error = CodeGeneratorResponse::read("x", b"hello, world\n", &protos).unwrap_err();
        assert!(matches!(error, GenerateError::NoResponse(_)), "{error}");
    }
}
