//! `String`.

use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value};

pub(super) const STRING: Class = Class::new(Intrinsic::String, 1, new, Shape::EMPTY);

fn new(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(Value::Undefined)
}
