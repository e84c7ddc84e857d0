//! How instructions are encoded: their opcodes, what comes behind these, and numbers; and the usual segments of data.
//!
//! Whoever reads or writes code knows it from here. Nothing is believed of what is read: what is cut short or not known is
//! `None`, and which instructions are valid is for the engine to say.
//!
//! Specification: <https://webassembly.github.io/spec/core/binary/instructions.html>

mod number;
pub(crate) mod opcode;
mod reader;
mod segment;
mod shape;

pub(crate) use number::{signed, unsigned};
pub(crate) use reader::Reader;
