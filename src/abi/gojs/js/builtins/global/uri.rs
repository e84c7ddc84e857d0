//! Text that is percent-encoded.

use crate::abi::gojs::js::{Abrupt, Completion, Intrinsic, Invocation, Js, Text};

/// What `encodeURIComponent` leaves alone, beside letters and digits.
const COMPONENT: &str = "-_.!~*'()";
/// What `encodeURI` leaves alone beside that, and `decodeURI` keeps encoded.
const RESERVED: &str = ";/?:@&=+$,#";

fn malformed(js: &mut Js<'_, '_>) -> Abrupt {
    js.throw(Intrinsic::URIError, "URI malformed")
}

fn encode(js: &mut Js<'_, '_>, call: &Invocation<'_>, kept: &[&str]) -> Completion {
    let Text::Whole(text) = js.to_text(&call.arg(0))? else { return Err(malformed(js)) };
    js.room_for_text(text.len())?;
    let mut encoded = String::new();
    for char in text.chars() {
        js.round()?;
        if char.is_ascii_alphanumeric() || kept.iter().any(|kept| kept.contains(char)) {
            encoded.push(char);
            continue;
        }
        let mut buffer = [0; 4];
        for byte in char.encode_utf8(&mut buffer).bytes() {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    js.text(encoded)
}

pub(super) fn encode_uri(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    encode(js, call, &[COMPONENT, RESERVED])
}

pub(super) fn encode_uri_component(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    encode(js, call, &[COMPONENT])
}

fn decode(js: &mut Js<'_, '_>, call: &Invocation<'_>, kept: &str) -> Completion {
    // A lone surrogate is passed through by JavaScript, and replaced here.
    let text = js.to_text(&call.arg(0))?;
    let text = text.to_utf8();
    let mut decoded = String::new();
    let mut rest = &*text;
    while let Some(at) = rest.find('%') {
        js.round()?;
        decoded.push_str(&rest[..at]);
        let Some((char, length)) = encoded_char(&rest.as_bytes()[at..]) else { return Err(malformed(js)) };
        let source = &rest[at..at + length];
        if kept.contains(char) {
            decoded.push_str(source);
        } else {
            decoded.push(char);
        }
        rest = &rest[at + length..];
    }
    decoded.push_str(rest);
    js.text(decoded)
}

/// The character whose UTF-8 is percent-encoded at the start of `bytes`, and how long that is.
fn encoded_char(bytes: &[u8]) -> Option<(char, usize)> {
    let byte = |index: usize| match bytes.get(3 * index..3 * index + 3)? {
        [b'%', high, low] => hex(&[*high, *low]).map(|value| value as u8),
        _ => None,
    };
    let first = byte(0)?;
    let count = match first {
        0x00..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    let sequence: Vec<u8> = (0..count).map(byte).collect::<Option<_>>()?;
    let char = std::str::from_utf8(&sequence).ok()?.chars().next()?;
    Some((char, 3 * count))
}

fn hex(digits: &[u8]) -> Option<u16> {
    let digit = |total: u16, byte: &u8| Some(total << 4 | (*byte as char).to_digit(16)? as u16);
    digits.iter().try_fold(0, digit)
}

pub(super) fn decode_uri(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    decode(js, call, RESERVED)
}

pub(super) fn decode_uri_component(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    decode(js, call, "")
}

pub(super) fn escape(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = js.to_text(&call.arg(0))?;
    js.room_for_text(6 * text.bytes())?;
    let mut escaped = String::new();
    for unit in text.units() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b"@*_+-./".contains(&byte) => escaped.push(byte as char),
            Ok(byte) => escaped.push_str(&format!("%{byte:02X}")),
            Err(_) => escaped.push_str(&format!("%u{unit:04X}")),
        }
    }
    js.text(escaped)
}

pub(super) fn unescape(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let units = js.to_text(&call.arg(0))?.units();
    let escape = |units: &[u16]| {
        let digits = |from: usize, to: usize| {
            let bytes: Vec<u8> = units.get(from..to)?.iter().map(|&unit| u8::try_from(unit).unwrap_or(0)).collect();
            hex(&bytes)
        };
        match units {
            [0x25, 0x75, ..] => digits(2, 6).map(|unit| (unit, 6)),
            [0x25, ..] => digits(1, 3).map(|unit| (unit, 3)),
            _ => None,
        }
    };
    let mut unescaped = Vec::new();
    let mut rest = &units[..];
    while let Some(&first) = rest.first() {
        let (unit, length) = escape(rest).unwrap_or((first, 1));
        unescaped.push(unit);
        rest = &rest[length..];
    }
    js.text(Text::from_units(&unescaped))
}
