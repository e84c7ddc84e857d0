//! New inputs from others, where libFuzzer makes none.

use crate::splitmix::SplitMix;

/// Draws inputs, the same ones every time it begins with the same number.
pub struct Mutator {
    random: SplitMix,
    dictionary: &'static [&'static [u8]],
}

/// More changes are made to no input at once.
const CHANGES: usize = 8;

impl Mutator {
    /// Begins with the number `random`; what is in the `dictionary` is put into inputs.
    pub fn new(random: u64, dictionary: &'static [&'static [u8]]) -> Self {
        Self { random: SplitMix(random), dictionary }
    }

    /// A number below `bound`, or 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.random.next() % bound.max(1) as u64) as usize
    }

    /// One of the `corpus`, changed in a few places; noise if there is none.
    pub fn mutate(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let Some(mut input) = corpus.get(self.below(corpus.len())).cloned() else { return self.random.bytes(512) };
        for _ in 0..=self.below(CHANGES) {
            self.change(&mut input, corpus);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let at = self.below(input.len());
        let end = at + self.below(input.len() - at);
        match self.below(7) {
            0 if !input.is_empty() => input[at] = self.random.next() as u8,
            1 if !input.is_empty() => input[at] ^= 1 << self.below(8),
            2 => drop(input.drain(at..end)),
            // A choice that is made anew moves all that come after it.
            3 => {
                let noise = self.below(16);
                input.splice(at..at, self.random.bytes(noise));
            }
            4 => {
                let repeated = input[at..end].to_vec();
                input.splice(end..end, repeated);
            }
            5 if !self.dictionary.is_empty() => {
                let entry = self.dictionary[self.below(self.dictionary.len())];
                input.splice(at..at, entry.iter().copied());
            }
            // The rest is another's.
            _ => {
                let other = &corpus[self.below(corpus.len())];
                let from = self.below(other.len());
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
        }
        input.truncate(LONGEST);
    }
}

/// As many bytes as libFuzzer gives at most, unless its corpus has longer inputs.
const LONGEST: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutations_are_many_and_the_same_every_time() {
        let corpus = [vec![7; 64], (0..=255).collect(), Vec::new()];
        let draw = |random| {
            let mut mutator = Mutator::new(random, &[b"entry"]);
            (0..1000).map(|_| mutator.mutate(&corpus)).collect::<Vec<_>>()
        };
        let inputs = draw(1);
        assert_eq!(inputs, draw(1));
        assert_ne!(inputs, draw(2));
        let different: std::collections::BTreeSet<_> = inputs.iter().collect();
        assert!(different.len() > 900, "{}", different.len());
        assert!(inputs.iter().any(|input| input.windows(5).any(|bytes| bytes == b"entry")));
    }
}
