//! Methods that read: looking for elements, and making other arrays and strings of them.

use crate::abi::gojs::js::iterate::Yields;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::text_buffer::TextBuffer;
use crate::abi::gojs::js::{Completion, Invocation, Js, Text, Value};

pub(in super::super) fn at(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    match js.to_index(&call.arg(0), length)? {
        Some(index) => js.element(id, index),
        None => Ok(Value::Undefined),
    }
}

pub(super) fn with(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    let Some(index) = js.to_index(&call.arg(0), length)? else {
        let shown = js.to_text(&call.arg(0))?;
        return Err(js.range_error(format!("Invalid index : {}", shown.to_utf8())));
    };
    let mut items = js.elements_between(id, 0, length)?;
    items[index] = call.arg(1);
    Ok(js.array(items).into())
}

pub(in super::super) fn keys(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    Ok(js.iterator(id.into(), Yields::Keys))
}

pub(in super::super) fn values(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    Ok(js.iterator(id.into(), Yields::Values))
}

pub(in super::super) fn entries(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    Ok(js.iterator(id.into(), Yields::Entries))
}

/// The first of `indices` at which there is `wanted`, or -1.
fn position(
    js: &mut Js<'_, '_>,
    call: &Invocation<'_>,
    indices: impl Iterator<Item = usize>,
    equal: impl Fn(&Value, &Value) -> bool,
) -> Completion<Option<usize>> {
    let (id, wanted) = (js.to_object(&call.this)?, call.arg(0));
    for index in indices {
        js.round()?;
        let item = js.element(id, index)?;
        if equal(&item, &wanted) && (!wanted.is_undefined() || js.has_element(id, index)) {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn index_or_minus_one(index: Option<usize>) -> Value {
    index.map_or(Value::Number(-1.0), Value::from)
}

pub(in super::super) fn index_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (_, length) = js.elements(&call.this)?;
    let start = js.to_place(&call.arg(1), length, 0)?;
    position(js, call, start..length, Value::strictly_equals).map(index_or_minus_one)
}

pub(in super::super) fn last_index_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (_, length) = js.elements(&call.this)?;
    let end = match call.args.get(1) {
        None => length,
        Some(last) => {
            let last = js.to_integer(last)?;
            let last = if last < 0.0 { last + length as f64 } else { last };
            (last + 1.0).clamp(0.0, length as f64) as usize
        }
    };
    position(js, call, (0..end).rev(), Value::strictly_equals).map(index_or_minus_one)
}

pub(in super::super) fn includes(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    let start = js.to_place(&call.arg(1), length, 0)?;
    let wanted = call.arg(0);
    for index in start..length {
        js.round()?;
        let item = js.element(id, index)?;
        if item.same(&wanted) || item.strictly_equals(&wanted) {
            return Ok(true.into());
        }
    }
    Ok(false.into())
}

pub(super) fn slice(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    let start = js.to_place(&call.arg(0), length, 0)?;
    let end = js.to_place(&call.arg(1), length, length)?;
    let items = js.elements_between(id, start, end.max(start))?;
    Ok(js.array(items).into())
}

pub(super) fn concat(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut items = Vec::new();
    let this = js.to_object(&call.this)?.into();
    for part in [&this].into_iter().chain(call.args) {
        js.round()?;
        match part.object().map(|id| js.heap().kind(id)) {
            Some(Kind::Array(more)) => {
                let count = items.len() + more.len();
                js.room_for(count)?;
                items.append(&mut js.all_elements(part)?);
            }
            _ => js.push(&mut items, part.clone())?,
        }
    }
    Ok(js.array(items).into())
}

pub(super) fn flat(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let depth = match call.arg(0) {
        Value::Undefined => 1.0,
        depth => js.to_integer(&depth)?,
    };
    let items = js.all_elements(&call.this)?;
    let mut flattened = Vec::new();
    flatten(js, &mut flattened, items, depth)?;
    Ok(js.array(flattened).into())
}

/// Adds `items` to `into`, with arrays replaced by their items, and so on for `depth` levels.
pub(super) fn flatten(js: &mut Js<'_, '_>, into: &mut Vec<Value>, items: Vec<Value>, depth: f64) -> Completion<()> {
    // Not by recursion, whose depth the guest would choose.
    let mut open = vec![items.into_iter()];
    while let Some(items) = open.last_mut() {
        let Some(item) = items.next() else {
            open.pop();
            continue;
        };
        let nested = item.object().is_some_and(|id| matches!(js.heap().kind(id), Kind::Array(_)));
        if !nested || open.len() as f64 > depth {
            js.push(into, item)?;
            continue;
        }
        js.round()?;
        let items = js.all_elements(&item)?;
        js.reserve(size_of::<Value>() * (items.len() + 2))?;
        open.push(items.into_iter());
    }
    Ok(())
}

pub(in super::super) fn join(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let separator = match call.arg(0) {
        Value::Undefined => Text::from(","),
        separator => js.to_text(&separator)?,
    };
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is for one lifetime only")]
    joined(js, &call.this, &separator, |js, item| js.to_text(item))
}

pub(in super::super) fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    let join = js.get(id, "join")?;
    if js.is_callable(&join) {
        return js.call(&join, id.into(), &[]);
    }
    let kind = js.heap().kind(id).tag();
    Ok(format!("[object {kind}]").into())
}

pub(in super::super) fn to_locale_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    joined(js, &call.this, &",".into(), |js, item| {
        let method = js.get_of(item, "toLocaleString")?;
        let text = js.call(&method, item.clone(), &[])?;
        js.to_text(&text)
    })
}

/// The elements as text, with `separator` between them; what contains itself is left out, as everywhere in JavaScript.
fn joined(
    js: &mut Js<'_, '_>,
    list: &Value,
    separator: &Text,
    mut show: impl FnMut(&mut Js<'_, '_>, &Value) -> Completion<Text>,
) -> Completion {
    let (id, length) = js.elements(list)?;
    if js.heap().joining.contains(&id) {
        return Ok("".into());
    }
    js.heap_mut().joining.push(id);
    let mut joined = TextBuffer::default();
    let result = (0..length).try_for_each(|index| {
        js.round()?;
        if index > 0 {
            joined.push(js, separator)?;
        }
        match js.element(id, index)? {
            Value::Undefined | Value::Null => Ok(()),
            item => {
                let text = show(js, &item)?;
                joined.push(js, &text)
            }
        }
    });
    js.heap_mut().joining.pop();
    result?;
    js.text(joined.finish())
}
