//! `Boolean`, `Number` and `Symbol`.

use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value};

pub(super) const BOOLEAN: Class = Class::new(Intrinsic::Boolean, 1, new, Shape::EMPTY);
pub(super) const NUMBER: Class = Class::new(Intrinsic::Number, 1, new, Shape::EMPTY);
pub(super) const SYMBOL: Class = Class::new(Intrinsic::Symbol, 0, new, Shape::EMPTY);

fn new(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(Value::Undefined)
}
