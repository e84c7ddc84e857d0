//! What the package `syscall/js` is made of. `syscall/js/js.go` has each function's declaration.

use super::super::GoJsState;
use super::super::bind::host_functions;
use super::super::js::{Abrupt, Class, Completion, Js, ObjectId, Text, Value};
use super::super::param::{Bytes, RefId};
use crate::abi::HostFunction;

pub(super) const FUNCTIONS: &[HostFunction<GoJsState>] = host_functions![
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

/// The object that Go asks something of. Go looks for itself before it asks for anything but a call.
fn object(js: &mut Js<'_, '_>, value: &Value) -> Completion<ObjectId> {
    let shown = js.to_text(value);
    value.object().ok_or_else(|| js.type_error(format!("{} is not an object", &*shown)))
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
    let id = object(js, &v)?;
    Ok(js.get(id, &p))
}

/// `v[p] = x`; nothing happens when `v` does not let it.
fn value_set(js: &mut Js<'_, '_>, v: Value, p: Text, x: Value) -> Completion<()> {
    let id = object(js, &v)?;
    js.set(id, p, x)
}

/// `delete v[p]`; nothing happens when `v` does not let it.
fn value_delete(js: &mut Js<'_, '_>, v: Value, p: Text) -> Completion<()> {
    let id = object(js, &v)?;
    js.delete(id, &p);
    Ok(())
}

/// `v[i]`.
fn value_index(js: &mut Js<'_, '_>, v: Value, i: i64) -> Completion {
    let id = object(js, &v)?;
    Ok(js.get(id, &i.to_string()))
}

/// `v[i] = x`; nothing happens when `v` does not let it.
fn value_set_index(js: &mut Js<'_, '_>, v: Value, i: i64, x: Value) -> Completion<()> {
    let id = object(js, &v)?;
    js.set(id, i.to_string(), x)
}

/// `v[m](...args)`.
fn value_call(js: &mut Js<'_, '_>, v: Value, m: Text, args: Vec<Value>) -> Completion<Called> {
    called(object(js, &v).and_then(|id| {
        let method = js.get(id, &m);
        js.call(&method, &v, &args)
    }))
}

/// `v(...args)`.
fn value_invoke(js: &mut Js<'_, '_>, v: Value, args: Vec<Value>) -> Completion<Called> {
    called(js.call(&v, &Value::Undefined, &args))
}

/// `new v(...args)`.
fn value_new(js: &mut Js<'_, '_>, v: Value, args: Vec<Value>) -> Completion<Called> {
    called(js.construct(&v, &args))
}

/// `v.length`, or 0 if that is no number.
fn value_length(js: &mut Js<'_, '_>, v: Value) -> Completion<i64> {
    let id = object(js, &v)?;
    Ok(match js.get(id, "length") {
        Value::Number(length) => length as i64, // NaN becomes 0
        _ => 0,
    })
}

/// The UTF-8 of `String(v)` as a `Uint8Array`, and how many bytes it has.
fn value_prepare_string(js: &mut Js<'_, '_>, v: Value) -> Completion<(Value, i64)> {
    let bytes = js.to_text(&v).as_bytes().to_vec();
    let length = bytes.len() as i64;
    Ok((js.bytes(bytes)?.into(), length))
}

/// Copies what [`value_prepare_string`] returned to `b`.
fn value_load_string(js: &mut Js<'_, '_>, v: Value, b: Bytes) -> Completion<()> {
    let (mut memory, host) = js.split();
    let Some(source) = host.state.heap.bytes(&v) else {
        return Err(js.type_error("the value is no Uint8Array"));
    };
    match memory.bytes_mut(b.ptr, b.len)?.get_mut(..source.len()) {
        Some(target) => target.copy_from_slice(source),
        None => return Err(js.throw(Class::RangeError, "offset is out of bounds")),
    }
    Ok(())
}

/// `v instanceof t`.
fn value_instance_of(js: &mut Js<'_, '_>, v: Value, t: Value) -> Completion<bool> {
    js.instance_of(&v, &t)
}

/// Copies bytes from the `Uint8Array` `src` to `dst`, as many as both have; returns how many, and whether
/// `src` is one.
fn copy_bytes_to_go(js: &mut Js<'_, '_>, dst: Bytes, src: Value) -> Completion<(i64, bool)> {
    let (mut memory, host) = js.split();
    let Some(source) = host.state.heap.bytes(&src) else { return Ok((0, false)) };
    let target = memory.bytes_mut(dst.ptr, dst.len)?;
    let count = source.len().min(target.len());
    target[..count].copy_from_slice(&source[..count]);
    host.guest.spend_bytes(count)?;
    Ok((count as i64, true))
}

/// Copies bytes from `src` to the `Uint8Array` `dst`, as many as both have; returns how many, and whether
/// `dst` is one.
fn copy_bytes_to_js(js: &mut Js<'_, '_>, dst: Value, src: Bytes) -> Completion<(i64, bool)> {
    let (memory, host) = js.split();
    let Some(target) = host.state.heap.bytes_mut(&dst) else { return Ok((0, false)) };
    let source = memory.bytes(src.ptr, src.len)?;
    let count = source.len().min(target.len());
    target[..count].copy_from_slice(&source[..count]);
    host.guest.spend_bytes(count)?;
    Ok((count as i64, true))
}
