//! What a file holds: pages that were written, over what the plugin's own file held, over zeros.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ScratchError;
use super::budget::{Budget, PAGE_OVERHEAD};

/// Bytes of a page: what is copied of a file when one of its bytes is written.
pub(super) const PAGE: usize = 4096;
const PAGE_BYTES: u64 = PAGE as u64;
/// Bytes that a page takes of the budget.
pub(super) const PAGE_COST: u64 = PAGE_BYTES + PAGE_OVERHEAD;
/// The length that a file may have.
const MAX_LEN: u64 = i64::MAX as u64;

/// A file's bytes. What was never written takes no room, wherever it lies.
#[derive(Debug, Default)]
pub(super) struct Contents {
    len: u64,
    /// The plugin's own file.
    below: Arc<[u8]>,
    /// How many of its bytes still are the file's: as many as it was never shorter than.
    shown: usize,
    /// By number. Bytes past the file's length are zeros.
    pages: BTreeMap<u64, Box<[u8; PAGE]>>,
}

impl Contents {
    /// What the plugin's own file holds, of which nothing is copied yet.
    pub(super) fn over(below: Arc<[u8]>) -> Self {
        Self { len: below.len() as u64, shown: below.len(), below, pages: BTreeMap::new() }
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Bytes that this takes of the budget.
    pub(super) fn cost(&self) -> u64 {
        self.pages.len() as u64 * PAGE_COST
    }

    /// Fills as much of `buffer` as there are bytes from `offset` on, and gives their number.
    pub(super) fn read(&self, offset: u64, buffer: &mut [u8]) -> usize {
        let count = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX).min(buffer.len());
        for (page, within, part) in parts_mut(offset, &mut buffer[..count]) {
            match self.pages.get(&page) {
                Some(bytes) => part.copy_from_slice(&bytes[within..][..part.len()]),
                None => self.copy_below(page, within, part),
            }
        }
        count
    }

    /// Writes as many of `bytes` at `offset` as there is room for, and gives their number.
    ///
    /// # Errors
    ///
    /// [`ScratchError::TooLarge`]: no file reaches so far. [`ScratchError::Full`]: there is no room for any.
    pub(super) fn write(&mut self, offset: u64, bytes: &[u8], budget: &mut Budget) -> Result<usize, ScratchError> {
        let room = MAX_LEN.saturating_sub(offset);
        if room == 0 && !bytes.is_empty() {
            return Err(ScratchError::TooLarge);
        }
        let bytes = &bytes[..usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len())];
        let mut written = 0;
        for (page, within, part) in parts(offset, bytes) {
            match self.page(page, budget) {
                Ok(page) => page[within..][..part.len()].copy_from_slice(part),
                Err(error) if written == 0 => return Err(error),
                Err(_) => break,
            }
            written += part.len();
        }
        self.len = self.len.max(if written == 0 { 0 } else { offset + written as u64 });
        Ok(written)
    }

    /// Makes the file `len` bytes long. What is new of it is zeros, and takes no room.
    ///
    /// # Errors
    ///
    /// [`ScratchError::TooLarge`]: no file is that long.
    pub(super) fn set_len(&mut self, len: u64, budget: &mut Budget) -> Result<(), ScratchError> {
        if len > MAX_LEN {
            return Err(ScratchError::TooLarge);
        }
        if len < self.len {
            let dropped = self.pages.split_off(&len.div_ceil(PAGE_BYTES));
            budget.give_back(dropped.len() as u64 * PAGE_COST);
            if let Some(page) = self.pages.get_mut(&(len / PAGE_BYTES)) {
                page[(len % PAGE_BYTES) as usize..].fill(0);
            }
            self.shown = self.shown.min(usize::try_from(len).unwrap_or(usize::MAX));
        }
        self.len = len;
        Ok(())
    }

    /// Makes room for the `len` bytes from `offset` on, and the file long enough to have them.
    ///
    /// # Errors
    ///
    /// [`ScratchError::TooLarge`]: no file reaches so far. [`ScratchError::Full`]: there is no such room.
    pub(super) fn allocate(&mut self, offset: u64, len: u64, budget: &mut Budget) -> Result<(), ScratchError> {
        let end = offset.checked_add(len).filter(|&end| end <= MAX_LEN).ok_or(ScratchError::TooLarge)?;
        let pages = offset / PAGE_BYTES..end.div_ceil(PAGE_BYTES);
        let there = self.pages.range(pages.clone()).count() as u64;
        let missing = (pages.end - pages.start).saturating_sub(there);
        // Asked for at once: either all of it is there, or nothing is taken.
        let cost = missing.saturating_mul(PAGE_COST);
        budget.take(cost)?;
        budget.give_back(cost);
        for page in pages {
            self.page(page, budget)?;
        }
        self.len = self.len.max(end);
        Ok(())
    }

    /// The page `number`, to be written.
    fn page(&mut self, number: u64, budget: &mut Budget) -> Result<&mut [u8; PAGE], ScratchError> {
        if !self.pages.contains_key(&number) {
            budget.take(PAGE_COST)?;
            let mut page = Box::new([0; PAGE]);
            self.copy_below(number, 0, &mut page[..]);
            self.pages.insert(number, page);
        }
        self.pages.get_mut(&number).map(|page| &mut **page).ok_or(ScratchError::Full)
    }

    /// Fills `part` with what lies below the page `number` from its byte `within` on.
    fn copy_below(&self, number: u64, within: usize, part: &mut [u8]) {
        let shown = &self.below[..self.shown];
        let start = number.checked_mul(PAGE_BYTES).and_then(|start| usize::try_from(start).ok());
        let rest = start.and_then(|start| shown.get(start.checked_add(within)?..)).unwrap_or_default();
        let (from_below, zeros) = part.split_at_mut(rest.len().min(part.len()));
        from_below.copy_from_slice(&rest[..from_below.len()]);
        zeros.fill(0);
    }
}

/// `bytes` at `offset`, cut where pages end: the page's number, where in it they lie, and the bytes.
fn parts(offset: u64, mut bytes: &[u8]) -> impl Iterator<Item = (u64, usize, &[u8])> {
    let mut at = offset;
    std::iter::from_fn(move || {
        let (page, within) = (at / PAGE_BYTES, (at % PAGE_BYTES) as usize);
        let (now, later) = bytes.split_at(bytes.len().min(PAGE - within));
        (at, bytes) = (at + now.len() as u64, later);
        (!now.is_empty()).then_some((page, within, now))
    })
}

/// The same with bytes that are to be filled.
fn parts_mut(offset: u64, bytes: &mut [u8]) -> impl Iterator<Item = (u64, usize, &mut [u8])> {
    let (mut at, mut rest) = (offset, bytes);
    std::iter::from_fn(move || {
        let (page, within) = (at / PAGE_BYTES, (at % PAGE_BYTES) as usize);
        let whole = std::mem::take(&mut rest);
        let (now, later) = whole.split_at_mut(whole.len().min(PAGE - within));
        (at, rest) = (at + now.len() as u64, later);
        (!now.is_empty()).then_some((page, within, now))
    })
}
