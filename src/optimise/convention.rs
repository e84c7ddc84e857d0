//! How optimised functions call each other.
//!
//! Go's functions pass the stack pointer through a global, which each copies to a local at its beginning and after each call,
//! and return 0, or another number to have the whole stack unwound. An optimised function gets the stack pointer as its
//! parameter and returns it: what the global would hold. Where that is 0, the global `unwinding` says what the function gives:
//! if that is 0 as well, the stack pointer is really 0; if not, it is the number returned, and the stack pointer is in its global.
//!
//! Before a function is called that knows nothing of this, the global is written, and read after. So the global may lag behind
//! only while none but optimised functions run, or where a trap has ended all of it.

/// What optimised functions need to know of the module that they will be in.
pub(super) struct Convention {
    /// For each of the module's own functions of Go's type, the one that follows the convention.
    pub(super) fast: Vec<Option<u32>>,
    /// The first of those, which come after all of the module's.
    pub(super) first_fast: u32,
    /// The table of functions that follow the convention, in the places of those in the first table.
    pub(super) table: Option<u32>,
    /// The global that holds what is returned in place of 0.
    pub(super) unwinding: u32,
}

impl Convention {
    pub(super) fn is_fast(&self, function: u32) -> bool {
        function >= self.first_fast
    }
}
