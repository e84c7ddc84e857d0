//! `Uint8Array`s, and the `ArrayBuffer`s under them.

use super::class::Class;
use super::object::ObjectKind;
use super::{Completion, Heap, Js, ObjectId, Value};

impl Heap {
    /// The bytes of an `ArrayBuffer`.
    pub(super) fn buffer(&self, id: ObjectId) -> &[u8] {
        match self.kind(id) {
            ObjectKind::ArrayBuffer(bytes) => bytes,
            _ => &[],
        }
    }

    pub(super) fn buffer_mut(&mut self, id: ObjectId) -> &mut [u8] {
        match self.kind_mut(id) {
            ObjectKind::ArrayBuffer(bytes) => bytes,
            _ => &mut [],
        }
    }

    /// The bytes of a `Uint8Array`; `None` if the value is none.
    pub(crate) fn bytes(&self, value: &Value) -> Option<&[u8]> {
        match self.kind(value.object()?) {
            ObjectKind::Bytes { buffer } => Some(self.buffer(*buffer)),
            _ => None,
        }
    }

    /// The bytes of a `Uint8Array`, to be written; `None` if the value is none.
    pub(crate) fn bytes_mut(&mut self, value: &Value) -> Option<&mut [u8]> {
        match self.kind(value.object()?) {
            ObjectKind::Bytes { buffer } => Some(self.buffer_mut(*buffer)),
            _ => None,
        }
    }
}

impl Js<'_, '_> {
    /// A `Uint8Array` of these bytes.
    pub(crate) fn bytes(&mut self, bytes: Vec<u8>) -> Completion<ObjectId> {
        self.room(bytes.len())?;
        let buffer = self.new_object(Class::ArrayBuffer, ObjectKind::ArrayBuffer(bytes));
        Ok(self.new_object(Class::Uint8Array, ObjectKind::Bytes { buffer }))
    }
}
