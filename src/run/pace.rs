//! How much fuel a slice holds.

/// Units of fuel in a slice at most: a few milliseconds' worth of a real plugin, and some 50 of an empty loop, where the
/// interpreter is machine code.
const MOST: u64 = 50_000_000;
/// Units in the first slice, and at least: in a browser that has only begun to make machine code of the interpreter they take
/// some 10 milliseconds.
const LEAST: u64 = 250_000;
/// Nanoseconds that a slice is to take. Going from one to the next costs less than a thousandth of that.
const TARGET: u64 = 20_000_000;
/// How much more or less than the one before it a slice holds at most: one may have waited for its host.
const STEP: u64 = 8;

/// Makes slices as long as they may take, by the clock that the run's deadline goes by: a browser that itself interprets takes
/// many times as long for one. What a run does and spends does not depend on where its slices end.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Units in the slice that is being spent.
    slice: u64,
    /// When it began, in nanoseconds; `None` without a clock.
    begun: Option<u64>,
}

impl Default for Pace {
    /// Before the first slice.
    fn default() -> Self {
        Self { slice: LEAST, begun: None }
    }
}

impl Pace {
    /// Units in a slice that begins at `now`, when the one before it may not be spent.
    pub(super) fn begin(&mut self, now: Option<u64>) -> u64 {
        self.begun = now;
        if now.is_none() { MOST } else { self.slice }
    }

    /// Units in a slice that begins at `now`, when the one before it is spent.
    pub(super) fn next(&mut self, now: Option<u64>) -> u64 {
        if let (Some(begun), Some(now)) = (self.begun, now) {
            let taken = now.saturating_sub(begun).max(1);
            let fitting = u128::from(self.slice) * u128::from(TARGET) / u128::from(taken);
            let fitting = u64::try_from(fitting).unwrap_or(u64::MAX);
            self.slice = fitting.clamp(self.slice / STEP, self.slice * STEP).clamp(LEAST, MOST);
        }
        self.begin(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slices of a guest that spends `speed` units in a microsecond, until they change no more.
    fn slices(speed: u64) -> Vec<u64> {
        let (mut pace, mut now) = (Pace::default(), 0);
        let mut slices = vec![pace.begin(Some(now))];
        for _ in 0..20 {
            now += slices[slices.len() - 1] * 1000 / speed;
            slices.push(pace.next(Some(now)));
        }
        slices.dedup();
        slices
    }

    #[test]
    fn slices_grow_until_they_take_their_time() {
        assert_eq!(slices(20_000), [LEAST, 2_000_000, 16_000_000, MOST], "a real plugin in machine code");
        assert_eq!(slices(1000), [LEAST, 2_000_000, 16_000_000, 20_000_000], "an empty loop in machine code");
        assert_eq!(slices(300), [LEAST, 2_000_000, 6_000_000], "a real plugin in a browser");
        assert_eq!(slices(10), [LEAST], "slower than any");
    }

    #[test]
    fn one_slice_that_waited_does_not_make_the_next_ones_tiny() {
        let mut pace = Pace { slice: MOST, begun: Some(0) };
        assert_eq!(pace.next(Some(10_000_000_000)), MOST / STEP);
        assert_eq!(pace.next(Some(10_000_000_001)), MOST);
    }

    #[test]
    fn without_a_clock_slices_are_as_large_as_they_may_be() {
        let mut pace = Pace::default();
        assert_eq!((pace.begin(None), pace.next(None)), (MOST, MOST));
    }
}
