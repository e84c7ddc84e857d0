//! Descriptors without the JSON names that the source does not give: what protoc's own generators are asked about.

use super::mistakes::path::{file, message};
use super::wire::{Fields, Payload, Writer};

/// `FieldDescriptorProto.json_name`
const JSON_NAME: u32 = 10;

/// The encoded file without the JSON names of fields, but for those at the paths `written`, which are sorted.
pub(crate) fn without_json_names(encoded: &[u8], written: &[Vec<i32>]) -> Vec<u8> {
    Walk { written }.walk(encoded, Place::File, &mut Vec::new())
}

/// What is walked through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    File,
    Message,
    Field,
}

impl Place {
    /// What the field `number` holds, if fields may be in it.
    fn within(self, number: i32) -> Option<Self> {
        match (self, number) {
            (Self::File, file::MESSAGE) | (Self::Message, message::NESTED) => Some(Self::Message),
            (Self::File, file::EXTENSION) | (Self::Message, message::FIELD | message::EXTENSION) => Some(Self::Field),
            _ => None,
        }
    }
}

struct Walk<'w> {
    written: &'w [Vec<i32>],
}

impl Walk<'_> {
    fn walk(&self, encoded: &[u8], place: Place, path: &mut Vec<i32>) -> Vec<u8> {
        let (mut writer, mut counts) = (Writer::default(), std::collections::HashMap::new());
        for (number, payload) in Fields(encoded) {
            match (place.within(number as i32), payload) {
                (Some(inner), Payload::Bytes(bytes)) => {
                    let count = counts.entry(number).or_insert(0);
                    path.extend([number as i32, *count]);
                    *count += 1;
                    let walked = self.walk(bytes, inner, path);
                    path.truncate(path.len() - 2);
                    writer.bytes(number, walked);
                }
                _ if place == Place::Field && number == JSON_NAME && self.written.binary_search(path).is_err() => {}
                _ => writer.field(number, payload),
            }
        }
        writer.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::{compile, descriptor};

    #[test]
    fn only_names_that_are_written_stay() {
        let text = r#"syntax = "proto2";
            message A {
              optional int32 a_b = 1;
              optional int32 c_d = 2 [json_name = "cD"];
              message B { optional int32 e_f = 1 [json_name = "other"]; extensions 5; }
              extend B { optional int32 g_h = 5; }
            }"#;
        let found = |name: &str| Ok((name == "a.proto").then(|| text.into()));
        let file = compile(&mut { found }, &["a.proto".to_owned()], &[])
            .unwrap_or_else(|errors| panic!("{errors:?}"))
            .files
            .remove(0);
        let bare = descriptor::read_file(&super::without_json_names(&file.whole, &file.written_json_names)).unwrap();
        let a = &bare.messages[0];
        let names = |fields: &[super::super::ast::Field]| -> Vec<Option<String>> {
            fields.iter().map(|field| field.json_name.clone().map(|name| String::from_utf8(name).unwrap())).collect()
        };
        assert_eq!(names(&a.fields), [None, Some("cD".into())]);
        assert_eq!(names(&a.nested[0].fields), [Some("other".to_owned())]);
        assert_eq!(names(&a.extensions), [None]);
        let all = descriptor::read_file(&file.whole).unwrap();
        assert_eq!(names(&all.messages[0].extensions), [Some("gH".to_owned())]);
    }
}
