//! `crypto`: randomness.

use super::argument::must_be;
use crate::abi::gojs::js::{Class, Completion, Js, Template, Value, argument};

/// `globalThis.crypto`; `crypto/rand/rand_js.go` of Go 1.18 to 1.23.
pub(super) static CRYPTO: Template = Template::functions(&[("getRandomValues", get_random_values)]);

/// Bytes that one call may ask for.
const MAX_BYTES: usize = 65536;

/// `crypto.getRandomValues(array)` fills a `Uint8Array`, and gives it back; `reader.Read`.
fn get_random_values(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let array = argument(args, 0);
    let host = js.store.data_mut();
    let Some(bytes) = host.state.heap.bytes_mut(array) else { return Err(must_be(js, "array", "Uint8Array")) };
    if bytes.len() > MAX_BYTES {
        return Err(js.throw(Class::Error, "the requested length exceeds 65536 bytes"));
    }
    match host.guest.random.fill(bytes) {
        Ok(()) => Ok(array.clone()),
        Err(error) => Err(js.throw(Class::Error, format!("no randomness: {error}"))),
    }
}
