//! Strings in quotes.

use crate::abi::gojs::js::Text;

/// The text in the quotes that Node chooses: single ones, unless others spare a backslash.
pub(super) fn quoted(text: &Text) -> String {
    let has = |quote: char| text.to_utf8().contains(quote);
    let quote = match () {
        () if !has('\'') => '\'',
        () if !has('"') => '"',
        () if !has('`') && !text.to_utf8().contains("${") => '`',
        () => '\'',
    };
    format!("{quote}{}{quote}", escaped(text, quote))
}

/// The text with what cannot be seen escaped, and `quote` if it is the single one.
pub(super) fn escaped(text: &Text, quote: char) -> String {
    let mut shown = String::new();
    for unit in char::decode_utf16(text.units()) {
        match unit {
            Ok('\u{8}') => shown.push_str("\\b"),
            Ok('\t') => shown.push_str("\\t"),
            Ok('\n') => shown.push_str("\\n"),
            Ok('\u{c}') => shown.push_str("\\f"),
            Ok('\r') => shown.push_str("\\r"),
            Ok('\\') => shown.push_str("\\\\"),
            Ok('\'') if quote == '\'' => shown.push_str("\\'"),
            Ok(char @ ('\0'..='\x1f' | '\x7f'..='\u{9f}')) => shown.push_str(&format!("\\x{:02X}", u32::from(char))),
            Ok(char) => shown.push(char),
            Err(lone) => shown.push_str(&format!("\\u{:x}", lone.unpaired_surrogate())),
        }
    }
    shown
}

/// The text in quotes, shortened if it is very long, and line by line if it does not fit into one.
pub(super) fn long(text: &Text, indent: usize) -> String {
    // A quarter of its bytes is less than its code units, and does not take long to know.
    if text.bytes() < 16 {
        return quoted(text);
    }
    let length = text.len();
    let left_out = length.saturating_sub(super::MAX_TEXT);
    let text = if left_out > 0 { text.slice(0, super::MAX_TEXT) } else { text.clone() };
    let trailer = match left_out {
        0 => String::new(),
        1 => "... 1 more character".into(),
        more => format!("... {more} more characters"),
    };
    if text.len() > 16 && text.len() > 76usize.saturating_sub(indent) {
        let whole = text.to_utf8();
        let lines: Vec<String> = whole.split_inclusive('\n').map(|line| quoted(&line.into())).collect();
        return format!("{}{trailer}", lines.join(&format!(" +\n{}", " ".repeat(indent + 2))));
    }
    format!("{}{trailer}", quoted(&text))
}
