//! `Date`.

use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value};

pub(super) const DATE: Class = Class::new(Intrinsic::Date, 7, new, Shape::EMPTY);

fn new(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(Value::Undefined)
}
