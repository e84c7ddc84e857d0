//! What Node adds to JavaScript, as far as Go's standard library asks for it: files, the process, a path, randomness.
//!
//! There is no `fetch`, as there is no network: `net/http` then says that it cannot connect.

mod argument;
mod crypto;
mod fs;
mod path;
mod process;
#[cfg(test)]
mod tests;

use super::js::{Heap, ObjectId, Realm, Template};
use crate::fs::Inode;

/// What a run keeps of Node.
pub(super) struct NodeState {
    descriptors: fs::Descriptors,
    /// The working directory.
    directory: Inode,
    /// The permissions that new files would not get, which nothing asks for.
    umask: u32,
    /// What the attributes of files inherit from.
    stats: ObjectId,
}

/// The objects that a Go program finds as globals.
static OBJECTS: [(&str, &Template); 4] =
    [("crypto", &crypto::CRYPTO), ("fs", &fs::FS), ("path", &path::PATH), ("process", &process::PROCESS)];

impl NodeState {
    /// Adds Node's objects to those of JavaScript's own.
    pub(super) fn new(heap: &mut Heap, realm: &mut Realm) -> Self {
        for (name, template) in OBJECTS {
            realm.add(heap, name, template);
        }
        let stats = realm.add_prototype(heap, "Stats", &fs::STATS);
        Self { descriptors: fs::Descriptors::default(), directory: Inode::ROOT, umask: process::UMASK, stats }
    }
}
