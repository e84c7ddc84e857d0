//! Makes a module that was built for threads, or for a host that gives it its memory, one that runs alone.
//!
//! One file for each thing that the engine has none of. What runs alone sees no difference to a host that never gives it a second
//! thread: nothing happens between two of its instructions.

mod atomics;
mod function;
mod memories;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::rewrite::HostTable;

/// `wasm` with memories that are all its own and not shared, and without atomic instructions. With it comes the table of functions
/// that the host is to fill, if it calls any.
pub(crate) fn lower(wasm: &[u8]) -> (Cow<'_, [u8]>, Option<HostTable>) {
    atomics::make_plain(memories::make_own(wasm))
}
