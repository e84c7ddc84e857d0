//! `TextEncoder` and `TextDecoder`, for UTF-8.

use super::buffer::bytes_of;
use crate::abi::gojs::js::object::Kind;
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
    Ok(js.instance(call, Intrinsic::TextDecoder, Kind::Ordinary)?.into())
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
    let text = Text::decode(&bytes);
    js.reserve(text.bytes())?;
    Ok(text.into())
}
