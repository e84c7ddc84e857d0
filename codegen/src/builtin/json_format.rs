//! Messages as JSON.
//!
//! Specification: <https://protobuf.dev/programming-guides/json/>

mod scalar;
mod well_known;

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use super::check::default_json_name;
use super::limits::MAX_VALUE_DEPTH;
use super::pool::{FieldInfo, Pool, Symbol};
use super::record::{Record, Unknown, Value};

type Result<T> = std::result::Result<T, String>;

/// The encoded message of the type `message` that `text` stands for.
///
/// # Errors
///
/// It is no such message: what is wrong with it.
pub(super) fn parse(pool: &Pool, message: usize, text: &[u8], unknown: Unknown) -> Result<Vec<u8>> {
    // serde_json bounds how deep values nest.
    let json: Json = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    Reader { pool, unknown }.message(message, &json, MAX_VALUE_DEPTH)
}

struct Reader<'p> {
    pool: &'p Pool,
    unknown: Unknown,
}

impl<'p> Reader<'p> {
    /// A message, encoded, whose values nest no deeper than `depth`.
    fn message(&self, message: usize, json: &Json, depth: usize) -> Result<Vec<u8>> {
        let depth = depth.checked_sub(1).ok_or("it nests too deep")?;
        let info = &self.pool.messages[message];
        if let Some(read) = well_known::reader(&info.full_name) {
            return read(self, message, json, depth);
        }
        let object = json.as_object().ok_or_else(|| format!("{} is no object: {json}", info.full_name))?;
        self.fields(message, object, depth)
    }

    fn fields(&self, message: usize, object: &Map<String, Json>, depth: usize) -> Result<Vec<u8>> {
        let mut record = Record::new(self.pool, message);
        let mut seen = HashSet::new();
        for (name, json) in object {
            let Some(field) = self.field(message, name)? else { continue };
            if !seen.insert(field.number) {
                return Err(format!("{name:?} is there twice"));
            }
            if let Some(rival) = record.rival(field) {
                return Err(format!("{name:?} and {:?} are of the same oneof", rival.name));
            }
            for value in self.values(field, json, depth).map_err(|error| format!("{name}: {error}"))? {
                record.add(field, value);
            }
        }
        match record.missing() {
            missing if missing.is_empty() => Ok(record.encode()),
            missing => Err(format!("required fields are missing: {}", missing.join(", "))),
        }
    }

    /// The field that an object's member `name` is for; `None` if it is passed over.
    fn field(&self, message: usize, name: &str) -> Result<Option<&'p FieldInfo>> {
        let info = &self.pool.messages[message];
        let found = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(extension) => match self.pool.symbols.get(extension) {
                Some(Symbol::Field { index, .. }) => Some(&self.pool.fields[*index]),
                _ => None,
            }
            .filter(|field| field.of == Some(message)),
            None => info.fields.iter().map(|index| &self.pool.fields[*index]).find(|field| field.is_named(name)),
        };
        match found {
            None if self.unknown == Unknown::Refused && !info.reserved_names.contains(name.as_bytes()) => {
                Err(format!("{} has no field {name:?}", info.full_name))
            }
            found => Ok(found),
        }
    }

    fn values(&self, field: &FieldInfo, json: &Json, depth: usize) -> Result<Vec<Value>> {
        let entry = field.message().filter(|message| self.pool.messages[*message].is_map_entry);
        match (entry, json) {
            (None, Json::Null) if !field.message().is_some_and(|message| self.takes_null(message)) => Ok(Vec::new()),
            (Some(_), Json::Null) => Ok(Vec::new()),
            (Some(entry), Json::Object(object)) => {
                object.iter().map(|(key, json)| self.entry(entry, key, json, depth)).collect()
            }
            (Some(_), other) => Err(format!("a map is an object, and not {other}")),
            (None, Json::Array(values)) if field.is_repeated() => {
                values.iter().map(|json| self.value(field, json, depth)).collect()
            }
            (None, other) if field.is_repeated() => Err(format!("a repeated field is an array, and not {other}")),
            (None, json) => Ok(vec![self.value(field, json, depth)?]),
        }
    }

    fn takes_null(&self, message: usize) -> bool {
        self.pool.messages[message].full_name == "google.protobuf.Value"
    }

    fn entry(&self, entry: usize, key: &str, json: &Json, depth: usize) -> Result<Value> {
        let field = |number| self.pool.field_of(entry, number).ok_or("a map's entry has a key and a value");
        let (key_field, value_field) = (field(1)?, field(2)?);
        let mut record = Record::new(self.pool, entry);
        let key_json = match key {
            "true" | "false" => Json::from(key == "true"),
            key => Json::from(key),
        };
        let key = if key_field.kind == super::ast::Type::String { Json::from(key) } else { key_json };
        record.add(key_field, self.value(key_field, &key, depth)?);
        record.add(value_field, self.value(value_field, json, depth)?);
        Ok(Value::Bytes(record.encode()))
    }

    fn value(&self, field: &FieldInfo, json: &Json, depth: usize) -> Result<Value> {
        match field.message() {
            Some(message) => self.message(message, json, depth).map(Value::Bytes),
            None => scalar::value(self.pool, field, json),
        }
    }
}

