//! What of a plugin has run so far.

/// For each block, a bit for each order of magnitude of how often a run entered it.
#[derive(Clone, Debug)]
pub(crate) struct Coverage {
    seen: Vec<u8>,
    /// Blocks that some run has entered.
    pub(crate) blocks: usize,
}

/// A block and the bit for how often it was entered.
pub(crate) type Sighting = (u32, u8);

impl Coverage {
    pub(crate) fn new(blocks: u32) -> Self {
        Self { seen: vec![0; blocks as usize], blocks: 0 }
    }

    /// What is new in `hits`, which has a count for each block.
    pub(crate) fn news(&self, hits: &[u8]) -> Vec<Sighting> {
        let both = self.seen.chunks(STRIDE).zip(hits.chunks(STRIDE)).enumerate();
        let mut news = Vec::new();
        for (at, (seen, hits)) in both {
            // Most blocks are never entered: they are passed by many at once.
            if hits.iter().fold(0, |any, hit| any | hit) != 0 {
                let new = seen.iter().zip(hits).enumerate().filter(|(_, (seen, hit))| magnitude(**hit) & !**seen != 0);
                news.extend(new.map(|(offset, (_, hit))| ((at * STRIDE + offset) as u32, magnitude(*hit))));
            }
        }
        news
    }

    /// Takes `news` in; whether any of it was still new.
    pub(crate) fn add(&mut self, news: &[Sighting]) -> bool {
        let mut any = false;
        for &(block, bit) in news {
            let seen = &mut self.seen[block as usize];
            any |= *seen & bit == 0;
            self.blocks += usize::from(*seen == 0);
            *seen |= bit;
        }
        any
    }
}

/// Blocks that are looked at together.
const STRIDE: usize = 64;

/// The bit for `hits`: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, 128 and more, as AFL has it. No bit for 0.
fn magnitude(hits: u8) -> u8 {
    match hits {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        4..8 => 8,
        8..16 => 16,
        16..32 => 32,
        32..128 => 64,
        128.. => 128,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_news_are_news() {
        let mut coverage = Coverage::new(100);
        let mut hits = vec![0; 100];
        hits[3] = 1;
        hits[99] = 5;
        let news = coverage.news(&hits);
        assert_eq!(news, [(3, 1), (99, 8)]);
        assert!(coverage.add(&news) && !coverage.add(&news));
        hits[99] = 7;
        assert_eq!(coverage.news(&hits), [], "5 and 7 are as good as the same");
        hits[99] = 8;
        assert_eq!(coverage.news(&hits), [(99, 16)]);
        assert_eq!(coverage.blocks, 2);
    }
}
