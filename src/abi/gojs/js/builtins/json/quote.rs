//! Strings as JSON has them.

use crate::abi::gojs::js::Text;

/// The text in quotes; a lone surrogate is escaped.
pub(super) fn quoted(text: &Text) -> String {
    if let Text::Whole(text) = text
        && !text.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\'))
    {
        return format!("\"{text}\"");
    }
    let mut quoted = String::from("\"");
    for item in char::decode_utf16(text.units()) {
        match item {
            Ok('"') => quoted.push_str("\\\""),
            Ok('\\') => quoted.push_str("\\\\"),
            Ok('\u{8}') => quoted.push_str("\\b"),
            Ok('\t') => quoted.push_str("\\t"),
            Ok('\n') => quoted.push_str("\\n"),
            Ok('\u{c}') => quoted.push_str("\\f"),
            Ok('\r') => quoted.push_str("\\r"),
            Ok(char @ '\0'..='\x1f') => quoted.push_str(&format!("\\u{:04x}", u32::from(char))),
            Ok(char) => quoted.push(char),
            Err(lone) => quoted.push_str(&format!("\\u{:04x}", lone.unpaired_surrogate())),
        }
    }
    quoted.push('"');
    quoted
}
