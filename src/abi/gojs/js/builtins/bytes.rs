//! `ArrayBuffer`, and `Uint8Array` over it.

use crate::abi::gojs::js::class::Constructor;
use crate::abi::gojs::js::object::ObjectKind;
use crate::abi::gojs::js::{Class, Completion, Js, Template, Value, argument};

/// `ArrayBuffer`; `net/http/roundtrip_js.go`, `arrayReader.Read`.
pub(super) static ARRAY_BUFFER: Constructor = Constructor {
    name: "ArrayBuffer",
    parent: Some(Class::Object),
    new: new_buffer,
    statics: &[],
    prototype: Template::EMPTY,
};

/// `Uint8Array`; `syscall/fs_js.go`, `Read` and `Write`, and `crypto/rand/rand_js.go` of Go 1.18 to 1.23.
pub(super) static UINT8_ARRAY: Constructor = Constructor {
    name: "Uint8Array",
    parent: Some(Class::Object),
    new: new_array,
    statics: &[],
    prototype: Template::EMPTY,
};

/// `new ArrayBuffer(length)`.
fn new_buffer(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let bytes = zeroes(js, argument(args, 0), "Invalid array buffer length")?;
    Ok(js.new_object(Class::ArrayBuffer, ObjectKind::ArrayBuffer(bytes)).into())
}

/// `new Uint8Array(length)`, or `new Uint8Array(buffer)`, which shows all of the buffer.
fn new_array(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let of = argument(args, 0);
    if let Some(buffer) = of.object().filter(|id| matches!(js.heap().kind(*id), ObjectKind::ArrayBuffer(_))) {
        return Ok(js.new_object(Class::Uint8Array, ObjectKind::Bytes { buffer }).into());
    }
    let bytes = zeroes(js, of, "Invalid typed array length")?;
    Ok(js.bytes(bytes)?.into())
}

/// As many zeroes as `length` says, which has to be a whole number.
fn zeroes(js: &mut Js<'_, '_>, length: &Value, invalid: &str) -> Completion<Vec<u8>> {
    let number = js.number_of(length)?;
    let number = if number.is_nan() { 0.0 } else { number.trunc() };
    if !(0.0..=9_007_199_254_740_991.0).contains(&number) {
        return Err(js.throw(Class::RangeError, format!("{invalid}: {}", js.describe(length))));
    }
    let length = usize::try_from(number as u64).unwrap_or(usize::MAX);
    js.room(length)?;
    Ok(vec![0; length])
}
