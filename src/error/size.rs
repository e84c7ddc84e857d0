//! Amounts of memory, as sentences tell them.

use std::fmt;

use crate::limits::PAGE_BYTES;

/// A number of bytes, written as `512 MiB`: exactly, in the largest unit that takes no more than four decimals.
pub(super) struct Amount(pub(super) u64);

impl Amount {
    /// So many pages of WebAssembly memory. A guest may ask for more than there are bytes.
    pub(super) fn of_pages(pages: u64) -> Self {
        Self(pages.saturating_mul(PAGE_BYTES))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DECIMALS: u128 = 10_000;
        let bytes = u128::from(self.0);
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
            let scaled = bytes * DECIMALS;
            if bytes >> shift > 0 && scaled.trailing_zeros() >= shift {
                let scaled = scaled >> shift;
                let number = format!("{}.{:04}", scaled / DECIMALS, scaled % DECIMALS);
                return write!(f, "{} {unit}", number.trim_end_matches('0').trim_end_matches('.'));
            }
        }
        write!(f, "{bytes} bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_in_the_largest_unit() {
        for (bytes, written) in [
            (0, "0 bytes"),
            (1000, "1000 bytes"),
            (1 << 10, "1 KiB"),
            (65_536, "64 KiB"),
            (1_000_000, "976.5625 KiB"),
            (9000 * PAGE_BYTES, "562.5 MiB"),
            (256 << 20, "256 MiB"),
            (4 << 30, "4 GiB"),
            ((4 << 30) - 1, "4294967295 bytes"),
        ] {
            assert_eq!(Amount(bytes).to_string(), written);
        }
        assert_eq!(Amount::of_pages(u64::MAX).to_string(), "18446744073709551615 bytes");
    }
}
