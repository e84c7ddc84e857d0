//! How optimised functions call each other.
//!
//! Go's functions pass the stack pointer through a global, which each copies to a local at its beginning and after each call,
//! and return 0, or another number to have the whole stack unwound. When they return 0, they have taken what is on the top of
//! the stack, 8 bytes, with them.
//!
//! An optimised function gets the stack pointer as its parameter, which is a multiple of 8 below 2³¹, and returns the same number
//! if it is to return 0 with the stack pointer 8 bytes behind that. In all other cases it returns 1. Then the stack pointer is in
//! its global, and the global `unwinding` says what the function returns.
//!
//! So the stack pointer's global may lag behind only while none but optimised functions run, or where a trap has ended all of it.
//! Before a function is called that knows nothing of this, it is written.

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
