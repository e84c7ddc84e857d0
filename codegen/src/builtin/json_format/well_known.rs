//! Google's types that JSON writes in a way of their own.

use serde_json::{Map, Value as Json};

use super::{Reader, Result, scalar};
use crate::builtin::pool::Symbol;
use crate::builtin::wire::{Payload, Writer};

/// Reads a message of a type of Google's, whose values nest no deeper than the last argument says.
pub(super) type Read = fn(&Reader<'_>, usize, &Json, usize) -> Result<Vec<u8>>;

/// What reads the type, if JSON writes it in a way of its own.
pub(super) fn reader(full_name: &str) -> Option<Read> {
    Some(match full_name.strip_prefix("google.protobuf.")? {
        "Any" => any,
        "Duration" => duration,
        "FieldMask" => field_mask,
        "ListValue" => list,
        "Struct" => object,
        "Timestamp" => timestamp,
        "Value" => value,
        "BoolValue" | "BytesValue" | "DoubleValue" | "FloatValue" | "Int32Value" | "Int64Value" | "StringValue"
        | "UInt32Value" | "UInt64Value" => wrapper,
        _ => return None,
    })
}

/// A value alone stands for the message around it.
fn wrapper(reader: &Reader<'_>, message: usize, json: &Json, depth: usize) -> Result<Vec<u8>> {
    reader.fields(message, &Map::from_iter([("value".to_owned(), json.clone())]), depth)
}

fn any(reader: &Reader<'_>, _: usize, json: &Json, depth: usize) -> Result<Vec<u8>> {
    let object = json.as_object().ok_or_else(|| format!("no object: {json}"))?;
    let Some(url) = object.get("@type") else {
        return if object.is_empty() { Ok(Vec::new()) } else { Err("\"@type\" is missing".into()) };
    };
    let url = scalar::text(url)?;
    let name = url.rsplit('/').next().unwrap_or(url);
    let Some(Symbol::Message { index, .. }) = reader.pool.symbols.get(name).copied() else {
        return Err(format!("{url:?} is not in the set"));
    };
    let encoded = match self::reader(name) {
        Some(_) => reader.message(index, object.get("value").unwrap_or(&Json::Null), depth)?,
        None => {
            let fields = object.iter().filter(|(name, _)| *name != "@type");
            reader.message(
                index,
                &Json::Object(fields.map(|(name, json)| (name.clone(), json.clone())).collect()),
                depth,
            )?
        }
    };
    let mut any = Writer::default();
    any.bytes(1, url);
    if !encoded.is_empty() {
        any.bytes(2, encoded);
    }
    Ok(any.0)
}

/// `1.5s`
fn duration(_: &Reader<'_>, _: usize, json: &Json, _: usize) -> Result<Vec<u8>> {
    let text = scalar::text(json)?;
    let read = || {
        let number = text.strip_suffix('s')?;
        let (is_negative, number) = number.strip_prefix('-').map_or((false, number), |number| (true, number));
        let (seconds, fraction) = number.split_once('.').unwrap_or((number, ""));
        let (seconds, nanos): (i64, i64) = (digits(seconds)?, nanos(fraction)?);
        Some(if is_negative { (-seconds, -nanos) } else { (seconds, nanos) })
    };
    let (seconds, nanos) = read().ok_or_else(|| format!("no duration: {text:?}"))?;
    Ok(seconds_and_nanos(seconds, nanos))
}

/// `1972-01-01T10:00:20.021Z`, or with an offset in the place of `Z`.
fn timestamp(_: &Reader<'_>, _: usize, json: &Json, _: usize) -> Result<Vec<u8>> {
    let text = scalar::text(json)?;
    let (seconds, nanos) = read_time(text).ok_or_else(|| format!("no time: {text:?}"))?;
    Ok(seconds_and_nanos(seconds, nanos))
}

fn read_time(text: &str) -> Option<(i64, i64)> {
    let (date, time) = text.split_once('T')?;
    let zone_at = time.find(['Z', '+', '-'])?;
    let (time, zone) = time.split_at(zone_at);
    let offset = match zone {
        "Z" => 0,
        zone => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let minutes = digits(hours)? * 60 + digits(minutes)?;
            if zone.starts_with('-') { -minutes * 60 } else { minutes * 60 }
        }
    };
    let mut parts = date.split('-').map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts = time.split(':').map(digits);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let is_right = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !is_right || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some((days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset, nanos(fraction)?))
}

/// Days from 1 January 1970 to a day of the Gregorian calendar, counted in years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 306 + 5) / 10 + day - 1 - 719_468
}

fn digits(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// The digits behind the point, as billionths.
fn nanos(fraction: &str) -> Option<i64> {
    if fraction.is_empty() {
        return Some(0);
    }
    (fraction.len() <= 9).then(|| digits(&format!("{fraction:0<9}")))?
}

fn seconds_and_nanos(seconds: i64, nanos: i64) -> Vec<u8> {
    let mut writer = Writer::default();
    for (number, value) in [(1, seconds), (2, nanos)] {
        if value != 0 {
            writer.field(number, Payload::Varint(value as u64));
        }
    }
    writer.0
}

/// Paths, joined by commas, whose names are spelled as JSON spells them.
fn field_mask(_: &Reader<'_>, _: usize, json: &Json, _: usize) -> Result<Vec<u8>> {
    let mut mask = Writer::default();
    for path in scalar::text(json)?.split(',').filter(|path| !path.is_empty()) {
        let mut spelled = String::new();
        for letter in path.chars() {
            if letter.is_ascii_uppercase() {
                spelled.push('_');
            }
            spelled.push(letter.to_ascii_lowercase());
        }
        mask.bytes(1, spelled);
    }
    Ok(mask.0)
}

fn object(reader: &Reader<'_>, message: usize, json: &Json, depth: usize) -> Result<Vec<u8>> {
    reader.fields(message, &Map::from_iter([("fields".to_owned(), json.clone())]), depth)
}

fn list(reader: &Reader<'_>, message: usize, json: &Json, depth: usize) -> Result<Vec<u8>> {
    reader.fields(message, &Map::from_iter([("values".to_owned(), json.clone())]), depth)
}

/// Any JSON.
fn value(reader: &Reader<'_>, message: usize, json: &Json, depth: usize) -> Result<Vec<u8>> {
    let name = match json {
        Json::Null => {
            let mut null = Writer::default();
            null.int32(1, 0);
            return Ok(null.0);
        }
        Json::Number(_) => "numberValue",
        Json::String(_) => "stringValue",
        Json::Bool(_) => "boolValue",
        Json::Object(_) => "structValue",
        Json::Array(_) => "listValue",
    };
    reader.fields(message, &Map::from_iter([(name.to_owned(), json.clone())]), depth)
}
