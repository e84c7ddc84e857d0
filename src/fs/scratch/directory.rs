//! What is in a directory: the plugin's own entries that were not removed, and those that were added.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::fs::{Body, Inode, MapFs};

/// The changes of a directory.
#[derive(Debug)]
pub(super) struct Directory {
    /// The directory it is in; the root, and one that was removed, is in itself.
    pub(super) parent: Inode,
    /// Its name there.
    pub(super) name: Arc<str>,
    /// How many directories are in it.
    pub(super) directories: u32,
    /// The plugin's own entries: the inode of the first, and how many there are.
    below: (u32, u32),
    /// A bit for each of those that was removed, from the lowest on; empty if none was.
    removed: Vec<u64>,
    /// The places of the entries that were added.
    places: BTreeMap<Arc<str>, u64>,
    /// The entries that were added, by their places.
    added: BTreeMap<u64, (Arc<str>, Inode)>,
    /// The place of the entry that is added next. None is ever given again, so that a listing goes on where it stopped
    /// whatever happens meanwhile.
    next_place: u64,
}

impl Directory {
    /// A new one.
    pub(super) fn new(parent: Inode, name: Arc<str>) -> Self {
        Self {
            parent,
            name,
            directories: 0,
            below: (0, 0),
            removed: Vec::new(),
            places: BTreeMap::new(),
            added: BTreeMap::new(),
            next_place: 0,
        }
    }

    /// The plugin's own directory `inode` with nothing changed.
    pub(super) fn over(base: &MapFs, inode: Inode) -> Self {
        let new = Self::new(base.parent(inode), base.name(inode).into());
        match base.node(inode).body {
            Body::Directory { first, count, directories } => {
                Self { below: (first, count), next_place: count.into(), directories, ..new }
            }
            Body::File(_) => new,
        }
    }

    /// The entry `name`.
    pub(super) fn get(&self, base: &MapFs, name: &str) -> Option<Inode> {
        match self.places.get(name) {
            Some(place) => self.added.get(place).map(|(_, inode)| *inode),
            None => self.find_below(base, name).filter(|&place| !self.is_removed(place)).map(|place| self.inode(place)),
        }
    }

    /// Adds `name`, which is free.
    pub(super) fn insert(&mut self, name: Arc<str>, inode: Inode) {
        self.places.insert(Arc::clone(&name), self.next_place);
        self.added.insert(self.next_place, (name, inode));
        self.next_place += 1;
    }

    /// Takes `name` out. `true` if it was added, and not the plugin's own.
    pub(super) fn remove(&mut self, base: &MapFs, name: &str) -> bool {
        if let Some(place) = self.places.remove(name) {
            self.added.remove(&place);
            return true;
        }
        if let Some(place) = self.find_below(base, name).filter(|&place| !self.is_removed(place)) {
            self.removed.resize(self.below.1.div_ceil(u64::BITS) as usize, 0);
            self.removed[(place / u64::BITS) as usize] |= 1 << (place % u64::BITS);
        }
        false
    }

    /// The entry at `place` or, if there is none any more, at the first one after it: its place, name and inode.
    pub(super) fn entry_from<'d>(&'d self, base: &'d MapFs, place: u64) -> Option<(u64, &'d str, Inode)> {
        if let Some(place) = u32::try_from(place).ok().and_then(|place| self.below_from(place)) {
            let inode = self.inode(place);
            return Some((place.into(), base.name(inode), inode));
        }
        let (place, (name, inode)) = self.added.range(place..).next()?;
        Some((*place, name, *inode))
    }

    /// The first place from `place` on whose entry is the plugin's own and was not removed. Whole words of removed ones
    /// are skipped.
    fn below_from(&self, mut place: u32) -> Option<u32> {
        while place < self.below.1 {
            let word = self.removed.get((place / u64::BITS) as usize).copied().unwrap_or_default();
            let free = (!word) >> (place % u64::BITS);
            if free != 0 {
                return Some(place + free.trailing_zeros()).filter(|&place| place < self.below.1);
            }
            place = (place / u64::BITS + 1) * u64::BITS;
        }
        None
    }

    fn find_below(&self, base: &MapFs, name: &str) -> Option<u32> {
        let (first, count) = self.below;
        let entries = base.nodes.get(first as usize..)?.get(..count as usize)?;
        entries.binary_search_by(|node| (*node.name).cmp(name)).ok().map(|place| place as u32)
    }

    fn is_removed(&self, place: u32) -> bool {
        let word = self.removed.get((place / u64::BITS) as usize).copied().unwrap_or_default();
        word >> (place % u64::BITS) & 1 == 1
    }

    fn inode(&self, place: u32) -> Inode {
        Inode(self.below.0 + place)
    }
}
