//! What to do about a limit that was met.

use super::{Bounds, Limit, Unit};

/// What would help where a limit was too low. Front ends spell it, each in the terms of its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The limit to raise.
    pub limit: Limit,
    /// A value that may do, in the limit's unit; `None` if even the limit's maximum would not.
    pub to: Option<u64>,
}

impl Remedy {
    /// Against a limit of `met`, which a run came up against when it asked for `wanted` in all: the next time it will want
    /// more than that, so the limit is doubled at least.
    pub(crate) fn when_met(limit: Limit, met: u64, wanted: u64) -> Self {
        let Bounds { unit, maximum, .. } = limit.bounds();
        let to = met.saturating_mul(2).max(wanted).max(worthwhile(unit)).min(maximum);
        Self { limit, to: (to > met).then_some(to) }
    }

    /// Against a limit below the `needed` that a module takes before it runs. That is no room to run in: it gets as much
    /// again, and the default at least.
    pub(crate) fn to_start(limit: Limit, needed: u64) -> Self {
        let Bounds { default, maximum, .. } = limit.bounds();
        let to = needed.saturating_mul(2).max(default.unwrap_or_default()).min(maximum);
        Self { limit, to: (needed <= maximum).then_some(to) }
    }
}

/// The least value that is worth trying.
const fn worthwhile(unit: Unit) -> u64 {
    match unit {
        Unit::Nanoseconds => 1_000_000_000,
        Unit::Bytes => 1024,
        Unit::Pages | Unit::Fuel | Unit::Elements => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(remedy: Remedy) -> Option<u64> {
        remedy.to
    }

    #[test]
    fn a_limit_that_was_met_is_doubled_at_least_and_stays_within_its_maximum() {
        for (met, wanted, raised) in [
            (8192, 8193, Some(16384)),
            (8192, 24576, Some(24576)),
            (40000, 40001, Some(65536)),
            (65535, 1 << 40, Some(65536)),
            (65536, 65537, None),
        ] {
            assert_eq!(to(Remedy::when_met(Limit::Memory, met, wanted)), raised, "{met}, {wanted}");
        }
        assert_eq!(to(Remedy::when_met(Limit::Fuel, u64::MAX, 0)), None);
    }

    #[test]
    fn no_remedy_is_too_small_to_be_worth_a_try() {
        for (limit, met, raised) in [
            (Limit::Time, 0, 1_000_000_000),
            (Limit::Stdout, 0, 1024),
            (Limit::Fuel, 0, 1),
            (Limit::Time, 45_000_000_000, 90_000_000_000),
        ] {
            assert_eq!(to(Remedy::when_met(limit, met, 0)), Some(raised), "{limit:?}");
        }
    }

    #[test]
    fn a_module_that_needs_more_to_start_gets_room_to_run() {
        for (needed, raised) in [(17, Some(8192)), (9000, Some(18000)), (65000, Some(65536)), (65537, None)] {
            assert_eq!(to(Remedy::to_start(Limit::Memory, needed)), raised, "{needed}");
        }
    }
}
