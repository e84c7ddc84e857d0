//! The classes and objects of JavaScript's own: one file for each class or object. Each entry says who asks for it.
//!
//! Where an entry is only called by Go's own tests, the test is `src/syscall/js/js_test.go`.

mod array;
mod boxed;
mod bytes;
mod console;
mod date;
mod error;
mod function;
mod global;
mod object;

pub(super) use console::CONSOLE;
pub(super) use global::{BRIDGE, GLOBAL};

use super::class::Constructor;

/// The classes, in the order of [`Class`](super::Class).
pub(super) static CLASSES: [&Constructor; 11] = [
    &object::OBJECT,
    &function::FUNCTION,
    &array::ARRAY,
    &bytes::ARRAY_BUFFER,
    &bytes::UINT8_ARRAY,
    &boxed::BOOLEAN,
    &boxed::NUMBER,
    &date::DATE,
    &error::ERROR,
    &error::RANGE_ERROR,
    &error::TYPE_ERROR,
];
