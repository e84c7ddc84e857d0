//! `ArrayBuffer`.

use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::typed_array::{Element, View};
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, ObjectId, Shape, Value, natives};

pub(super) const ARRAY_BUFFER: Class = Class {
    statics: Shape::functions(natives![is_view(1) as "isView"]),
    ..Class::new(
        Intrinsic::ArrayBuffer,
        1,
        new,
        Shape { functions: natives![slice(2)], getters: natives![byte_length(0) as "byteLength"], constants: &[] },
    )
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.new_target.is_none() {
        return Err(js.type_error("Constructor ArrayBuffer requires 'new'"));
    }
    let length = js.to_integer(&call.arg(0))?;
    if !(0.0..=9_007_199_254_740_991.0).contains(&length) {
        return Err(js.range_error("Invalid array buffer length"));
    }
    let bytes = zeroes(js, length as usize)?;
    Ok(js.instance(call, Intrinsic::ArrayBuffer, Kind::ArrayBuffer(bytes))?.into())
}

/// As many zeroes, if there is room for them.
pub(super) fn zeroes(js: &mut Js<'_, '_>, length: usize) -> Completion<Vec<u8>> {
    js.room(length)?;
    Ok(vec![0; length])
}

fn is_view(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let kind = call.arg(0).object().map(|id| js.heap().kind(id));
    Ok(matches!(kind, Some(Kind::TypedArray(_) | Kind::DataView(_))).into())
}

/// The buffer that the method `name` is called on, and its length.
fn this(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<(ObjectId, usize)> {
    match call.this.object().map(|id| (id, js.heap().kind(id))) {
        Some((id, Kind::ArrayBuffer(bytes))) => Ok((id, bytes.len())),
        _ => {
            let shown = js.brief(&call.this);
            Err(js.type_error(format!("Method ArrayBuffer.prototype.{name} called on incompatible receiver {shown}")))
        }
    }
}

fn byte_length(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (_, length) = this(js, call, "byteLength")?;
    Ok(length.into())
}

fn slice(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = this(js, call, "slice")?;
    let start = js.to_place(&call.arg(0), length, 0)?;
    let end = js.to_place(&call.arg(1), length, length)?.max(start);
    js.room(end - start)?;
    let whole = bytes_of(js, &id.into()).unwrap_or_default();
    let part = whole[start..end].to_vec();
    Ok(js.new_object(Intrinsic::ArrayBuffer, Kind::ArrayBuffer(part)).into())
}

/// The bytes of an `ArrayBuffer` or of a view of one.
pub(super) fn bytes_of<'j>(js: &'j Js<'_, '_>, value: &Value) -> Option<&'j [u8]> {
    match js.heap().kind(value.object()?) {
        Kind::ArrayBuffer(bytes) => Some(bytes),
        Kind::TypedArray(view) | Kind::DataView(view) => Some(view.bytes(js.heap())),
        _ => None,
    }
}

impl Js<'_, '_> {
    /// A new `Uint8Array` of `bytes`.
    pub(in crate::abi::gojs) fn bytes(&mut self, bytes: Vec<u8>) -> Completion<ObjectId> {
        self.room(bytes.len())?;
        let length = bytes.len();
        let buffer = self.new_object(Intrinsic::ArrayBuffer, Kind::ArrayBuffer(bytes));
        let view = View { element: Element::Uint8, buffer, offset: 0, length };
        Ok(self.new_object(Intrinsic::Uint8Array, Kind::TypedArray(view)))
    }
}
