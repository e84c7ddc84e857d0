//! Parts of strings, and strings made of others.

use super::this;
use crate::abi::gojs::js::iterate::Yields;
use crate::abi::gojs::js::text_buffer::TextBuffer;
use crate::abi::gojs::js::{Completion, Invocation, Js, Text, Value, number};

pub(super) fn at(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "at")?;
    let index = js.to_index(&call.arg(0), text.len())?;
    Ok(index.map_or(Value::Undefined, |index| text.slice(index, index + 1).into()))
}

/// The place that the first argument is, if it is inside the text.
fn place(js: &mut Js<'_, '_>, call: &Invocation<'_>, text: &Text) -> Completion<Option<usize>> {
    let place = js.to_integer(&call.arg(0))?;
    Ok((0.0..text.len() as f64).contains(&place).then_some(place as usize))
}

pub(super) fn char_at(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "charAt")?;
    let place = place(js, call, &text)?;
    Ok(place.map_or("".into(), |place| text.slice(place, place + 1).into()))
}

pub(super) fn char_code_at(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "charCodeAt")?;
    let place = place(js, call, &text)?;
    let unit = place.and_then(|place| text.slice(place, place + 1).units().first().copied());
    Ok(unit.map_or(Value::Number(f64::NAN), |unit| u32::from(unit).into()))
}

pub(super) fn code_point_at(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "codePointAt")?;
    let Some(place) = place(js, call, &text)? else { return Ok(Value::Undefined) };
    let units = text.slice(place, (place + 2).min(text.len())).units();
    let point = match char::decode_utf16(units).next() {
        Some(Ok(char)) => u32::from(char),
        Some(Err(lone)) => lone.unpaired_surrogate().into(),
        None => return Ok(Value::Undefined),
    };
    Ok(point.into())
}

pub(super) fn concat(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut buffer = TextBuffer::default();
    let text = this(js, call, "concat")?;
    buffer.push(js, &text)?;
    for arg in call.args {
        let text = js.to_text(arg)?;
        buffer.push(js, &text)?;
    }
    js.text(buffer.finish())
}

pub(super) fn iterator(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "[Symbol.iterator]")?;
    Ok(js.iterator(text.into(), Yields::Values))
}

/// `text` again and again, `units` code units in all.
fn repeated(js: &mut Js<'_, '_>, text: &Text, units: f64) -> Completion<Text> {
    let length = text.len();
    if length == 0 || units <= 0.0 {
        return Ok("".into());
    }
    // A code unit is three bytes of UTF-8 at most.
    js.room_for_text(if units < 1e15 { units as usize } else { usize::MAX })?;
    let (whole, rest) = (units as usize / length, units as usize % length);
    js.room_for_text(whole.saturating_mul(text.bytes()))?;
    let rest = text.slice(0, rest);
    match text {
        Text::Whole(text) => Ok(Text::from(text.repeat(whole)).concat(&rest)),
        Text::Broken(units) => Ok(Text::from_units(&units.repeat(whole)).concat(&rest)),
    }
}

pub(super) fn repeat(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "repeat")?;
    let count = js.to_integer(&call.arg(0))?;
    if !(0.0..f64::INFINITY).contains(&count) {
        let shown = js.to_text(&call.arg(0))?;
        return Err(js.range_error(format!("Invalid count value: {}", shown.to_utf8())));
    }
    let text = repeated(js, &text, count * text.len() as f64)?;
    js.text(text)
}

/// What `padStart` and `padEnd` add to `text`.
fn padding(js: &mut Js<'_, '_>, call: &Invocation<'_>, text: &Text) -> Completion<Text> {
    let length = js.to_integer(&call.arg(0))?;
    let filler = match call.arg(1) {
        Value::Undefined => Text::from(" "),
        filler => js.to_text(&filler)?,
    };
    repeated(js, &filler, length - text.len() as f64)
}

pub(super) fn pad_start(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "padStart")?;
    let padding = padding(js, call, &text)?;
    js.text(padding.concat(&text))
}

pub(super) fn pad_end(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "padEnd")?;
    let padding = padding(js, call, &text)?;
    js.text(text.concat(&padding))
}

/// The text from `start` to `end`; empty if that is backwards.
fn part(js: &mut Js<'_, '_>, text: &Text, start: usize, end: usize) -> Completion {
    js.text(if start < end { text.slice(start, end) } else { "".into() })
}

pub(super) fn slice(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "slice")?;
    let length = text.len();
    let start = js.to_place(&call.arg(0), length, 0)?;
    let end = js.to_place(&call.arg(1), length, length)?;
    part(js, &text, start, end)
}

pub(super) fn substring(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "substring")?;
    let length = text.len();
    let mut place = |value: Value, default: usize| -> Completion<usize> {
        if value.is_undefined() {
            return Ok(default);
        }
        Ok(js.to_integer(&value)?.clamp(0.0, length as f64) as usize)
    };
    let (start, end) = (place(call.arg(0), 0)?, place(call.arg(1), length)?);
    part(js, &text, start.min(end), start.max(end))
}

pub(super) fn substr(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "substr")?;
    let length = text.len();
    let start = js.to_place(&call.arg(0), length, 0)?;
    let count = match call.arg(1) {
        Value::Undefined => f64::INFINITY,
        count => js.to_integer(&count)?,
    };
    let end = (start as f64 + count).clamp(0.0, length as f64) as usize;
    part(js, &text, start, end)
}

/// The text with each character changed; lone surrogates stay.
fn changed(text: &Text, change: impl Fn(&str) -> String) -> Text {
    let units = match text {
        Text::Whole(text) => return change(text).into(),
        Text::Broken(units) => units,
    };
    let mut result = Vec::new();
    for item in char::decode_utf16(units.iter().copied()) {
        match item {
            Ok(char) => result.extend(change(char.encode_utf8(&mut [0; 4])).encode_utf16()),
            Err(lone) => result.push(lone.unpaired_surrogate()),
        }
    }
    Text::from_units(&result)
}

pub(super) fn to_lower_case(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "toLowerCase")?;
    js.text(changed(&text, str::to_lowercase))
}

pub(super) fn to_upper_case(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "toUpperCase")?;
    js.text(changed(&text, str::to_uppercase))
}

pub(super) fn is_well_formed(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "isWellFormed")?;
    Ok(matches!(text, Text::Whole(_)).into())
}

pub(super) fn to_well_formed(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "toWellFormed")?;
    js.text(&*text.to_utf8())
}

/// The text without white space at its start, its end, or both.
fn trimmed(js: &mut Js<'_, '_>, text: &Text, start: bool, end: bool) -> Completion {
    let units = text.units();
    let is_space = |unit: &&u16| char::from_u32(u32::from(**unit)).is_some_and(number::is_space);
    let before = if start { units.iter().take_while(is_space).count() } else { 0 };
    let after = if end { units[before..].iter().rev().take_while(is_space).count() } else { 0 };
    part(js, text, before, units.len() - after)
}

pub(super) fn trim(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "trim")?;
    trimmed(js, &text, true, true)
}

pub(super) fn trim_start(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "trimStart")?;
    trimmed(js, &text, true, false)
}

pub(super) fn trim_end(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "trimEnd")?;
    trimmed(js, &text, false, true)
}
