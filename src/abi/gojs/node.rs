//! What Node adds to JavaScript, as far as a Go program meets it: files, the process, paths, randomness, time.
//!
//! There is no `fetch`, as there is no network: `net/http` then says that it cannot connect.

mod argument;
mod crypto;
mod fs;
mod path;
mod performance;
mod process;
mod require;
#[cfg(test)]
mod tests;

use super::js::{Class, Completion, Js, Shape};
use crate::fs::Inode;

/// What a run keeps of Node.
pub(super) struct State {
    descriptors: fs::Descriptors,
    /// The working directory.
    directory: Inode,
    /// The permissions that new files would not get, which nothing asks for.
    umask: u32,
}

impl State {
    pub(super) fn new() -> Self {
        Self { descriptors: fs::Descriptors::default(), directory: Inode::ROOT, umask: process::UMASK }
    }
}

/// `fs.Stats`, which is no global.
pub(super) const STATS: Class = fs::STATS;

/// Functions that Node adds to `globalThis`, or `wasm_exec_node.js` does.
pub(super) const GLOBAL: Shape = require::GLOBAL;

/// The modules that a Go program finds as globals.
pub(super) const MODULES: &[(&str, Shape)] = &[
    ("crypto", crypto::CRYPTO),
    ("fs", fs::FS),
    ("path", path::PATH),
    ("performance", performance::PERFORMANCE),
    ("process", process::PROCESS),
];

/// Adds what depends on the run, before the guest begins.
pub(super) fn install(js: &mut Js<'_, '_>) -> Completion<()> {
    process::install(js)
}
