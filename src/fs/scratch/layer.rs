//! What a run has changed, and what that takes of its bound.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::ScratchError;
use super::budget::{Budget, NAME_BYTES};
use super::node::{Content, Node};
use crate::fs::{FileKind, Inode, MapFs};

/// What a run has changed.
#[derive(Debug)]
pub(super) struct Layer {
    /// What is new, and what was changed of the plugin's own.
    pub(super) nodes: BTreeMap<Inode, Node>,
    /// The number of the next inode; none is given twice.
    pub(super) next: u32,
    /// How often each inode is open, if it is.
    pub(super) open: BTreeMap<Inode, u32>,
    pub(super) budget: Budget,
}

impl Layer {
    /// An empty one over a tree of as many inodes as `next` says.
    pub(super) fn new(next: u32, scratch_bytes: u64) -> Self {
        Self { nodes: BTreeMap::new(), next, open: BTreeMap::new(), budget: Budget::new(scratch_bytes) }
    }

    /// Forgets `inode` if it has no name, and nobody has it open.
    pub(super) fn release(&mut self, inode: Inode) {
        let is_gone = !self.open.contains_key(&inode) && self.nodes.get(&inode).is_some_and(|node| node.names == 0);
        if let Some(node) = is_gone.then(|| self.nodes.remove(&inode)).flatten() {
            self.budget.give_back(node.cost());
        }
    }

    /// What is to be changed of `inode`, which may be the plugin's own.
    ///
    /// # Errors
    ///
    /// [`ScratchError::Full`]; [`ScratchError::NotFound`]: it is gone.
    pub(super) fn node(&mut self, base: &MapFs, inode: Inode) -> Result<&mut Node, ScratchError> {
        match self.nodes.entry(inode) {
            Entry::Occupied(node) => Ok(node.into_mut()),
            Entry::Vacant(place) => {
                let node = Node::over(base, inode).ok_or(ScratchError::NotFound)?;
                self.budget.take(node.cost())?;
                Ok(place.insert(node))
            }
        }
    }

    /// The same where want of room is no reason to fail.
    pub(super) fn node_anyway(&mut self, base: &MapFs, inode: Inode) -> Option<&mut Node> {
        match self.nodes.entry(inode) {
            Entry::Occupied(node) => Some(node.into_mut()),
            Entry::Vacant(place) => {
                let node = Node::over(base, inode)?;
                self.budget.take_anyway(node.cost());
                Some(place.insert(node))
            }
        }
    }

    /// Adds the entry `name` of `inode`, which is free, to `directory`. Its room was taken, and both are in the layer.
    pub(super) fn add_name(&mut self, base: &MapFs, directory: Inode, name: &str, inode: Inode, now: u64) {
        let is_directory = self.nodes.get(&inode).is_some_and(|node| node.kind() == FileKind::Directory);
        if let Some(node) = self.node_anyway(base, directory) {
            node.modify(now);
            if let Content::Directory(entries) = &mut node.body {
                entries.insert(Arc::from(name), inode);
                entries.directories += u32::from(is_directory);
            }
        }
    }

    /// Takes the entry `name` of `directory`, which is of `kind`, out of it.
    pub(super) fn take_entry(&mut self, base: &MapFs, directory: Inode, name: &str, kind: FileKind, now: u64) {
        let Some(node) = self.node_anyway(base, directory) else { return };
        node.modify(now);
        if let Content::Directory(entries) = &mut node.body {
            entries.directories -= u32::from(kind == FileKind::Directory);
            if entries.remove(base, name) {
                self.budget.give_back(name_cost(name));
            }
        }
    }

    /// The same, and `inode` has one name less.
    pub(super) fn remove_name(&mut self, base: &MapFs, directory: Inode, name: &str, inode: Inode, now: u64) {
        if let Some(node) = self.node_anyway(base, inode) {
            node.names -= 1;
            node.times.changed = now;
            let kind = node.kind();
            if let Content::Directory(removed) = &mut node.body {
                removed.parent = inode;
            }
            self.take_entry(base, directory, name, kind, now);
        }
        self.release(inode);
    }
}

/// Bytes that `name` takes of the budget, as a directory's entry.
pub(super) fn name_cost(name: &str) -> u64 {
    NAME_BYTES + name.len() as u64
}
