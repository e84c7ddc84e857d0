//! Changes what files hold, and what is known of them.

use super::budget::Budget;
use super::contents::Contents;
use super::node::{Content, Node};
use super::{Files, ScratchError};
use crate::fs::Inode;

/// What a time of a file is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetTime {
    /// It stays.
    Keep,
    /// Nanoseconds since 1970.
    To(u64),
}

impl Files {
    /// Writes as many of `bytes` at `offset` as there is room for, and gives their number.
    ///
    /// # Errors
    ///
    /// [`ScratchError::ReadOnly`]; [`TooLarge`](ScratchError::TooLarge): no file reaches so far;
    /// [`Full`](ScratchError::Full): there is no room for any; [`IsDirectory`](ScratchError::IsDirectory): it is no file.
    pub(crate) fn write(&mut self, inode: Inode, offset: u64, bytes: &[u8], now: u64) -> Result<usize, ScratchError> {
        self.change_contents(inode, now, |contents, budget| contents.write(offset, bytes, budget))
    }

    /// Makes a file `len` bytes long: cuts its end off, or adds zeros, which take no room.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write).
    pub(crate) fn set_len(&mut self, inode: Inode, len: u64, now: u64) -> Result<(), ScratchError> {
        self.change_contents(inode, now, |contents, budget| contents.set_len(len, budget))
    }

    /// Makes room for `len` bytes from `offset` on, and the file long enough to have them.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write).
    pub(crate) fn allocate(&mut self, inode: Inode, offset: u64, len: u64, now: u64) -> Result<(), ScratchError> {
        self.change_contents(inode, now, |contents, budget| contents.allocate(offset, len, budget))
    }

    /// Sets times of anything.
    ///
    /// # Errors
    ///
    /// [`ScratchError::ReadOnly`] and [`Full`](ScratchError::Full).
    pub(crate) fn set_times(
        &mut self,
        inode: Inode,
        accessed: SetTime,
        modified: SetTime,
        now: u64,
    ) -> Result<(), ScratchError> {
        self.change_attributes(inode, |node| {
            for (time, set) in [(&mut node.times.accessed, accessed), (&mut node.times.modified, modified)] {
                if let SetTime::To(nanos) = set {
                    *time = nanos;
                }
            }
            node.times.changed = now;
        })
    }

    /// Sets the permissions of anything but a symbolic link; nothing checks them.
    ///
    /// # Errors
    ///
    /// [`ScratchError::ReadOnly`] and [`Full`](ScratchError::Full).
    pub(crate) fn set_mode(&mut self, inode: Inode, mode: u32, now: u64) -> Result<(), ScratchError> {
        self.change_attributes(inode, |node| {
            node.mode = mode;
            node.times.changed = now;
        })
    }

    /// Sets the user and the group that anything belongs to; `None` leaves them. Nothing checks them.
    ///
    /// # Errors
    ///
    /// [`ScratchError::ReadOnly`] and [`Full`](ScratchError::Full).
    pub(crate) fn set_owner(
        &mut self,
        inode: Inode,
        (user, group): (Option<u32>, Option<u32>),
        now: u64,
    ) -> Result<(), ScratchError> {
        self.change_attributes(inode, |node| {
            node.owner = (user.unwrap_or(node.owner.0), group.unwrap_or(node.owner.1));
            node.times.changed = now;
        })
    }

    fn change_contents<T>(
        &mut self,
        inode: Inode,
        now: u64,
        change: impl FnOnce(&mut Contents, &mut Budget) -> Result<T, ScratchError>,
    ) -> Result<T, ScratchError> {
        let layer = self.layer.as_mut().ok_or(ScratchError::ReadOnly)?;
        layer.node(&self.base, inode)?;
        let node = layer.nodes.get_mut(&inode).ok_or(ScratchError::NotFound)?;
        let Content::File(contents) = &mut node.body else { return Err(ScratchError::IsDirectory) };
        let changed = change(contents, &mut layer.budget)?;
        node.modify(now);
        Ok(changed)
    }

    fn change_attributes(&mut self, inode: Inode, change: impl FnOnce(&mut Node)) -> Result<(), ScratchError> {
        let layer = self.layer.as_mut().ok_or(ScratchError::ReadOnly)?;
        change(layer.node(&self.base, inode)?);
        Ok(())
    }
}
