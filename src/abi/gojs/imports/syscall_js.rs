//! What the package `syscall/js` is made of. `syscall/js/js.go` has each function's declaration.

use super::super::State;
use super::super::bind::host_functions;
use super::super::js::{Abrupt, Completion, Intrinsic, Js, Text, Value};
use super::super::param::{Bytes, RefId};
use crate::abi::HostFunction;

pub(super) const FUNCTIONS: &[HostFunction<State>] = host_functions![
    "syscall/js.finalizeRef" => finalize_ref(v),
    "syscall/js.stringVal" => string_val(value),
    "syscall/js.valueGet" => value_get(v, p),
    "syscall/js.valueSet" => value_set(v, p, x),
    "syscall/js.valueDelete" => value_delete(v, p),
    "syscall/js.valueIndex" => value_index(v, i),
    "syscall/js.valueSetIndex" => value_set_index(v, i, x),
    "syscall/js.valueCall" => value_call(v, m, args),
    "syscall/js.valueInvoke" => value_invoke(v, args),
    "syscall/js.valueNew" => value_new(v, args),
    "syscall/js.valueLength" => value_length(v),
    "syscall/js.valuePrepareString" => value_prepare_string(v),
    "syscall/js.valueLoadString" => value_load_string(v, b),
    "syscall/js.valueInstanceOf" => value_instance_of(v, t),
    "syscall/js.copyBytesToGo" => copy_bytes_to_go(dst, src),
    "syscall/js.copyBytesToJS" => copy_bytes_to_js(dst, src),
];

/// How a call from Go ended: with a value that it returned or that it threw.
type Called = (Value, bool);

/// Turns what a call threw into a result, which Go makes a panic with a `js.Error` of.
fn called(completion: Completion) -> Completion<Called> {
    match completion {
        Ok(value) => Ok((value, true)),
        Err(Abrupt::Throw(value)) => Ok((value, false)),
        Err(end) => Err(end),
    }
}

/// Takes a reference back from Go, whose garbage collector has found that it is needed no longer.
fn finalize_ref(js: &mut Js<'_, '_>, v: RefId) -> Completion<()> {
    js.state_mut().refs.release(v.0).map_err(Abrupt::from)
}

/// The string `value`.
fn string_val(_: &mut Js<'_, '_>, value: Text) -> Completion {
    Ok(value.into())
}

/// `v[p]`.
fn value_get(js: &mut Js<'_, '_>, v: Value, p: Text) -> Completion {
    let id = js.reflected("get", &v)?;
    js.get(id, p)
}

/// `v[p] = x`; nothing happens when `v` does not let it.
fn value_set(js: &mut Js<'_, '_>, v: Value, p: Text, x: Value) -> Completion<()> {
    let id = js.reflected("set", &v)?;
    js.set(id, p, x).map(drop)
}

/// `delete v[p]`; nothing happens when `v` does not let it.
fn value_delete(js: &mut Js<'_, '_>, v: Value, p: Text) -> Completion<()> {
    let id = js.reflected("deleteProperty", &v)?;
    js.heap_mut().delete(id, &p.into());
    Ok(())
}

/// `v[i]`.
fn value_index(js: &mut Js<'_, '_>, v: Value, i: i64) -> Completion {
    let id = js.reflected("get", &v)?;
    js.get(id, Text::from(i.to_string()))
}

/// `v[i] = x`; nothing happens when `v` does not let it.
fn value_set_index(js: &mut Js<'_, '_>, v: Value, i: i64, x: Value) -> Completion<()> {
    let id = js.reflected("set", &v)?;
    js.set(id, Text::from(i.to_string()), x).map(drop)
}

/// `v[m](...args)`.
fn value_call(js: &mut Js<'_, '_>, v: Value, m: Text, args: Vec<Value>) -> Completion<Called> {
    let completion = js.reflected("get", &v).and_then(|id| js.get(id, m));
    called(completion.and_then(|function| js.apply(&function, v, &args)))
}

