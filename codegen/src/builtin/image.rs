//! Descriptor sets as JSON and in the text format, as buf writes its images.
//!
//! Options that are extensions can be read only by who knows them, and what declares them is in the set itself. So it is read
//! twice: the first time without what is not known, which gives the descriptors by which it is read whole.

use std::collections::HashSet;

use super::ast::File;
use super::mistakes::Mistakes;
use super::pool::{FileInfo, Pool};
use super::record::Unknown;
use super::well_known::{self, DESCRIPTOR};
use super::wire::{Fields, Payload};
use super::{adopt, descriptor, json_format, text_format};

/// How a descriptor set is written, other than in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Text,
}

/// What buf says of a file beside its descriptor: a field of the file, and what that is. It is none of a compiler's business.
const BUFS_FIELD: &str = "optional ImageFileExtension buf_extension = 8042;";
const BUFS_OWN: &str = "
    message ImageFileExtension {
      optional bool is_import = 1;
      optional ModuleInfo module_info = 2;
      optional bool is_syntax_unspecified = 3;
      repeated int32 unused_dependency = 4;
      message ModuleInfo {
        optional ModuleName name = 1;
        optional string commit = 2;
      }
      message ModuleName {
        optional string remote = 1;
        optional string owner = 2;
        optional string repository = 3;
      }
    }";

/// The encoded `FileDescriptorSet` that `text` stands for.
///
/// # Errors
///
/// It is none: what is wrong with it.
pub(crate) fn read_image(text: &[u8], format: Format) -> Result<Vec<u8>, String> {
    let read = |pool: &Pool, unknown| {
        let set = pool.message_named("google.protobuf.FileDescriptorSet").ok_or("descriptor.proto is not known")?;
        match format {
            Format::Json => json_format::parse(pool, set, text, unknown),
            Format::Text => text_format::parse_file(pool, set, text, unknown),
        }
    };
    let known = read(&pool_of(Vec::new()), Unknown::PassedOver)?;
    let files = files(&known).ok_or("its descriptors cannot be read")?;
    read(&pool_of(files), Unknown::Refused)
}

/// The files of an encoded set; `None` if it is none.
pub(super) fn files(set: &[u8]) -> Option<Vec<File>> {
    let (mut fields, mut files) = (Fields(set), Vec::new());
    while !fields.0.is_empty() {
        if let (1, payload) = fields.next()? {
            let Payload::Bytes(encoded) = payload else { return None };
            files.push(descriptor::read_file(encoded)?);
        }
    }
    Some(files)
}

/// Whether `bytes` are an encoded `FileDescriptorSet`.
pub(crate) fn is_set(bytes: &[u8]) -> bool {
    files(bytes).is_some_and(|files| files.iter().all(|file| !file.name.is_empty()))
}

