//! The guest's randomness: the same bytes in every run, or the host's.

use std::io;
use std::sync::Arc;

use crate::host::Random;

/// The randomness of one run.
pub(crate) enum GuestRandom {
    /// SplitMix64 from a fixed seed. Not for secrets: every run sees the same bytes.
    Seeded { state: u64 },
    /// The host's own.
    Host(Arc<dyn Random>),
}

/// Where every deterministic run begins.
const SEED: u64 = 0x6275_6677_6173_6d00;

impl GuestRandom {
    /// The randomness of a run that begins now: the host's, if the caller passed one in.
    pub(crate) fn new(host: Option<&Arc<dyn Random>>) -> Self {
        match host {
            None => Self::Seeded { state: SEED },
            Some(random) => Self::Host(Arc::clone(random)),
        }
    }

    /// Fills `bytes`.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        match self {
            Self::Seeded { state } => {
                for chunk in bytes.chunks_mut(8) {
                    chunk.copy_from_slice(&split_mix(state).to_le_bytes()[..chunk.len()]);
                }
                Ok(())
            }
            Self::Host(random) => random.fill(bytes),
        }
    }
}

/// The next output of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_mix_gives_the_published_sequence() {
        let mut state = 1_234_567;
        let outputs = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(outputs.map(|_| split_mix(&mut state)), outputs);
    }

    #[test]
    fn every_run_sees_the_same_bytes_and_no_call_repeats_them() {
        let mut first = [0; 13];
        let mut again = [0; 13];
        let mut run = GuestRandom::new(None);
        run.fill(&mut first).unwrap();
        GuestRandom::new(None).fill(&mut again).unwrap();
        assert_eq!(first, again);
        run.fill(&mut again).unwrap();
        assert_ne!(first, again);
    }
}
