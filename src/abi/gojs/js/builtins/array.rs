//! `Array`.

use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value};

pub(super) const ARRAY: Class = Class::new(Intrinsic::Array, 1, new, Shape::EMPTY);

fn new(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(Value::Undefined)
}

/// The items of an array or of anything like an array.
pub(in crate::abi::gojs) fn array_items(_: &mut Js<'_, '_>, _: &Value) -> Completion<Vec<Value>> {
    Ok(Vec::new())
}
