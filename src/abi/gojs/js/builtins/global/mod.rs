//! `globalThis`, and the bridge that `syscall/js` knows as `jsGo`.

mod base64;
mod clone;
mod timers;
mod uri;

use base64::{atob, btoa};
use clone::structured_clone;
use timers::{clear_timer, queue_microtask, set_immediate, set_interval, set_timeout};
use uri::{decode_uri, decode_uri_component, encode_uri, encode_uri_component, escape, unescape};

use crate::abi::gojs::js::realm::Member;
use crate::abi::gojs::js::{Completion, Invocation, Js, Shape, Value, natives, number};

pub(in crate::abi::gojs::js) const GLOBAL: Shape = Shape {
    functions: natives![
        atob(1), btoa(1), clear_timer(1) as "clearImmediate", clear_timer(1) as "clearInterval",
        clear_timer(1) as "clearTimeout", decode_uri(1) as "decodeURI", decode_uri_component(1) as "decodeURIComponent",
        encode_uri(1) as "encodeURI", encode_uri_component(1) as "encodeURIComponent", escape(1),
        is_finite(1) as "isFinite", is_nan(1) as "isNaN", parse_float(1) as "parseFloat", parse_int(2) as "parseInt",
        queue_microtask(1) as "queueMicrotask", set_immediate(1) as "setImmediate", set_interval(2) as "setInterval",
        set_timeout(2) as "setTimeout", structured_clone(0) as "structuredClone", unescape(1),
    ],
    getters: &[],
    constants: &[("Infinity", Member::Number(f64::INFINITY)), ("NaN", Member::Number(f64::NAN))],
};

/// What `wasm_exec.js`'s `Go` offers to `syscall/js`, beside the event that is pending.
pub(in crate::abi::gojs::js) const BRIDGE: Shape = Shape {
    functions: natives![make_func_wrapper(1) as "_makeFuncWrapper", resume(0) as "_resume"],
    getters: natives![values(0) as "_values"],
    constants: &[],
};

/// The table of references, of which there is only the length to see: Go's own tests ask whether it stays short.
fn values(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    let length = js.state().refs.slots() as f64;
    Ok(js.object([("length", length.into())]).into())
}

/// `syscall/js/func.go`, `FuncOf`: a function that runs the guest's `js.Func` of that id.
fn make_func_wrapper(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.guest_function(call.arg(0)).into())
}

fn resume(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    js.resume_guest()?;
    Ok(Value::Undefined)
}

pub(super) fn parse_float(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = js.to_text(&call.arg(0))?;
    Ok(number::parse_float(&text.to_utf8()).into())
}

pub(super) fn parse_int(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = js.to_text(&call.arg(0))?;
    let radix = js.to_number(&call.arg(1))?;
    Ok(number::parse_int(&text.to_utf8(), crate::abi::gojs::js::convert::to_int32(radix)).into())
}

fn is_nan(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.to_number(&call.arg(0))?.is_nan().into())
}

fn is_finite(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.to_number(&call.arg(0))?.is_finite().into())
}
