//! Values of options, as the language and the text format spell them.

use super::raw::Raw;
use crate::model::kind;

pub(super) const BYTES: i32 = 12;

/// `raw` as a value of a scalar of this kind; `None` if it is none.
pub(super) fn scalar(of: i32, raw: Raw<'_>) -> Option<String> {
    Some(match (of, raw) {
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
        (kind::STRING | BYTES, Raw::Bytes(bytes)) => quoted(bytes),
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
