//! `crypto`: randomness.

use super::argument::coded;
use crate::abi::gojs::js::{Abrupt, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

/// `globalThis.crypto`; `crypto/rand/rand_js.go` up to Go 1.23, and `wasm_exec.js` for `runtime.getRandomData`.
pub(super) const CRYPTO: Shape =
    Shape::functions(natives![get_random_values(1) as "getRandomValues", random_uuid(0) as "randomUUID"]);

/// Bytes that one call may ask for.
const MAX_BYTES: usize = 65536;

/// `crypto.getRandomValues(array)` fills a typed array of integers, and gives it back.
///
/// `TypeMismatchError`: it is none. `QuotaExceededError`: it has more than 65536 bytes.
fn get_random_values(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let array = call.arg(0);
    let Some(view) = js.heap().view(&array).filter(|view| view.is_integral()).cloned() else {
        return Err(exception(js, "TypeMismatchError", 17, "The data argument must be an integer-type TypedArray"));
    };
    let host = js.store.data_mut();
    let bytes = view.bytes_mut(&mut host.state.heap);
    if bytes.len() > MAX_BYTES {
        return Err(exception(js, "QuotaExceededError", 22, "The requested length exceeds 65,536 bytes"));
    }
    match host.guest.random.fill(bytes) {
        Ok(()) => Ok(array),
        Err(_) => Err(source_failed(js)),
    }
}

/// `crypto.randomUUID()`: a UUID of version 4, RFC 9562.
fn random_uuid(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    let mut bytes = [0; 16];
    if js.guest().random.fill(&mut bytes).is_err() {
        return Err(source_failed(js));
    }
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut uuid = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        uuid.push_str(&format!("{byte:02x}"));
    }
    Ok(uuid.into())
}

/// A `DOMException`, as far as its name and its code go.
fn exception(js: &mut Js<'_, '_>, name: &str, code: u32, message: &str) -> Abrupt {
    let error = js.error(Intrinsic::Error, message);
    if let Some(id) = error.object() {
        js.define(id, "name", name.into());
        js.define(id, "code", Value::from(code));
    }
    Abrupt::Throw(error)
}

/// What Node throws when OpenSSL gives no bytes.
fn source_failed(js: &mut Js<'_, '_>) -> Abrupt {
    coded(js, Intrinsic::Error, "ERR_CRYPTO_OPERATION_FAILED", "the host's source of randomness failed")
}
