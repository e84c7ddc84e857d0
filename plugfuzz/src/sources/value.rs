//! Values of options, as the language and the text format spell them.

use prost::encoding::WireType;

use super::options::aggregate;
use super::raw::{Raw, packed};
use super::schema::Schema;
use crate::model::{Field, kind};

/// The values in `raw` of `field`: several if they are packed.
pub(super) fn values(schema: &Schema, field: &Field, raw: Raw<'_>) -> Option<Vec<String>> {
    let wire_type = match field.kind() {
        1 | 6 | 16 => WireType::SixtyFourBit,
        2 | 7 | 15 => WireType::ThirtyTwoBit,
        kind::STRING | BYTES | kind::MESSAGE | kind::GROUP => WireType::LengthDelimited,
        _ => WireType::Varint,
    };
    match raw {
        Raw::Bytes(bytes) if wire_type != WireType::LengthDelimited => {
            packed(wire_type, bytes)?.into_iter().map(|raw| value(schema, field, raw)).collect()
        }
        raw => Some(vec![value(schema, field, raw)?]),
    }
}

const BYTES: i32 = 12;

fn value(schema: &Schema, field: &Field, raw: Raw<'_>) -> Option<String> {
    Some(match (field.kind(), raw) {
        (1, Raw::Fixed64(bits)) => float(f64::from_bits(bits)),
        (2, Raw::Fixed32(bits)) => float(f64::from(f32::from_bits(bits))),
        (3, Raw::Varint(number)) => number.cast_signed().to_string(),
        (4, Raw::Varint(number)) | (6, Raw::Fixed64(number)) => number.to_string(),
        (5, Raw::Varint(number)) => (number as i32).to_string(),
        (7, Raw::Fixed32(number)) => number.to_string(),
        (8, Raw::Varint(number)) => (number != 0).to_string(),
        (13, Raw::Varint(number)) => (number as u32).to_string(),
        (15, Raw::Fixed32(number)) => number.cast_signed().to_string(),
        (16, Raw::Fixed64(number)) => number.cast_signed().to_string(),
        (17 | 18, Raw::Varint(number)) => ((number >> 1).cast_signed() ^ -(number & 1).cast_signed()).to_string(),
        (kind::ENUM, Raw::Varint(number)) => schema.value_name(field.type_name(), number as i32)?.to_owned(),
        (kind::STRING | BYTES, Raw::Bytes(bytes)) => quoted(bytes),
        (kind::MESSAGE, Raw::Bytes(bytes)) => aggregate(schema, field.type_name(), bytes)?,
        _ => return None,
    })
}

/// A number as both .proto files and the text format have it.
fn float(number: f64) -> String {
    if number.is_nan() { "nan".into() } else { format!("{number:?}") }
}

/// `bytes` as a string literal: what is no printable ASCII in octal, as in C.
pub(super) fn quoted(bytes: &[u8]) -> String {
    let mut literal = String::from("\"");
    for byte in bytes.iter().copied() {
        match byte {
            b'"' | b'\\' => literal.extend(['\\', char::from(byte)]),
            b'\n' => literal += "\\n",
            b' '..=b'~' => literal.push(char::from(byte)),
            _ => literal += &format!("\\{byte:03o}"),
        }
    }
    literal + "\""
}
