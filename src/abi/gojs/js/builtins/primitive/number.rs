//! `Number`.

use super::super::global::{parse_float, parse_int};
use super::{digits, this};
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::realm::Member;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives, number};

/// 2^53 - 1.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

pub(in super::super) const NUMBER: Class = Class {
    statics: Shape {
        functions: natives![
            is_finite(1) as "isFinite", is_integer(1) as "isInteger", is_nan(1) as "isNaN",
            is_safe_integer(1) as "isSafeInteger", parse_float(1) as "parseFloat", parse_int(2) as "parseInt",
        ],
        getters: &[],
        constants: &[
            ("EPSILON", Member::Number(f64::EPSILON)),
            ("MAX_SAFE_INTEGER", Member::Number(MAX_SAFE_INTEGER)),
            ("MAX_VALUE", Member::Number(f64::MAX)),
            ("MIN_SAFE_INTEGER", Member::Number(-MAX_SAFE_INTEGER)),
            // The smallest there is, which is not normal.
            ("MIN_VALUE", Member::Number(5e-324)),
            ("NEGATIVE_INFINITY", Member::Number(f64::NEG_INFINITY)),
            ("NaN", Member::Number(f64::NAN)),
            ("POSITIVE_INFINITY", Member::Number(f64::INFINITY)),
        ],
    },
    ..Class::new(
        Intrinsic::Number,
        1,
        new,
        Shape::functions(natives![
            to_exponential(1) as "toExponential", to_fixed(1) as "toFixed", to_locale_string(0) as "toLocaleString",
            to_precision(1) as "toPrecision", to_string(1) as "toString", value_of(0) as "valueOf",
        ]),
    )
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let number = match call.args {
        [] => 0.0,
        [value, ..] => js.to_number(value)?,
    };
    if call.new_target.is_none() {
        return Ok(number.into());
    }
    Ok(js.instance(call, Intrinsic::Number, Kind::Primitive(number.into()))?.into())
}

/// Whether the first argument is a number for which `is` holds.
fn check(call: &Invocation<'_>, is: impl Fn(f64) -> bool) -> Completion {
    Ok(matches!(call.arg(0), Value::Number(number) if is(number)).into())
}

fn is_finite(_: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    check(call, f64::is_finite)
}

fn is_integer(_: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    check(call, |number| number.fract() == 0.0)
}

fn is_nan(_: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    check(call, f64::is_nan)
}

fn is_safe_integer(_: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    check(call, |number| number.fract() == 0.0 && number.abs() <= MAX_SAFE_INTEGER)
}

/// The number that the method `name` is called on.
fn this_number(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<f64> {
    match this(js, call) {
        Value::Number(number) => Ok(number),
        _ => Err(js.type_error(format!("Number.prototype.{name} requires that 'this' be a Number"))),
    }
}

fn value_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this_number(js, call, "valueOf")?.into())
}

fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let number = this_number(js, call, "toString")?;
    let radix = match call.arg(0) {
        Value::Undefined => 10.0,
        radix => js.to_integer(&radix)?,
    };
    if !(2.0..=36.0).contains(&radix) {
        return Err(js.range_error("toString() radix argument must be between 2 and 36"));
    }
    Ok(if radix == 10.0 { number::to_text(number) } else { number::to_radix(number, radix as u32) }.into())
}

/// How many digits the first argument asks for, of a range.
fn count(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str, low: f64) -> Completion<usize> {
    let count = js.to_integer(&call.arg(0))?;
    if !(low..=100.0).contains(&count) {
        let what = if name == "toFixed" { "digits argument" } else { "argument" };
        return Err(js.range_error(format!("{name}() {what} must be between {low} and 100")));
    }
    Ok(count as usize)
}

fn to_fixed(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let number = this_number(js, call, "toFixed")?;
    let count = count(js, call, "toFixed", 0.0)?;
    Ok(digits::fixed(number, count).into())
}

fn to_exponential(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let number = this_number(js, call, "toExponential")?;
    let is_default = call.arg(0).is_undefined();
    if !number.is_finite() {
        js.to_number(&call.arg(0))?;
        return Ok(number::to_text(number).into());
    }
    let count = count(js, call, "toExponential", 0.0)?;
    Ok(digits::exponential(number, (!is_default).then_some(count)).into())
}

fn to_precision(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let number = this_number(js, call, "toPrecision")?;
    if call.arg(0).is_undefined() || !number.is_finite() {
        js.to_number(&call.arg(0))?;
        return Ok(number::to_text(number).into());
    }
    let count = count(js, call, "toPrecision", 1.0)?;
    Ok(digits::precision(number, count).into())
}

/// As for `en-US`, whatever the arguments say.
fn to_locale_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let number = this_number(js, call, "toLocaleString")?;
    Ok(digits::grouped(number).into())
}