impl FieldInfo {
    /// Whether JSON calls the field `name`; it may also use the field's own name.
    fn is_named(&self, name: &str) -> bool {
        let own = || default_json_name(&self.name) == name;
        self.name == name || self.json_name.as_ref().map_or_else(own, |json_name| json_name == name.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::super::image::pool_of;
    use super::super::record::Unknown;
    use super::super::{compile, descriptor};

    const FILE: &str = r#"
        syntax = "proto2";
        import "google/protobuf/any.proto";
        import "google/protobuf/duration.proto";
        import "google/protobuf/field_mask.proto";
        import "google/protobuf/struct.proto";
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/wrappers.proto";
        message All {
          optional int64 wide = 1;
          optional sint32 zigzag = 2;
          optional double ratio = 3;
          optional bytes raw = 4;
          optional google.protobuf.Timestamp since = 5;
          optional google.protobuf.Duration within = 6;
          optional string named = 7 [json_name = "otherName"];
          optional google.protobuf.StringValue wrapped = 8;
          optional google.protobuf.Any any = 9;
          optional google.protobuf.Struct tree = 10;
          optional google.protobuf.FieldMask mask = 11;
          optional float small = 12;
          map<int32, bool> flags = 13;
          oneof one { string this = 14; string that = 15; }
        }"#;

    /// The encoded message of the type `All` that `json` stands for, with its escapes.
    fn read(json: &str) -> Result<String, String> {
        let text = |name: &str| Ok((name == "all.proto").then(|| FILE.into()));
        let compiled =
            compile(&mut { text }, &["all.proto".to_owned()], &[]).unwrap_or_else(|errors| panic!("{errors:?}")).files;
        let pool = pool_of(compiled.iter().map(|file| descriptor::read_file(&file.whole).unwrap()).collect());
        let all = pool.message_named("All").unwrap();
        let read = super::parse(&pool, all, json.as_bytes(), Unknown::Refused);
        read.map(|encoded| encoded.escape_ascii().to_string())
    }

    #[test]
    fn values_are_those_of_the_specification() {
        for (json, encoded) in [
            (r#"{"wide": "-5"}"#, &b"\x08\xfb\xff\xff\xff\xff\xff\xff\xff\xff\x01"[..]),
            (r#"{"wide": 1e3}"#, b"\x08\xe8\x07"),
            (r#"{"zigzag": -2}"#, b"\x10\x03"),
            (r#"{"ratio": "-Infinity"}"#, b"\x19\0\0\0\0\0\0\xf0\xff"),
            (r#"{"ratio": "0.5"}"#, b"\x19\0\0\0\0\0\0\xe0\x3f"),
            (r#"{"raw": "AP8="}"#, b"\x22\x02\x00\xff"),
            (r#"{"raw": "_-8"}"#, b"\x22\x02\xff\xef"),
            (r#"{"since": "1970-01-01T00:00:01.5Z"}"#, b"\x2a\x08\x08\x01\x10\x80\xca\xb5\xee\x01"),
            (r#"{"since": "1972-03-01T01:00:00+01:00"}"#, b"\x2a\x05\x08\x80\x82\xc6\x20"),
            (
                r#"{"within": "-1.5s"}"#,
                b"\x32\x16\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x10\x80\xb6\xca\x91\xfe\xff\xff\xff\xff\x01",
            ),
            (r#"{"otherName": "x"}"#, b"\x3a\x01x"),
            (r#"{"named": "x"}"#, b"\x3a\x01x"),
            (r#"{"wrapped": "x", "raw": null}"#, b"\x42\x03\x0a\x01x"),
            (
                r#"{"any": {"@type": "x/google.protobuf.Duration", "value": "2s"}}"#,
                b"\x4a\x20\x0a\x1ax/google.protobuf.Duration\x12\x02\x08\x02",
            ),
            (
                r#"{"tree": {"a": [null, true]}}"#,
                b"\x52\x11\x0a\x0f\x0a\x01a\x12\x0a\x32\x08\x0a\x02\x08\x00\x0a\x02\x20\x01",
            ),
            (r#"{"mask": "fooBar,baz.x"}"#, b"\x5a\x10\x0a\x07foo_bar\x0a\x05baz.x"),
            (r#"{"small": 0.1}"#, b"\x65\xcd\xcc\xcc\x3d"),
            (r#"{"flags": {"7": true}}"#, b"\x6a\x04\x08\x07\x10\x01"),
        ] {
            assert_eq!(read(json), Ok(encoded.escape_ascii().to_string()), "{json}");
        }
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_place() {
        for (json, said) in [
            (r#"{"wide": 1.5}"#, "wide: no integer"),
            (r#"{"zigzag": 2147483648}"#, "zigzag: out of range"),
            (r#"{"raw": "?"}"#, "raw: no base64"),
            (r#"{"since": "yesterday"}"#, "since: no time"),
            (r#"{"within": "1"}"#, "within: no duration"),
            (r#"{"flags": {"x": true}}"#, "flags: no integer"),
            (r#"{"this": "x", "that": "y"}"#, "the same oneof"),
            (r#"{"nothing": 1}"#, "All has no field \"nothing\""),
            (r#"{"named": "x", "otherName": "y"}"#, "there twice"),
            (r#"{"any": {"@type": "x/Nowhere"}}"#, "any: \"x/Nowhere\" is not in the set"),
            ("5", "All is no object"),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(said), "{json}: {error}");
        }
    }
}
