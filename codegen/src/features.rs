//! What .proto files use of the language, against what a plugin says it supports.
//!
//! Specification: the comments on `CodeGeneratorResponse` in `google/protobuf/compiler/plugin.proto`. The words are those of
//! protoc's `command_line_interface.cc`.

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

/// A plugin, and what it says it supports, as its answer has it.
pub(crate) struct Supported<'p> {
    pub(crate) plugin: &'p str,
    pub(crate) features: u64,
    pub(crate) least_edition: i32,
    pub(crate) most_edition: i32,
}

impl Supported<'_> {
    /// `Ok` if the plugin supports optional fields in proto3, or `file` has none.
    pub(crate) fn check_optional(&self, file: &ProtoFile) -> Result<(), GenerateError> {
        let messages = File::decode(&*file.encoded).map_err(GenerateError::NoResponse)?;
        if self.features & PROTO3_OPTIONAL != 0 || !has_proto3_optional(&messages) {
            return Ok(());
        }
        let why = format!(
            "is a proto3 file that contains optional fields, but code generator {} hasn't been updated to support \
             optional fields in proto3. Please ask the owner of this code generator to support proto3 optional.",
            self.plugin
        );
        Err(GenerateError::Unsupported { file: file.name.clone(), why })
    }

    /// `Ok` if the plugin supports the edition of `file`.
    pub(crate) fn check_edition(&self, file: &ProtoFile) -> Result<(), GenerateError> {
        let edition = File::decode(&*file.encoded).map_err(GenerateError::NoResponse)?.edition();
        if edition < FIRST_EDITION || file.name.starts_with(GOOGLES_OWN) {
            return Ok(());
        }
        let Self { plugin, features, least_edition: least, most_edition: most } = *self;
        let used = || {
            let edition = name_of(edition);
            format!("is a file using edition {edition}, which isn't supported by code generator {plugin}.")
        };
        let why = if features & SUPPORTS_EDITIONS == 0 {
            format!(
                "is an editions file, but code generator {plugin} hasn't been updated to support editions yet.  Please \
                 ask the owner of this code generator to add support or switch back to proto2/proto3.\n\n\
                 See https://protobuf.dev/editions/overview/ for more information."
            )
        } else if edition < least {
            format!("{}  Please upgrade your file to at least edition {}.", used(), name_of(least))
        } else if edition > most {
            format!(
                "{}  Please ask the owner of this code generator to add support or switch back to a maximum of edition {}.",
                used(),
                name_of(most)
            )
        } else {
            return Ok(());
        };
        Err(GenerateError::Unsupported { file: file.name.clone(), why })
    }
}

/// An edition as protoc's messages write it: the name that `descriptor.proto` gives it, or nothing.
fn name_of(edition: i32) -> &'static str {
    match edition {
        0 => "UNKNOWN",
        900 => "LEGACY",
        998 => "PROTO2",
        999 => "PROTO3",
        1000 => "2023",
        1001 => "2024",
        1002 => "2026",
        9999 => "UNSTABLE",
        i32::MAX => "MAX",
        _ => "",
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

    fn checked(features: u64, least: i32, most: i32, file: &ProtoFile) -> bool {
        let supported = Supported { plugin: "x", features, least_edition: least, most_edition: most };
        supported.check_edition(file).is_ok()
    }

    #[test]
    fn editions_need_a_plugin_that_knows_them() {
        let (ours, unsaid) = (file("a.proto", Some(1001)), file("a.proto", None));
        for features in [0, PROTO3_OPTIONAL] {
            assert!(!checked(features, 998, 1001, &ours));
            assert!(checked(features, 0, 0, &unsaid));
        }
        let both = SUPPORTS_EDITIONS | PROTO3_OPTIONAL;
        for (least, most, expected) in
            [(998, 1000, false), (998, 0, false), (1002, 1002, false), (1001, 1001, true), (0, i32::MAX, true)]
        {
            assert_eq!(checked(both, least, most, &ours), expected, "{least} to {most}");
        }
        assert!(checked(0, 0, 0, &file("google/protobuf/descriptor.proto", Some(1000))));
    }
}
