//! Writes a module anew: with other instructions, and with types, functions and exports beside its own.
//!
//! It knows how a module is encoded, and nothing of why it is changed: that is for the engine's faults and for what is lowered.
//! Nothing that a module has is moved, so that whatever refers to it stays as it is. Its code is walked through once, whatever is
//! looked for, and what stays is copied once.

mod additions;
mod data;
mod extension;
mod host_call;
mod rewriting;
mod splices;
mod walk;

pub(crate) use additions::{Additions, header, section_id};
pub(crate) use extension::Extension;
pub(crate) use host_call::{EXTERNREF, FUNCREF, HostCall, HostTable, I32, I64, V128};
pub(crate) use rewriting::Rewriting;
#[cfg(test)]
pub(crate) use rewriting::rewritten;
pub(crate) use splices::Splices;
pub(crate) use walk::{Instruction, Replacement};
