//! The part of a `Uint8Array` that a read fills or a write takes.

use crate::abi::gojs::js::{Completion, Heap, Js, Value, argument};
use crate::abi::gojs::node::argument::{integer, must_be};

/// Bytes of a `Uint8Array`, all within it.
#[derive(Clone, Debug)]
pub(super) struct Span {
    array: Value,
    offset: usize,
    pub(super) length: usize,
}

impl Span {
    /// What `(fd, buffer, offset, length)` reads into or writes.
    pub(super) fn of(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<Self> {
        let array = argument(args, 1).clone();
        let Some(size) = js.heap().bytes(&array).map(<[u8]>::len) else {
            return Err(must_be(js, "buffer", "Uint8Array"));
        };
        let offset = integer(js, "offset", args, 2, (0.0, size as f64))? as usize;
        let length = integer(js, "length", args, 3, (0.0, (size - offset) as f64))? as usize;
        Ok(Self { array, offset, length })
    }

    pub(super) fn bytes<'h>(&self, heap: &'h Heap) -> &'h [u8] {
        heap.bytes(&self.array).and_then(|bytes| bytes.get(self.offset..)?.get(..self.length)).unwrap_or_default()
    }

    pub(super) fn bytes_mut<'h>(&self, heap: &'h mut Heap) -> &'h mut [u8] {
        let bytes = heap.bytes_mut(&self.array).unwrap_or_default();
        bytes.get_mut(self.offset..).and_then(|bytes| bytes.get_mut(..self.length)).unwrap_or_default()
    }
}
