//! `String`. What takes regular expressions takes strings only: there are no others here.

mod make;
mod replace;
mod search;

use make::{
    at, char_at, char_code_at, code_point_at, concat, is_well_formed, iterator, pad_end, pad_start, repeat, slice,
    substr, substring, to_lower_case, to_upper_case, to_well_formed, trim, trim_end, trim_start,
};
use replace::{replace, replace_all, split};
use search::{ends_with, includes, index_of, last_index_of, locale_compare, starts_with};

use super::primitive::show_symbol;
use crate::abi::gojs::js::convert::to_uint32;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Text, Value, natives};

pub(super) const STRING: Class = Class {
    statics: Shape::functions(natives![from_char_code(1) as "fromCharCode", from_code_point(1) as "fromCodePoint"]),
    ..Class::new(
        Intrinsic::String,
        1,
        new,
        Shape::functions(natives![
            at(1), char_at(1) as "charAt", char_code_at(1) as "charCodeAt", code_point_at(1) as "codePointAt", concat(1),
            ends_with(1) as "endsWith", includes(1), index_of(1) as "indexOf", is_well_formed(0) as "isWellFormed",
            iterator(0) as "[Symbol.iterator]", last_index_of(1) as "lastIndexOf", locale_compare(1) as "localeCompare",
            pad_end(1) as "padEnd", pad_start(1) as "padStart", repeat(1), replace(2), replace_all(2) as "replaceAll",
            slice(2), split(2), starts_with(1) as "startsWith", substr(2), substring(2),
            to_lower_case(0) as "toLocaleLowerCase", to_upper_case(0) as "toLocaleUpperCase",
            to_lower_case(0) as "toLowerCase", to_string(0) as "toString", to_upper_case(0) as "toUpperCase",
            to_well_formed(0) as "toWellFormed", trim(0), trim_end(0) as "trimEnd", trim_end(0) as "trimRight",
            trim_start(0) as "trimLeft", trim_start(0) as "trimStart", to_string(0) as "valueOf",
        ]),
    )
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = match call.args {
        [] => Text::from(""),
        [Value::Symbol(symbol), ..] if call.new_target.is_none() => show_symbol(symbol),
        [value, ..] => js.to_text(value)?,
    };
    if call.new_target.is_none() {
        return Ok(text.into());
    }
    Ok(js.instance(call, Intrinsic::String, Kind::Primitive(text.into()))?.into())
}

fn from_char_code(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut units = Vec::new();
    for arg in call.args {
        units.push(to_uint32(js.to_number(arg)?) as u16);
    }
    js.text(Text::from_units(&units))
}

fn from_code_point(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut units = Vec::new();
    for arg in call.args {
        let number = js.to_number(arg)?;
        if number.fract() != 0.0 || !(0.0..=1_114_111.0).contains(&number) {
            let shown = js.to_text(arg)?;
            return Err(js.range_error(format!("Invalid code point {}", shown.to_utf8())));
        }
        match char::from_u32(number as u32) {
            Some(char) => units.extend_from_slice(char.encode_utf16(&mut [0; 2])),
            None => units.push(number as u16),
        }
    }
    js.text(Text::from_units(&units))
}

fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    match &call.this {
        Value::Text(text) => Ok(text.clone().into()),
        this => match this.object().map(|id| js.heap().kind(id)) {
            Some(Kind::Primitive(text @ Value::Text(_))) => Ok(text.clone()),
            _ => Err(js.type_error("String.prototype.toString requires that 'this' be a String")),
        },
    }
}

/// The string that the method `name` is called on.
fn this(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<Text> {
    if call.this.is_nullish() {
        return Err(js.type_error(format!("String.prototype.{name} called on null or undefined")));
    }
    js.to_text(&call.this)
}
