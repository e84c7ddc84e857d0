//! What a scratch layer may take of the host's memory.

use super::ScratchError;

/// Bytes that count for an inode, beside what it holds: its attributes, and its place in the table of inodes.
pub(super) const INODE_BYTES: u64 = 512;
/// Bytes that count for a directory's first changes, beside those of its inode.
pub(super) const DIRECTORY_BYTES: u64 = 1024;
/// Bytes that count for a name, beside those of its text.
pub(super) const NAME_BYTES: u64 = 256;
/// Bytes that count for each page of a file, beside those in it.
pub(super) const PAGE_OVERHEAD: u64 = 64;

/// What is taken of a bound, in bytes.
#[derive(Debug)]
pub(super) struct Budget {
    limit: u64,
    used: u64,
    /// The most that would have been taken in all, had it not been refused.
    wanted: Option<u64>,
}

impl Budget {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, used: 0, wanted: None }
    }

    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// Takes `bytes`.
    ///
    /// # Errors
    ///
    /// [`ScratchError::Full`]: there are not so many left.
    pub(super) fn take(&mut self, bytes: u64) -> Result<(), ScratchError> {
        let wanted = self.used.saturating_add(bytes);
        if wanted > self.limit {
            self.wanted = self.wanted.max(Some(wanted));
            return Err(ScratchError::Full);
        }
        self.used = wanted;
        Ok(())
    }

    /// Takes `bytes`, over the bound if need be: what removes something must not fail for want of room. The plugin's own
    /// files bound how much that is.
    pub(super) fn take_anyway(&mut self, bytes: u64) {
        self.used = self.used.saturating_add(bytes);
    }

    pub(super) fn give_back(&mut self, bytes: u64) {
        self.used = self.used.saturating_sub(bytes);
    }

    /// Bytes that would have been taken in all, had none been refused; `None` if none were.
    pub(super) fn wanted(&self) -> Option<u64> {
        self.wanted
    }

    #[cfg(test)]
    pub(super) fn used(&self) -> u64 {
        self.used
    }
}
