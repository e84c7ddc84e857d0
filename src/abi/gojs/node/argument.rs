//! What Node says when an argument is not what a function takes.

use crate::abi::gojs::js::{Abrupt, Completion, Intrinsic, Js, Text, Value};

/// 2^53 - 1, the last integer up to which numbers count without gaps.
pub(super) const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// An error with a `code`, to be thrown.
pub(super) fn coded(js: &mut Js<'_, '_>, class: Intrinsic, code: &str, message: impl Into<Text>) -> Abrupt {
    let error = js.error(class, message);
    if let Some(id) = error.object() {
        js.define(id, "code", code.into());
    }
    Abrupt::Throw(error)
}

/// `ERR_INVALID_ARG_TYPE`: the argument `name` must be `expected`, such as "of type string".
pub(super) fn wrong_type(js: &mut Js<'_, '_>, name: &str, expected: &str, value: &Value) -> Abrupt {
    let received = match received(js, value) {
        Ok(received) => received,
        Err(abrupt) => return abrupt,
    };
    let message = format!("The \"{name}\" argument must be {expected}. Received {received}");
    coded(js, Intrinsic::TypeError, "ERR_INVALID_ARG_TYPE", message)
}

/// `ERR_INVALID_ARG_VALUE`: the argument `name` `fault`, such as "is invalid".
pub(super) fn wrong_value(js: &mut Js<'_, '_>, name: &str, fault: &str, value: &Value) -> Abrupt {
    let message = format!("The argument '{name}' {fault}. Received {}", js.inspect(value));
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
    let Value::Number(number) = *value else { return Err(wrong_type(js, name, "of type number", value)) };
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
        _ => Err(wrong_type(js, name, "of type string", value)),
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

/// How an error describes the value that it is about.
fn received(js: &mut Js<'_, '_>, value: &Value) -> Completion<String> {
    let kind = match value {
        Value::Undefined | Value::Null => return Ok(js.inspect(value)),
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::Text(_) => "string",
        Value::Symbol(_) => "symbol",
        Value::Object(id) => {
            let (what, named) = match js.is_callable(value) {
                true => ("function", value.clone()),
                false => ("an instance of", js.get(*id, "constructor")?),
            };
            let name = match named.object() {
                Some(id) => js.get(id, "name")?,
                None => Value::Undefined,
            };
            return Ok(match name {
                Value::Text(name) => format!("{what} {}", name.to_utf8()),
                _ => js.inspect(value),
            });
        }
    };
    let shown = js.inspect(value);
    // Long strings are cut as Node cuts them.
    let shown = if shown.len() > 28 && kind == "string" {
        shown.chars().take(25).chain("...'".chars()).collect()
    } else {
        shown
    };
    Ok(format!("type {kind} ({shown})"))
}
