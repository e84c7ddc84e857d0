//! `Boolean`, `Number` and `Symbol`.

mod digits;
mod number;
mod symbol;

pub(super) use number::NUMBER;
pub(super) use symbol::{SYMBOL, show as show_symbol};

use crate::abi::gojs::js::convert::to_boolean;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

pub(super) const BOOLEAN: Class = Class::new(
    Intrinsic::Boolean,
    1,
    new,
    Shape::functions(natives![to_string(0) as "toString", value_of(0) as "valueOf"]),
);

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let value = Value::Bool(to_boolean(&call.arg(0)));
    if call.new_target.is_none() {
        return Ok(value);
    }
    Ok(js.instance(call, Intrinsic::Boolean, Kind::Primitive(value))?.into())
}

/// The primitive that `this` is, or that it wraps.
fn this(js: &Js<'_, '_>, call: &Invocation<'_>) -> Value {
    match call.this.object().map(|id| js.heap().kind(id)) {
        Some(Kind::Primitive(value)) => value.clone(),
        _ => call.this.clone(),
    }
}

fn this_bool(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<bool> {
    match this(js, call) {
        Value::Bool(value) => Ok(value),
        _ => Err(js.type_error(format!("Boolean.prototype.{name} requires that 'this' be a Boolean"))),
    }
}

fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this_bool(js, call, "toString")?.to_string().into())
}

fn value_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this_bool(js, call, "valueOf")?.into())
}
