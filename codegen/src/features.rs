//! What .proto files use of the language, against what a plugin says it supports.
//!
//! Specification: the comments on `CodeGeneratorResponse` in `google/protobuf/compiler/plugin.proto`.

use prost::Message;

use crate::error::GenerateError;
use crate::protos::ProtoFile;

/// `CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL`.
const PROTO3_OPTIONAL: u64 = 1;
/// `CodeGeneratorResponse.FEATURE_SUPPORTS_EDITIONS`.
const SUPPORTS_EDITIONS: u64 = 2;
/// `EDITION_2023`, the first that plugins have to know of.
const FIRST_EDITION: i32 = 1000;
/// Files of these names may use any edition: whoever generates code for them does so to build protobuf itself.
const GOOGLES_OWN: &str = "google/protobuf/";

/// What counts here of a `FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(message, repeated, tag = "4")]
    message_type: Vec<Type>,
    #[prost(message, repeated, tag = "7")]
    extension: Vec<Field>,
    #[prost(int32, optional, tag = "14")]
    edition: Option<i32>,
}

/// What counts of a `DescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct Type {
    #[prost(message, repeated, tag = "2")]
    field: Vec<Field>,
    #[prost(message, repeated, tag = "3")]
    nested_type: Vec<Type>,
    #[prost(message, repeated, tag = "6")]
    extension: Vec<Field>,
}

/// What counts of a `FieldDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct Field {
    #[prost(bool, optional, tag = "17")]
    proto3_optional: Option<bool>,
}

/// What a plugin says it supports, as its answer has it.
pub(crate) struct Supported {
    pub(crate) features: u64,
    pub(crate) least_edition: i32,
    pub(crate) most_edition: i32,
}

/// `Ok` if a plugin that supports this supports what `file` uses.
pub(crate) fn check(supported: &Supported, file: &ProtoFile) -> Result<(), GenerateError> {
    check_optional(supported, file)?;
    check_edition(supported, file)
}

/// The same for optional fields in proto3 alone.
pub(crate) fn check_optional(supported: &Supported, file: &ProtoFile) -> Result<(), GenerateError> {
    let messages = File::decode(&*file.encoded).map_err(GenerateError::NoResponse)?;
    if supported.features & PROTO3_OPTIONAL != 0 || !has_proto3_optional(&messages) {
        return Ok(());
    }
    let uses = "has optional fields in proto3".into();
    let supported = "the plugin does not say that it supports those".into();
    Err(GenerateError::Unsupported { file: file.name.clone(), uses, supported })
}

/// The same for editions alone.
pub(crate) fn check_edition(supported: &Supported, file: &ProtoFile) -> Result<(), GenerateError> {
    let name = &*file.name;
    let file = File::decode(&*file.encoded).map_err(GenerateError::NoResponse)?;
    let supports = |feature| supported.features & feature != 0;
    let unsupported =
        |uses: String, supported: String| Err(GenerateError::Unsupported { file: name.into(), uses, supported });
    let edition = file.edition();
    if edition < FIRST_EDITION || name.starts_with(GOOGLES_OWN) {
        return Ok(());
    }
    let uses = format!("uses edition {}", name_of(edition));
    let (least, most) = (supported.least_edition, supported.most_edition);
    if !supports(SUPPORTS_EDITIONS) {
        unsupported(uses, "the plugin does not say that it supports editions".into())
    } else if edition < least {
        unsupported(uses, format!("the plugin supports editions from {} on", name_of(least)))
    } else if edition > most {
        unsupported(uses, format!("the plugin supports editions up to {}", name_of(most)))
    } else {
        Ok(())
    }
}

/// An edition as .proto files write it.
fn name_of(edition: i32) -> String {
    match edition {
        0 => "none".into(),
        900 => "the legacy syntax".into(),
        998 => "proto2".into(),
        999 => "proto3".into(),
        9999 => "UNSTABLE".into(),
        i32::MAX => "MAX".into(),
        // 1000 is 2023, 1001 is 2024, and so on.
        year if (1000..2000).contains(&year) => (year + 1023).to_string(),
        other => other.to_string(),
    }
}

fn has_proto3_optional(file: &File) -> bool {
    let mut messages: Vec<_> = file.message_type.iter().collect();
    while let Some(message) = messages.pop() {
        if message.field.iter().chain(&message.extension).any(Field::proto3_optional) {
            return true;
        }
        messages.extend(&message.nested_type);
    }
    file.extension.iter().any(Field::proto3_optional)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, edition: Option<i32>) -> ProtoFile {
        let encoded = File { edition, ..File::default() }.encode_to_vec();
        ProtoFile { name: name.into(), ..ProtoFile::read(encoded).unwrap() }
    }

    fn checked(features: Option<u64>, least: i32, most: i32, file: &ProtoFile) -> Result<(), String> {
        let supported = Supported { features: features.unwrap_or_default(), least_edition: least, most_edition: most };
        check(&supported, file).map_err(|error| error.to_string())
    }

    #[test]
    fn editions_need_a_plugin_that_knows_them() {
        let (ours, unsaid) = (file("a.proto", Some(1001)), file("a.proto", None));
        for features in [None, Some(0), Some(PROTO3_OPTIONAL)] {
            let why = "a.proto uses edition 2024, and the plugin does not say that it supports editions";
            assert_eq!(checked(features, 998, 1001, &ours).unwrap_err(), why);
            assert_eq!(checked(features, 0, 0, &unsaid), Ok(()));
        }
        let both = Some(SUPPORTS_EDITIONS | PROTO3_OPTIONAL);
        for (least, most, why) in [
            (998, 1000, Err("a.proto uses edition 2024, and the plugin supports editions up to 2023")),
            (998, 0, Err("a.proto uses edition 2024, and the plugin supports editions up to none")),
            (1002, 1002, Err("a.proto uses edition 2024, and the plugin supports editions from 2025 on")),
            (1001, 1001, Ok(())),
            (0, i32::MAX, Ok(())),
        ] {
            assert_eq!(checked(both, least, most, &ours), why.map_err(ToOwned::to_owned), "{least} to {most}");
        }
        assert_eq!(checked(None, 0, 0, &file("google/protobuf/descriptor.proto", Some(1000))), Ok(()));
    }
}
