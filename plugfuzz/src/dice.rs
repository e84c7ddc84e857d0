//! Choices that come out the same whenever they begin with the same seed.

/// A source of choices.
pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// Less than `limit`; 0 if that is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // In 64 bits everywhere, so that the same comes out everywhere.
        if limit == 0 { 0 } else { self.0.u64(..limit as u64) as usize }
    }

    /// Yes, once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of `choices`, unless there are none.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// One of `choices`, unless there are none.
    pub(crate) fn pick_mut<'a, T>(&mut self, choices: &'a mut [T]) -> Option<&'a mut T> {
        let at = self.below(choices.len());
        choices.get_mut(at)
    }

    /// One of `choices`, which are there.
    pub(crate) fn one<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        choices[self.below(N)]
    }

    /// One of `choices`, which is not empty.
    pub(crate) fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// What other dice may begin with.
    pub(crate) fn number(&mut self) -> u64 {
        self.0.u64(..)
    }
}
