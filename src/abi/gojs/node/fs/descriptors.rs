//! The table of open files.

use std::collections::BTreeSet;

use super::error::Errno;
use crate::guest::{MAX_DESCRIPTORS, Object};

/// An open file, directory or stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    pub(super) object: Object,
    /// What a file may be used for.
    pub(super) access: Access,
}

/// How a file is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Access {
    pub(super) read: bool,
    pub(super) write: bool,
    /// Whether all that is written goes to its end.
    pub(super) append: bool,
}

impl Access {
    /// As streams and directories are, which go by what they are.
    pub(super) const READ: Self = Self { read: true, write: false, append: false };
}

/// The open files, by number.
#[derive(Debug)]
pub(in crate::abi::gojs::node) struct Descriptors {
    slots: Vec<Option<Opened>>,
    /// Numbers below the table's end that are free. Those of the standard streams are not given away: who writes to stderr
    /// after it was closed must not reach a file.
    free: BTreeSet<u32>,
}

impl Default for Descriptors {
    fn default() -> Self {
        let streams = [Object::Stdin, Object::Stdout, Object::Stderr];
        let slots = streams.map(|object| Some(Opened { object, access: Access::READ })).into();
        Self { slots, free: BTreeSet::new() }
    }
}

impl Descriptors {
    /// `EBADF`: `fd` is not open.
    pub(super) fn get(&self, fd: u32) -> Result<Opened, Errno> {
        self.slots.get(fd as usize).copied().flatten().ok_or(Errno::Badf)
    }

    /// Lets the next read or write of the file `fd` begin at `to`.
    pub(super) fn seek(&mut self, fd: u32, to: u64) {
        if let Some(Some(Opened { object: Object::File { offset, .. }, .. })) = self.slots.get_mut(fd as usize) {
            *offset = to;
        }
    }

    /// `EMFILE`: there are [`MAX_DESCRIPTORS`] already.
    pub(super) fn check_room(&self) -> Result<(), Errno> {
        let full = self.free.is_empty() && self.slots.len() >= MAX_DESCRIPTORS;
        if full { Err(Errno::Mfile) } else { Ok(()) }
    }

    /// Gives `opened` the lowest number that is free.
    ///
    /// `EMFILE`: there are [`MAX_DESCRIPTORS`] already.
    pub(super) fn insert(&mut self, opened: Opened) -> Result<u32, Errno> {
        self.check_room()?;
        if let Some(fd) = self.free.pop_first() {
            self.slots[fd as usize] = Some(opened);
            return Ok(fd);
        }
        self.slots.push(Some(opened));
        Ok(self.slots.len() as u32 - 1)
    }

    /// Frees the number `fd`.
    ///
    /// `EBADF`: it is not open.
    pub(super) fn remove(&mut self, fd: u32) -> Result<Object, Errno> {
        let Opened { object, .. } = self.slots.get_mut(fd as usize).and_then(Option::take).ok_or(Errno::Badf)?;
        if object.inode().is_some() {
            self.free.insert(fd);
        }
        Ok(object)
    }
}
