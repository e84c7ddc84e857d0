//! What a host function may take: bytes of the heap, and time until it looks at what may end the run.

use super::{Completion, Js, Text, Value};

/// Code units that a string has at most, as in V8.
const MAX_TEXT: usize = (1 << 29) - 24;
/// Rounds of loops between two looks at what may end the run.
const ROUNDS: u64 = 64;

impl Js<'_, '_> {
    /// Makes sure that `bytes` more fit into the heap, and counts them.
    pub(in crate::abi::gojs) fn reserve(&mut self, bytes: usize) -> Completion<()> {
        self.room(bytes)?;
        self.heap_mut().charge(bytes);
        Ok(())
    }

    /// Makes sure that `bytes` more fit into the heap: those of an object that will be counted when it is added.
    pub(super) fn room(&mut self, bytes: usize) -> Completion<()> {
        if bytes <= self.heap().left() {
            // What is made is filled too.
            self.guest().moves(bytes)?;
            return Ok(());
        }
        let limit = self.heap().limit();
        Err(self.range_error(format!("out of memory: the JavaScript objects of a run may take {limit} bytes")))
    }

    /// Makes sure that an array of `count` items fits into the heap.
    pub(super) fn room_for(&mut self, count: usize) -> Completion<()> {
        self.room(count.saturating_mul(size_of::<Value>()))
    }

    /// Makes sure that a string of `bytes` may be made.
    pub(super) fn room_for_text(&mut self, bytes: usize) -> Completion<()> {
        if bytes > MAX_TEXT {
            return Err(self.range_error("Invalid string length"));
        }
        self.room(bytes)
    }

    /// A new string, counted.
    pub(super) fn text(&mut self, text: impl Into<Text>) -> Completion {
        let text = text.into();
        self.room_for_text(text.bytes())?;
        self.heap_mut().charge(text.bytes());
        Ok(text.into())
    }

    /// One round of a loop that the guest may make long. `Err` when the run is to end.
    pub(super) fn round(&mut self) -> Completion<()> {
        let heap = self.heap_mut();
        heap.rounds = heap.rounds.wrapping_add(1);
        if heap.rounds.is_multiple_of(ROUNDS) {
            self.guest().check()?;
        }
        Ok(())
    }
}