/// `v(...args)`.
fn value_invoke(js: &mut Js<'_, '_>, v: Value, args: Vec<Value>) -> Completion<Called> {
    called(js.apply(&v, Value::Undefined, &args))
}

/// `new v(...args)`.
fn value_new(js: &mut Js<'_, '_>, v: Value, args: Vec<Value>) -> Completion<Called> {
    called(js.construct(&v, &args))
}

/// From this on, numbers are written with an exponent, whose `e` ends what `parseInt` reads.
const LONG_NUMBER: f64 = 1e21;

/// `parseInt(v.length)`.
fn value_length(js: &mut Js<'_, '_>, v: Value) -> Completion<i64> {
    let length = js.get_of(&v, "length")?;
    Ok(match length {
        Value::Number(number) if number.abs() < LONG_NUMBER => number as i64,
        other => js.parse_int(&other)? as i64, // NaN becomes 0
    })
}

/// The UTF-8 of `String(v)` as a `Uint8Array`, and how many bytes it has.
fn value_prepare_string(js: &mut Js<'_, '_>, v: Value) -> Completion<(Value, i64)> {
    let text = match &v {
        Value::Symbol(_) => js.inspect(&v).into(),
        _ => js.to_text(&v)?,
    };
    let bytes = text.to_utf8().into_owned().into_bytes();
    let length = bytes.len() as i64;
    Ok((js.bytes(bytes)?.into(), length))
}

/// Copies what [`value_prepare_string`] returned to `b`.
fn value_load_string(js: &mut Js<'_, '_>, v: Value, b: Bytes) -> Completion<()> {
    let (mut memory, host) = js.split();
    let heap = &host.state.heap;
    let Some(source) = heap.byte_view(&v).map(|view| view.bytes(heap)) else {
        return Err(js.type_error("the value is no Uint8Array"));
    };
    match memory.bytes_mut(b.ptr, b.len)?.get_mut(..source.len()) {
        Some(target) => target.copy_from_slice(source),
        None => return Err(js.throw(Intrinsic::RangeError, "offset is out of bounds")),
    }
    Ok(())
}

/// `v instanceof t`.
fn value_instance_of(js: &mut Js<'_, '_>, v: Value, t: Value) -> Completion<bool> {
    js.instance_of(&v, &t)
}

/// Copies bytes from the `Uint8Array` or `Uint8ClampedArray` `src` to `dst`, as many as both have; returns how many, and
/// whether `src` is of such a class.
fn copy_bytes_to_go(js: &mut Js<'_, '_>, dst: Bytes, src: Value) -> Completion<(i64, bool)> {
    let (mut memory, host) = js.split();
    let heap = &host.state.heap;
    let Some(source) = heap.byte_view(&src).map(|view| view.bytes(heap)) else { return Ok((0, false)) };
    let target = memory.bytes_mut(dst.ptr, dst.len)?;
    let count = source.len().min(target.len());
    target[..count].copy_from_slice(&source[..count]);
    host.guest.moves(count)?;
    Ok((count as i64, true))
}

/// Copies bytes from `src` to the `Uint8Array` or `Uint8ClampedArray` `dst`, as many as both have; returns how many, and
/// whether `dst` is of such a class.
fn copy_bytes_to_js(js: &mut Js<'_, '_>, dst: Value, src: Bytes) -> Completion<(i64, bool)> {
    let (memory, host) = js.split();
    let heap = &mut host.state.heap;
    let Some(view) = heap.byte_view(&dst).cloned() else { return Ok((0, false)) };
    let (source, target) = (memory.bytes(src.ptr, src.len)?, view.bytes_mut(heap));
    let count = source.len().min(target.len());
    target[..count].copy_from_slice(&source[..count]);
    host.guest.moves(count)?;
    Ok((count as i64, true))
}
