//! `TextEncoder` and `TextDecoder`, for UTF-8.

use super::buffer::bytes_of;
use crate::abi::gojs::js::convert::to_boolean;
use crate::abi::gojs::js::object::{Kind, Property};
use crate::abi::gojs::js::realm::Member;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Text, Value, natives};

const UTF_8: &[(&str, Member)] = &[("encoding", Member::Text("utf-8"))];

pub(super) const TEXT_ENCODER: Class = Class::new(
    Intrinsic::TextEncoder,
    0,
    new_encoder,
    Shape { functions: natives![encode(0)], getters: &[], constants: UTF_8 },
);

pub(super) const TEXT_DECODER: Class = Class::new(
    Intrinsic::TextDecoder,
    0,
    new_decoder,
    Shape { functions: natives![decode(0)], getters: &[], constants: UTF_8 },
);

/// Whether invalid UTF-8 is an error.
const FATAL: &str = "fatal";
/// Whether a byte order mark is part of the text.
const IGNORE_BOM: &str = "ignoreBOM";

fn new_encoder(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.instance(call, Intrinsic::TextEncoder, Kind::Ordinary)?.into())
}

fn new_decoder(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if !call.arg(0).is_undefined() {
        let label = js.to_text(&call.arg(0))?;
        if !matches!(&*label.to_utf8().to_ascii_lowercase(), "utf-8" | "utf8") {
            return Err(
                js.throw(Intrinsic::RangeError, format!("The \"{}\" encoding is not supported", label.to_utf8()))
            );
        }
    }
    let options = call.arg(1).object();
    let id = js.instance(call, Intrinsic::TextDecoder, Kind::Ordinary)?;
    for option in [FATAL, IGNORE_BOM] {
        let value = match options {
            Some(options) => to_boolean(&js.get(options, option)?),
            None => false,
        };
        js.heap_mut().define(id, option, Property::constant(value.into()));
    }
    Ok(id.into())
}

fn encode(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = match call.arg(0) {
        Value::Undefined => Text::from(""),
        value => js.to_text(&value)?,
    };
    let bytes = text.to_utf8().into_owned().into_bytes();
    Ok(js.bytes(bytes)?.into())
}

fn decode(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let bytes = match call.arg(0) {
        Value::Undefined => Vec::new(),
        value => match bytes_of(js, &value) {
            Some(bytes) => bytes.to_vec(),
            None => {
                return Err(
                    js.type_error("The \"input\" argument must be an instance of ArrayBuffer or ArrayBufferView.")
                );
            }
        },
    };
    let decoder = call.this.clone();
    let mut asks_for = |option: &str| -> Completion<bool> { Ok(to_boolean(&js.get_of(&decoder, option)?)) };
    let (fatal, keeps_mark) = (asks_for(FATAL)?, asks_for(IGNORE_BOM)?);
    if fatal && std::str::from_utf8(&bytes).is_err() {
        return Err(js.type_error("The encoded data was not valid for encoding utf-8"));
    }
    let text = if keeps_mark { Text::from_bytes(&bytes) } else { Text::decode(&bytes) };
    js.reserve(text.bytes())?;
    Ok(text.into())
}