/// Today's `descriptor.proto` with what buf adds to it, and the `files`, which it sees.
pub(super) fn pool_of(files: Vec<File>) -> Pool {
    const FILE: &str = "message FileDescriptorProto {";
    let descriptor = well_known::text(DESCRIPTOR).unwrap_or_default();
    let mut pool = well_known::options_of(&(descriptor.replacen(FILE, &format!("{FILE}{BUFS_FIELD}"), 1) + BUFS_OWN));
    let files: Vec<_> = files.into_iter().filter(|file| file.name != DESCRIPTOR).collect();
    let all: HashSet<_> = (0..=files.len()).collect();
    if let Some(descriptor) = pool.files.first_mut() {
        descriptor.visible.clone_from(&all);
    }
    // The files may come in any order, so each sees all, and is linked once all are there.
    pool.files.extend(files.iter().map(|file| FileInfo {
        name: file.name.clone(),
        package: file.package.clone().unwrap_or_default(),
        visible: all.clone(),
        ..FileInfo::default()
    }));
    // Mistakes are found, and told, by the compiler that gets the set.
    let mut mistakes = Mistakes::in_file(&[]);
    adopt::all(&mut pool, 1, files, &mut mistakes);
    pool
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
# What a compiler makes of two files.
file {
  name: "a.proto" dependency: "o.proto"
  message_type {
    name: "A"
    field { name: "id" number: 1 label: LABEL_OPTIONAL type: TYPE_INT32 json_name: "id" }
    options { deprecated: true [o.motto]: "per aspera" [o.limit] { at_most { seconds: 3 } sizes: [1, 2] } }
  }
  buf_extension { is_import: false }
}
file: <
  name: "o.proto" package: "o" syntax: "editions" edition: EDITION_2023
  buf_extension {
    is_import: true
    module_info { name { remote: "buf.build" owner: "acme" repository: "o" } }
  }
  dependency: "google/protobuf/descriptor.proto"
  message_type {
    name: "Limit"
    field { name: "at_most" number: 1 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".google.protobuf.Duration" }
    field { name: "sizes" number: 2 label: LABEL_REPEATED type: TYPE_INT32 }
    field { name: "inner" number: 3 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".o.Limit"
            options { features { message_encoding: DELIMITED } } }
  }
  extension { name: "motto" number: 50001 label: LABEL_OPTIONAL type: TYPE_STRING extendee: ".google.protobuf.MessageOptions" }
  extension { name: "limit" number: 50002 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".o.Limit"
              extendee: ".google.protobuf.MessageOptions" }
>
file {
  name: "google/protobuf/duration.proto" package: "google.protobuf" syntax: "proto3"
  message_type {
    name: "Duration"
    field { name: "seconds" number: 1 label: LABEL_OPTIONAL type: TYPE_INT64 }
    field { name: "nanos" number: 2 label: LABEL_OPTIONAL type: TYPE_INT32 }
  }
}
"#;

    /// The options of the first message of the first file.
    fn options(set: &[u8]) -> Vec<u8> {
        let file = files(set).unwrap().swap_remove(0);
        file.messages[0].options.encoded.clone().unwrap()
    }

    #[test]
    fn options_that_the_set_itself_declares_are_read() {
        let set = read_image(TEXT.as_bytes(), Format::Text).unwrap();
        assert_eq!(files(&set).unwrap().len(), 3);
        let described = crate::image::image_files(&set);
        assert!(!described[0].is_import && described[1].is_import);
        assert_eq!(described[1].module.as_deref(), Some("buf.build/acme/o"));
        // deprecated, motto, and limit with its packed sizes.
        let expected =
            [&b"\x18\x01\x8a\xb5\x18\x0aper aspera"[..], b"\x92\xb5\x18\x08\x0a\x02\x08\x03\x12\x02\x01\x02"];
        assert_eq!(options(&set).escape_ascii().to_string(), expected.concat().escape_ascii().to_string());
        let delimited = TEXT.replace("sizes: [1, 2]", "inner { sizes: 5 }");
        let set = read_image(delimited.as_bytes(), Format::Text).unwrap();
        assert!(options(&set).ends_with(b"\x1b\x12\x01\x05\x1c"), "{}", options(&set).escape_ascii());
    }

    #[test]
    fn mistakes_say_what_and_where() {
        for (from, to, said) in [
            ("[o.motto]", "[o.nowhere]", "line 8: Extension \"o.nowhere\" is not defined"),
            ("number: 1 label", "nombre: 1 label", "line 7: Message type \"google.protobuf.FieldDescriptorProto\""),
            ("TYPE_STRING", "TYPE_NOTHING", "line 26: Unknown enumeration value of \"TYPE_NOTHING\""),
            ("file: <", "file: ", "Expected \"{\""),
        ] {
            let error = read_image(TEXT.replacen(from, to, 1).as_bytes(), Format::Text).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        let error = read_image(b"{\n\"file\": ]", Format::Json).unwrap_err();
        assert!(error.contains("line 2"), "{error}");
        assert!(read_image(&b"[".repeat(100_000), Format::Json).is_err());
    }
}
