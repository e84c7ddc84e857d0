//! `ArrayBuffer` and the typed arrays.

use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, ObjectId, Shape, Value};

pub(super) const ARRAY_BUFFER: Class = Class::new(Intrinsic::ArrayBuffer, 1, new, Shape::EMPTY);
pub(super) const TYPED_ARRAY: Class = Class::new(Intrinsic::TypedArray, 0, new, Shape::EMPTY);
pub(super) const INT8_ARRAY: Class = Class::new(Intrinsic::Int8Array, 3, new, Shape::EMPTY);
pub(super) const UINT8_ARRAY: Class = Class::new(Intrinsic::Uint8Array, 3, new, Shape::EMPTY);
pub(super) const UINT8_CLAMPED_ARRAY: Class = Class::new(Intrinsic::Uint8ClampedArray, 3, new, Shape::EMPTY);
pub(super) const INT16_ARRAY: Class = Class::new(Intrinsic::Int16Array, 3, new, Shape::EMPTY);
pub(super) const UINT16_ARRAY: Class = Class::new(Intrinsic::Uint16Array, 3, new, Shape::EMPTY);
pub(super) const INT32_ARRAY: Class = Class::new(Intrinsic::Int32Array, 3, new, Shape::EMPTY);
pub(super) const UINT32_ARRAY: Class = Class::new(Intrinsic::Uint32Array, 3, new, Shape::EMPTY);
pub(super) const FLOAT32_ARRAY: Class = Class::new(Intrinsic::Float32Array, 3, new, Shape::EMPTY);
pub(super) const FLOAT64_ARRAY: Class = Class::new(Intrinsic::Float64Array, 3, new, Shape::EMPTY);

fn new(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(Value::Undefined)
}

/// The bytes of an `ArrayBuffer` or of a view of one.
pub(super) fn bytes_of<'j>(_: &'j Js<'_, '_>, _: &Value) -> Option<&'j [u8]> {
    None
}

impl Js<'_, '_> {
    /// A new `Uint8Array` of `bytes`.
    pub(in crate::abi::gojs) fn bytes(&mut self, _: Vec<u8>) -> Completion<ObjectId> {
        Ok(self.ordinary())
    }
}
