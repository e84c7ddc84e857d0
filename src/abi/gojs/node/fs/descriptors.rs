//! The table of open files.

use std::collections::BTreeSet;

use super::error::Errno;
use crate::guest::{MAX_DESCRIPTORS, Object};

/// The open files, by number.
#[derive(Debug)]
pub(in crate::abi::gojs::node) struct Descriptors {
    slots: Vec<Option<Object>>,
    /// Numbers below the table's end that are free. Those of the standard streams are not given away: who writes to stderr
    /// after it was closed must not reach a file.
    free: BTreeSet<u32>,
}

impl Default for Descriptors {
    fn default() -> Self {
        Self { slots: vec![Some(Object::Stdin), Some(Object::Stdout), Some(Object::Stderr)], free: BTreeSet::new() }
    }
}

impl Descriptors {
    /// `EBADF`: `fd` is not open.
    pub(super) fn get(&self, fd: u32) -> Result<Object, Errno> {
        self.slots.get(fd as usize).copied().flatten().ok_or(Errno::Badf)
    }

    /// Lets the next read of the file `fd` begin at `offset`.
    pub(super) fn seek(&mut self, fd: u32, to: u64) {
        if let Some(Some(Object::File { offset, .. })) = self.slots.get_mut(fd as usize) {
            *offset = to;
        }
    }

    /// Gives `object` the lowest number that is free.
    ///
    /// `EMFILE`: there are [`MAX_DESCRIPTORS`] already.
    pub(super) fn insert(&mut self, object: Object) -> Result<u32, Errno> {
        if let Some(fd) = self.free.pop_first() {
            self.slots[fd as usize] = Some(object);
            return Ok(fd);
        }
        if self.slots.len() >= MAX_DESCRIPTORS {
            return Err(Errno::Mfile);
        }
        self.slots.push(Some(object));
        Ok(self.slots.len() as u32 - 1)
    }

    /// Frees the number `fd`.
    ///
    /// `EBADF`: it is not open.
    pub(super) fn remove(&mut self, fd: u32) -> Result<(), Errno> {
        let object = self.slots.get_mut(fd as usize).and_then(Option::take).ok_or(Errno::Badf)?;
        if matches!(object, Object::File { .. } | Object::Directory { .. }) {
            self.free.insert(fd);
        }
        Ok(())
    }
}
