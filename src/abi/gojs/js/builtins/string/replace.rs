//! `replace`, `replaceAll` and `split`.

use super::search::Needle;
use super::this;
use crate::abi::gojs::js::convert::to_uint32;
use crate::abi::gojs::js::text_buffer::TextBuffer;
use crate::abi::gojs::js::{Completion, Invocation, Js, Text, Value};

/// Bytes that a part of a string takes beside its own, about.
const PART_BYTES: usize = 32;

pub(super) fn replace(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "replace")?;
    replace_first(js, call, &text, 1)
}

pub(super) fn replace_all(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "replaceAll")?;
    replace_first(js, call, &text, usize::MAX)
}

/// Replaces the first `count` places at which the text has the first argument by the second.
fn replace_first(js: &mut Js<'_, '_>, call: &Invocation<'_>, text: &Text, count: usize) -> Completion {
    let wanted = js.to_text(&call.arg(0))?;
    let by = call.arg(1);
    let template = if js.is_callable(&by) { None } else { Some(js.to_text(&by)?.units()) };
    js.room(10 * wanted.bytes() + 2 * text.bytes())?;
    let (units, needle) = (text.units(), Needle::new(wanted.units()));
    let mut buffer = TextBuffer::default();
    let (mut done, mut from) = (0, 0);
    for _ in 0..count {
        js.round()?;
        let Some(found) = units.get(from..).and_then(|rest| needle.find(rest.iter().copied())) else { break };
        let at = from + found;
        push(js, &mut buffer, &units[done..at])?;
        done = at + needle.len();
        // What is empty is found again one further.
        from = done.max(at + 1);
        match &template {
            Some(template) => expand(js, &mut buffer, template, &units, at..done)?,
            None => {
                let args = [wanted.clone().into(), at.into(), text.clone().into()];
                let result = js.call(&by, Value::Undefined, &args)?;
                let result = js.to_text(&result)?;
                buffer.push(js, &result)?;
            }
        }
    }
    push(js, &mut buffer, &units[done..])?;
    js.text(buffer.finish())
}

fn push(js: &mut Js<'_, '_>, buffer: &mut TextBuffer, units: &[u16]) -> Completion<()> {
    if units.is_empty() {
        return Ok(());
    }
    buffer.push(js, &Text::from_units(units))
}

/// Adds what `template` says of the match: `$$`, `$&`, `` $` `` and `$'`.
fn expand(
    js: &mut Js<'_, '_>,
    buffer: &mut TextBuffer,
    template: &[u16],
    text: &[u16],
    found: std::ops::Range<usize>,
) -> Completion<()> {
    const DOLLAR: u16 = b'$' as u16;
    let mut rest = template;
    while let Some(at) = rest.iter().position(|&unit| unit == DOLLAR) {
        let special = rest.get(at + 1).and_then(|&unit| u8::try_from(unit).ok());
        let (kept, inserted, next) = match special {
            Some(b'$') => (at + 1, &[][..], at + 2),
            Some(b'&') => (at, &text[found.clone()], at + 2),
            Some(b'`') => (at, &text[..found.start], at + 2),
            Some(b'\'') => (at, &text[found.end..], at + 2),
            _ => (at + 1, &[][..], at + 1),
        };
        push(js, buffer, &rest[..kept])?;
        push(js, buffer, inserted)?;
        rest = &rest[next..];
    }
    push(js, buffer, rest)
}

pub(super) fn split(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "split")?;
    let limit = match call.arg(1) {
        Value::Undefined => u32::MAX as usize,
        limit => to_uint32(js.to_number(&limit)?) as usize,
    };
    let separator = match call.arg(0) {
        Value::Undefined if limit == 0 => return Ok(js.array(Vec::new()).into()),
        Value::Undefined => return Ok(js.array(vec![text.into()]).into()),
        separator => js.to_text(&separator)?,
    };
    js.room(10 * separator.bytes() + 2 * text.bytes())?;
    let (units, needle) = (text.units(), Needle::new(separator.units()));
    let mut parts = Vec::new();
    let mut from = 0;
    while parts.len() < limit {
        let rest = &units[from..];
        let found = match needle.len() {
            0 if rest.is_empty() => break,
            0 => (rest.len() > 1).then_some(1),
            _ => needle.find(rest.iter().copied()),
        };
        let part = Text::from_units(&rest[..found.unwrap_or(rest.len())]);
        js.reserve(PART_BYTES)?;
        js.push(&mut parts, part.into())?;
        match found {
            Some(found) => from += found + needle.len(),
            None => break,
        }
    }
    Ok(js.array(parts).into())
}
