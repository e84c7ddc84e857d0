//! What Node says when an argument is not what a function takes.

use crate::abi::gojs::js::{Abrupt, Completion, Intrinsic, Js, Text, Value};

/// 2^53 - 1, the last integer up to which numbers count without gaps.
pub(super) const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Characters of a value that an error shows at most.
const MAX_SHOWN: usize = 128;

/// An error with a `code`, to be thrown.
pub(super) fn coded(js: &mut Js<'_, '_>, class: Intrinsic, code: &str, message: impl Into<Text>) -> Abrupt {
    let error = js.error(class, message);
    if let Some(id) = error.object() {
        js.define(id, "code", code.into());
    }
    Abrupt::Throw(error)
}

/// `ERR_INVALID_ARG_VALUE`: the argument `name` `fault`, such as "is invalid".
pub(super) fn wrong_value(js: &mut Js<'_, '_>, name: &str, fault: &str, value: &Value) -> Abrupt {
    let mut received = js.inspect(value);
    if let Some((end, _)) = received.char_indices().nth(MAX_SHOWN) {
        received.truncate(end);
        received.push_str("...");
    }
    let message = format!("The argument '{name}' {fault}. Received {received}");
    coded(js, Intrinsic::TypeError, "ERR_INVALID_ARG_VALUE", message)
}

/// `ERR_OUT_OF_RANGE`: the argument `name` must be `expected`, such as ">= 0".
pub(super) fn out_of_range(js: &mut Js<'_, '_>, name: &str, expected: &str, value: &Value) -> Abrupt {
    let message =
        format!("The value of \"{name}\" is out of range. It must be {expected}. Received {}", js.inspect(value));
    coded(js, Intrinsic::RangeError, "ERR_OUT_OF_RANGE", message)
}

/// The argument `name`, which must be an integer from `min` to `max`.
pub(super) fn integer(js: &mut Js<'_, '_>, name: &str, value: &Value, min: f64, max: f64) -> Completion<f64> {
    let Value::Number(number) = *value else { return Err(js.invalid_argument(name, "of type number", value)) };
    if !number.is_finite() || number.fract() != 0.0 {
        return Err(out_of_range(js, name, "an integer", value));
    }
    if !(min..=max).contains(&number) {
        return Err(out_of_range(js, name, &format!(">= {min} && <= {max}"), value));
    }
    Ok(number)
}

/// The argument `name`, which must be a string.
pub(super) fn text(js: &mut Js<'_, '_>, name: &str, value: &Value) -> Completion<Text> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(js.invalid_argument(name, "of type string", value)),
    }
}

/// The argument `name`: a file's mode, as a number or as octal digits.
pub(super) fn mode(js: &mut Js<'_, '_>, name: &str, value: &Value) -> Completion<u32> {
    let Value::Text(text) = value else {
        return Ok(integer(js, name, value, 0.0, u32::MAX.into())? as u32);
    };
    match u32::from_str_radix(&text.to_utf8(), 8) {
        Ok(mode) => Ok(mode),
        Err(_) => Err(wrong_value(js, name, "must be a 32-bit unsigned integer or an octal string", value)),
    }
}
