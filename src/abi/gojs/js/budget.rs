//! What a host function may take of the heap.

use super::class::Class;
use super::{Completion, Js};

impl Js<'_, '_> {
    /// Makes sure that `bytes` more fit into the heap, and counts them.
    pub(crate) fn reserve(&mut self, bytes: usize) -> Completion<()> {
        self.room(bytes)?;
        self.heap_mut().charge(bytes);
        Ok(())
    }

    /// Makes sure that `bytes` more fit into the heap: those of an object that will be counted when it is added.
    pub(super) fn room(&mut self, bytes: usize) -> Completion<()> {
        if bytes <= self.heap().left() {
            // What is made is filled too.
            self.guest().spend_bytes(bytes)?;
            return Ok(());
        }
        let limit = self.heap().limit();
        let message = format!("out of memory: the JavaScript objects of a run may take {limit} bytes");
        Err(self.throw(Class::RangeError, message))
    }
}
