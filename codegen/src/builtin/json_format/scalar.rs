//! Numbers, strings, bytes and enums as JSON.

use serde_json::Value as Json;

use super::Result;
use crate::builtin::ast::Type;
use crate::builtin::literal;
use crate::builtin::pool::{FieldInfo, Pool};
use crate::builtin::record::{self, Value};

/// The value of a field that is no message.
pub(super) fn value(pool: &Pool, field: &FieldInfo, json: &Json) -> Result<Value> {
    match field.kind {
        Type::String => text(json).map(|text| Value::Bytes(text.into())),
        Type::Bytes => base64(text(json)?).map(Value::Bytes),
        Type::Bool => json.as_bool().map(|value| Value::Varint(value.into())).ok_or_else(|| wrong("boolean", json)),
        Type::Double => Ok(Value::Fixed64(double(json)?.to_bits())),
        Type::Float => Ok(Value::Fixed32(literal::rounded(double(json)?).to_bits())),
        Type::Enum => enum_value(pool, field, json),
        kind => {
            let (least, most) = record::bounds(kind).ok_or("a field of no type")?;
            let value = integer(json)?;
            match (least..=most).contains(&value) {
                true => Ok(record::integer(kind, value)),
                false => Err(format!("out of range: {json}")),
            }
        }
    }
}

/// The text of a JSON string.
pub(super) fn text(json: &Json) -> Result<&str> {
    json.as_str().ok_or_else(|| wrong("string", json))
}

fn wrong(what: &str, json: &Json) -> String {
    format!("no {what}: {json}")
}

/// An integer, as a number or in a string; it may be written as `1e3` or `1.0`.
fn integer(json: &Json) -> Result<i128> {
    let written = match json {
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        _ => return Err(wrong("integer", json)),
    };
    let of_float = || {
        let value: f64 = written.parse().ok()?;
        (value.fract() == 0.0 && value.abs() < 1e19).then_some(value as i128)
    };
    written.parse().ok().or_else(of_float).ok_or_else(|| wrong("integer", json))
}

/// A floating-point number, as a number or in a string.
pub(super) fn double(json: &Json) -> Result<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match &**text {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text => text.parse().ok().filter(|value: &f64| value.is_finite()),
        },
        _ => None,
    }
    .ok_or_else(|| wrong("number", json))
}

fn enum_value(pool: &Pool, field: &FieldInfo, json: &Json) -> Result<Value> {
    let an_enum = &pool.enums[field.type_index.ok_or("an enum field of no type")?];
    let number = match json {
        Json::String(name) => an_enum.number_of(name),
        Json::Null if an_enum.full_name == "google.protobuf.NullValue" => Some(0),
        json => integer(json).ok().and_then(|number| i32::try_from(number).ok()),
    };
    let number = number.ok_or_else(|| format!("{} has no value {json}", an_enum.full_name))?;
    Ok(Value::Varint(i64::from(number) as u64))
}

/// What base64 stands for, in either alphabet, padded or not.
fn base64(text: &str) -> Result<Vec<u8>> {
    let wrong = || format!("no base64: {text:?}");
    let digits = text.trim_end_matches('=').bytes().map(|byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    });
    let digits = digits.collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - group.len()));
        let count = match group.len() {
            4 => 3,
            3 => 2,
            2 => 1,
            _ => return Err(wrong()),
        };
        bytes.extend_from_slice(&bits.to_be_bytes()[1..=count]);
    }
    Ok(bytes)
}
