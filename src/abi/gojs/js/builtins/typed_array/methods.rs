//! What typed arrays do otherwise than arrays: their results are typed arrays, and copies go byte by byte.

use super::super::array::{comparator, sort_values};
use super::new::{copy, empty, transfer, typed_array};
use crate::abi::gojs::js::convert::to_boolean;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::typed_array::View;
use crate::abi::gojs::js::{Completion, Invocation, Js, Value};

/// The view that a method is called on.
fn this(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<View> {
    match js.heap().view(&call.this).cloned() {
        Some(view) => Ok(view),
        None => Err(js.type_error("this is not a typed array.")),
    }
}

fn made(js: &mut Js<'_, '_>, view: View) -> Value {
    js.new_object(view.element.class(), Kind::TypedArray(view)).into()
}

pub(super) fn length(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this(js, call)?.length.into())
}

pub(super) fn buffer(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this(js, call)?.buffer.into())
}

pub(super) fn byte_length(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    Ok((view.length * view.element.size()).into())
}

pub(super) fn byte_offset(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this(js, call)?.offset.into())
}

pub(super) fn tag(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.heap().view(&call.this).map_or(Value::Undefined, |view| view.element.class().name().into()))
}

/// `subarray(start, end)`: another view of the same buffer.
pub(super) fn subarray(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let part = part(js, call)?;
    Ok(made(js, part))
}

/// `slice(start, end)`: a view of a copy.
pub(super) fn slice(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let part = part(js, call)?;
    let copy = copy(js, &part)?;
    Ok(made(js, copy))
}

fn part(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<View> {
    let view = this(js, call)?;
    let start = js.to_place(&call.arg(0), view.length, 0)?;
    let end = js.to_place(&call.arg(1), view.length, view.length)?;
    Ok(view.part(start, end.max(start)))
}

/// `set(source, offset)`: copies the elements of an array or a typed array.
pub(super) fn set(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let offset = js.to_integer(&call.arg(1))?;
    let (source, count) = js.elements(&call.arg(0))?;
    if offset < 0.0 || offset + count as f64 > view.length as f64 {
        return Err(js.range_error("offset is out of bounds"));
    }
    let target = view.part(offset as usize, offset as usize + count);
    match js.heap().view(&source.into()).cloned() {
        Some(source) if source.element == target.element => copy_bytes(js, &source, &target)?,
        Some(source) => {
            let source = copy(js, &source)?;
            transfer(js, &source, &target)?;
        }
        None => {
            for index in 0..count {
                js.round()?;
                let item = js.element(source, index)?;
                let number = js.to_number(&item)?;
                target.set(js.heap_mut(), index, number);
            }
        }
    }
    Ok(Value::Undefined)
}

/// Copies bytes between two views of as many, which may be views of one buffer.
fn copy_bytes(js: &mut Js<'_, '_>, source: &View, target: &View) -> Completion<()> {
    let size = source.length * source.element.size();
    js.guest().moves(size)?;
    if source.buffer == target.buffer {
        if let Kind::ArrayBuffer(bytes) = js.heap_mut().kind_mut(source.buffer) {
            bytes.copy_within(source.offset..source.offset + size, target.offset);
        }
        return Ok(());
    }
    js.room(size)?;
    let bytes = source.bytes(js.heap()).to_vec();
    target.bytes_mut(js.heap_mut()).copy_from_slice(&bytes);
    Ok(())
}

pub(super) fn copy_within(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let target = js.to_place(&call.arg(0), view.length, 0)?;
    let start = js.to_place(&call.arg(1), view.length, 0)?;
    let end = js.to_place(&call.arg(2), view.length, view.length)?;
    let count = end.saturating_sub(start).min(view.length - target);
    copy_bytes(js, &view.part(start, start + count), &view.part(target, target + count))?;
    Ok(call.this.clone())
}

pub(super) fn fill(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let number = js.to_number(&call.arg(0))?;
    let start = js.to_place(&call.arg(1), view.length, 0)?;
    let end = js.to_place(&call.arg(2), view.length, view.length)?;
    let part = view.part(start, end.max(start));
    let size = view.element.size();
    js.guest().moves(part.length * size)?;
    if part.length > 0 {
        part.set(js.heap_mut(), 0, number);
        let bytes = part.bytes_mut(js.heap_mut());
        let mut pattern = [0; 8];
        pattern[..size].copy_from_slice(&bytes[..size]);
        bytes.chunks_exact_mut(size).for_each(|chunk| chunk.copy_from_slice(&pattern[..size]));
    }
    Ok(call.this.clone())
}

/// The elements as values.
fn items(js: &mut Js<'_, '_>, view: &View) -> Completion<Vec<Value>> {
    js.room_for(view.length)?;
    Ok((0..view.length).filter_map(|index| view.get(js.heap(), index)).collect())
}

fn ask(js: &mut Js<'_, '_>, call: &Invocation<'_>, callback: &Value, index: usize, item: &Value) -> Completion {
    js.round()?;
    js.call(callback, call.arg(1), &[item.clone(), index.into(), call.this.clone()])
}

pub(super) fn map(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let callback = js.callable(call.arg(0))?;
    let mapped = empty(js, view.element, view.length)?;
    for index in 0..view.length {
        let item = view.get(js.heap(), index).unwrap_or(Value::Undefined);
        let answer = ask(js, call, &callback, index, &item)?;
        let number = js.to_number(&answer)?;
        mapped.set(js.heap_mut(), index, number);
    }
    Ok(made(js, mapped))
}

pub(super) fn filter(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let callback = js.callable(call.arg(0))?;
    let mut kept = Vec::new();
    for index in 0..view.length {
        let item = view.get(js.heap(), index).unwrap_or(Value::Undefined);
        if to_boolean(&ask(js, call, &callback, index, &item)?) {
            js.push(&mut kept, item)?;
        }
    }
    typed_array(js, view.element, &kept)
}

/// The elements in order: by number if there is no comparator, with -0 before 0 and NaN last.
fn sorted(js: &mut Js<'_, '_>, call: &Invocation<'_>, view: &View) -> Completion<Vec<Value>> {
    let comparator = comparator(js, call)?;
    let mut items = items(js, view)?;
    if !comparator.is_undefined() {
        return sort_values(js, items, &comparator);
    }
    let number = |value: &Value| match value {
        Value::Number(number) if !number.is_nan() => *number,
        _ => f64::NAN.abs(),
    };
    items.sort_by(|left, right| number(left).total_cmp(&number(right)));
    Ok(items)
}

pub(super) fn sort(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    for (index, item) in sorted(js, call, &view)?.iter().enumerate() {
        let number = js.to_number(item)?;
        view.set(js.heap_mut(), index, number);
    }
    Ok(call.this.clone())
}

pub(super) fn to_sorted(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let items = sorted(js, call, &view)?;
    typed_array(js, view.element, &items)
}

pub(super) fn to_reversed(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let mut items = items(js, &view)?;
    items.reverse();
    typed_array(js, view.element, &items)
}

pub(super) fn with(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let view = this(js, call)?;
    let index = js.to_index(&call.arg(0), view.length)?;
    let number = js.to_number(&call.arg(1))?;
    let Some(index) = index else {
        return Err(js.range_error("Invalid typed array index"));
    };
    let changed = copy(js, &view)?;
    changed.set(js.heap_mut(), index, number);
    Ok(made(js, changed))
}
