//! `atob` and `btoa`: base64 of strings whose characters are bytes.

use crate::abi::gojs::js::{Abrupt, Completion, Intrinsic, Invocation, Js, Value};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The `DOMException` of that name, which is a plain error here.
fn invalid_character(js: &mut Js<'_, '_>, message: &str) -> Abrupt {
    let error = js.error(Intrinsic::Error, message);
    if let Some(id) = error.object() {
        js.define(id, "name", "InvalidCharacterError".into());
        js.define(id, "code", Value::Number(5.0));
    }
    Abrupt::Throw(error)
}

pub(super) fn btoa(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let units = js.to_text(&call.arg(0))?.units();
    js.room_for_text(units.len() / 3 * 4 + 4)?;
    let Some(bytes) = units.iter().map(|&unit| u8::try_from(unit).ok()).collect::<Option<Vec<u8>>>() else {
        return Err(invalid_character(js, "Invalid character"));
    };
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().enumerate().fold(0, |group, (index, &byte)| group | u32::from(byte) << (16 - 8 * index));
        for index in 0..4 {
            let digit = ALPHABET[(group >> (18 - 6 * index)) as usize & 63];
            encoded.push(if index <= chunk.len() { digit as char } else { '=' });
        }
    }
    js.text(encoded)
}

pub(super) fn atob(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = js.to_text(&call.arg(0))?;
    let text = text.to_utf8();
    let mut digits: Vec<u8> = text.bytes().filter(|byte| !b" \t\n\x0c\r".contains(byte)).collect();
    if digits.len().is_multiple_of(4) {
        let padding = digits.iter().rev().take(2).take_while(|&&byte| byte == b'=').count();
        digits.truncate(digits.len() - padding);
    }
    let value = |&byte: &u8| {
        Some(u32::from(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        }))
    };
    let values: Option<Vec<u32>> = digits.iter().map(value).collect();
    let Some(values) = values.filter(|values| values.len() % 4 != 1) else {
        return Err(invalid_character(js, "The string to be decoded is not correctly encoded."));
    };
    let mut decoded = String::new();
    for chunk in values.chunks(4) {
        let group = chunk.iter().enumerate().fold(0, |group, (index, value)| group | value << (18 - 6 * index));
        for index in 0..chunk.len() - 1 {
            decoded.push((group >> (16 - 8 * index)) as u8 as char);
        }
    }
    js.text(decoded)
}
