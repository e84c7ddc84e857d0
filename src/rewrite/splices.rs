//! Pieces of a module that others take the place of.

use std::ops::Range;

/// Places in a module, and what stands there instead.
#[derive(Debug, Default)]
pub(crate) struct Splices(Vec<(Range<usize>, Vec<u8>)>);

impl Splices {
    /// Puts `bytes` into the place of what is at `range`; an empty range is the place before what begins there. Of several that
    /// are put into one place, the first comes first.
    pub(crate) fn put(&mut self, range: Range<usize>, bytes: Vec<u8>) {
        self.0.push((range, bytes));
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Forgets all but the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// By how many bytes those from number `first` on make the module longer.
    pub(super) fn growth(&self, first: usize) -> isize {
        let growths = self.0[first..].iter().map(|(range, bytes)| bytes.len() as isize - range.len() as isize);
        growths.sum()
    }

    /// The module `wasm`, spliced.
    pub(crate) fn apply(mut self, wasm: &[u8]) -> Vec<u8> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut spliced = Vec::with_capacity(wasm.len().saturating_add_signed(self.growth(0)));
        let mut copied = 0;
        for (range, bytes) in self.0 {
            spliced.extend_from_slice(&wasm[copied..range.start]);
            spliced.extend_from_slice(&bytes);
            copied = range.end;
        }
        spliced.extend_from_slice(&wasm[copied..]);
        spliced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_stands_in_the_order_of_the_places() {
        let mut splices = Splices::default();
        splices.put(6..8, b"".to_vec());
        splices.put(2..4, b"two".to_vec());
        splices.put(2..2, b"<".to_vec());
        splices.put(2..2, b">".to_vec());
        splices.put(8..8, b"end".to_vec());
        assert_eq!(splices.growth(0), 4);
        assert_eq!(splices.growth(4), 3);
        assert_eq!(splices.apply(b"01234567"), b"01<>two45end");
        assert_eq!(Splices::default().apply(b"as it was"), b"as it was");
    }
}
