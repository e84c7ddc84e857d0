//! Executables that carry their plugins: bufwasm, the modules behind it, a list of them, and a trailer at the very end.
//!
//! Systems load an executable by its head, and do not mind what comes behind it. The trailer has a fixed length, so that a
//! program finds what it carries from its end.

mod args;
mod command;
mod read;

use serde::{Deserialize, Serialize};

pub(crate) use args::BundleArgs;
pub(crate) use command::bundle;
pub(crate) use read::{Bundle, carried};

/// What the trailer ends with.
const MAGIC: &[u8; 16] = b"bufwasm-bundle-1";
/// Bytes of the trailer: the length of the list, its SHA-256, and [`MAGIC`].
const TRAILER: usize = 8 + 32 + MAGIC.len();
/// The longest list that is read.
const MOST_LISTED: u64 = 1 << 20;

/// What helps against a damaged bundle. Every bufwasm that can carry plugins holds this text.
const REMEDY: &str = "make it anew with bufwasm bundle";

/// A plugin that is carried.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Item {
    /// What it is called as.
    pub(crate) name: String,
    /// Where its module begins in the executable.
    pub(crate) offset: u64,
    /// Bytes of its module.
    pub(crate) size: u64,
    /// The module's digest, in hexadecimal.
    pub(crate) sha256: String,
}
