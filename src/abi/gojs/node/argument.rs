//! What is thrown when an argument is not what a function takes. Go never passes such.

use crate::abi::gojs::js::{Class, Completion, Js, Text, Value, argument};

/// 2^53 - 1, the last integer up to which numbers count without gaps.
pub(super) const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The argument `name` at `index`, which must be a whole number from `min` to `max`.
pub(super) fn integer(
    js: &mut Js<'_, '_>,
    name: &str,
    args: &[Value],
    index: usize,
    (min, max): (f64, f64),
) -> Completion<f64> {
    match *argument(args, index) {
        Value::Number(number) if number.fract() == 0.0 && (min..=max).contains(&number) => Ok(number),
        Value::Number(number) => {
            let message = format!("the argument {name} is {number}, and not an integer from {min} to {max}");
            Err(js.throw(Class::RangeError, message))
        }
        _ => Err(must_be(js, name, "number")),
    }
}

/// The argument `name` at `index`, which must be a string.
pub(super) fn text(js: &mut Js<'_, '_>, name: &str, args: &[Value], index: usize) -> Completion<Text> {
    match argument(args, index) {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(must_be(js, name, "string")),
    }
}

/// The `TypeError` that says so.
pub(super) fn must_be(js: &mut Js<'_, '_>, name: &str, ty: &str) -> crate::abi::gojs::js::Abrupt {
    js.type_error(format!("the argument {name} must be a {ty}"))
}
