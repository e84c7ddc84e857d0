//! What stands behind the modules of a bundle.

use serde::{Deserialize, Serialize};

/// What the trailer ends with.
pub(super) const MAGIC: &[u8; 16] = b"bufwasm-bundle-1";
/// Bytes of the trailer: the length of the list, its SHA-256, and [`MAGIC`].
pub(super) const TRAILER: usize = 8 + 32 + MAGIC.len();
/// The longest list that is read.
pub(super) const MOST_LISTED: u64 = 1 << 20;

/// What helps against a damaged bundle. Every bufwasm that can carry plugins holds this text.
pub(super) const REMEDY: &str = "make it anew with bufwasm bundle";

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
