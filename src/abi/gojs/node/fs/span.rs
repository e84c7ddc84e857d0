//! The part of a typed array that a read fills or a write takes.

use crate::abi::gojs::js::{Completion, Heap, Js, Value, View};
use crate::abi::gojs::node::argument::{self, MAX_SAFE_INTEGER, out_of_range, wrong_value};

/// `length` bytes of a typed array from its byte `offset` on, all within it.
#[derive(Clone, Debug)]
pub(super) struct Span {
    view: View,
    offset: usize,
    pub(super) length: usize,
}

impl Span {
    pub(super) fn bytes<'h>(&self, heap: &'h Heap) -> &'h [u8] {
        &self.view.bytes(heap)[self.offset..][..self.length]
    }

    pub(super) fn bytes_mut<'h>(&self, heap: &'h mut Heap) -> &'h mut [u8] {
        &mut self.view.bytes_mut(heap)[self.offset..][..self.length]
    }
}

/// What `(fd, buffer, offset, length)` has read into. Of fewer arguments, the rest of the buffer.
pub(super) fn to_read(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<Span> {
    let buffer = args.get(1).unwrap_or(&Value::Undefined);
    let Some(view) = js.heap().view(buffer).cloned() else {
        return Err(js.invalid_argument("buffer", "an instance of Buffer, TypedArray, or DataView", buffer));
    };
    let size = view.bytes(js.heap()).len();
    let offset = offset(js, args.get(2))?;
    let length = match args.get(3) {
        None => size.saturating_sub(offset).into(),
        // What is no number is 0, and fractions are dropped.
        Some(Value::Number(length)) => length.trunc().into(),
        Some(_) => 0_u32.into(),
    };
    // A read of nothing may begin anywhere.
    if matches!(length, Value::Number(0.0)) {
        return Ok(Span { view, offset: 0, length: 0 });
    }
    if size == 0 {
        return Err(wrong_value(js, "buffer", "is empty and cannot be written", buffer));
    }
    let length = checked_length(js, &length, offset, size)?;
    Ok(Span { view, offset, length })
}

/// What `(fd, buffer, offset, length)` writes, if `buffer` is a typed array; `None` if it is anything else.
pub(super) fn to_write(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<Option<Span>> {
    let buffer = args.get(1).unwrap_or(&Value::Undefined);
    let Some(view) = js.heap().view(buffer).cloned() else { return Ok(None) };
    let size = view.bytes(js.heap()).len();
    let offset = offset(js, args.get(2))?;
    if offset > size {
        let given = args.get(2).unwrap_or(&Value::Undefined);
        return Err(out_of_range(js, "offset", &format!("<= {size}"), given));
    }
    let length = match args.get(3) {
        Some(length @ Value::Number(_)) => checked_length(js, length, offset, size)?,
        _ => size - offset,
    };
    Ok(Some(Span { view, offset, length }))
}

fn offset(js: &mut Js<'_, '_>, value: Option<&Value>) -> Completion<usize> {
    match value {
        None | Some(Value::Undefined | Value::Null) => Ok(0),
        Some(value) => Ok(argument::integer(js, "offset", value, 0.0, MAX_SAFE_INTEGER)? as usize),
    }
}

/// A length of bytes that lie within the `size` bytes of a buffer, from `offset` on.
fn checked_length(js: &mut Js<'_, '_>, value: &Value, offset: usize, size: usize) -> Completion<usize> {
    let length = argument::integer(js, "length", value, f64::NEG_INFINITY, f64::INFINITY)?;
    if length < 0.0 {
        return Err(out_of_range(js, "length", ">= 0", value));
    }
    let left = size as f64 - offset as f64;
    if length > left {
        return Err(out_of_range(js, "length", &format!("<= {left}"), value));
    }
    Ok(length as usize)
}
