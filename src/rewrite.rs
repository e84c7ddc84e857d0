//! Writes a module anew: with other instructions, and with types, functions and exports beside its own.
//!
//! It knows how a module is encoded, and nothing of why it is changed: that is for the engine's faults and for what is lowered.
//! Nothing that a module has is moved, so that whatever refers to it stays as it is.

mod additions;
mod code;
mod extension;
mod host_call;

pub(crate) use additions::{Additions, section, section_id};
pub(crate) use code::{change_code, replace_instructions};
pub(crate) use extension::Extension;
pub(crate) use host_call::{EXTERNREF, HostCall, HostTable, I32, I64};
