//! What bufwasm is fuzzed against: for each target of `fuzz/`, a function that takes any bytes and panics when a
//! property does not hold.
//!
//! It is built by the stable compiler, so that `cargo test` replays what fuzzing has found (`fuzz/regressions`).
#![forbid(unsafe_code)]

pub mod abi_detect;
mod ended;
pub mod gojs_calls;
pub mod mapfs;
mod modules;
pub mod pack_inspect;
pub mod plugin_response;
pub mod run_module;
pub mod section_decode;
pub mod wasi_calls;

/// A target of `fuzz/`.
pub struct Target {
    /// Its name there.
    pub name: &'static str,
    /// Checks its properties on an input.
    ///
    /// # Panics
    ///
    /// One of them does not hold.
    pub run: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// What mutations put into inputs.
    pub dictionary: &'static [&'static [u8]],
}

/// All targets.
pub const TARGETS: &[Target] = &[
    section_decode::TARGET,
    abi_detect::TARGET,
    mapfs::TARGET,
    wasi_calls::TARGET,
    gojs_calls::TARGET,
    run_module::TARGET,
    pack_inspect::TARGET,
    plugin_response::TARGET,
];

/// `count` inputs of `len` bytes that are all different and the same every time: seeds of targets that take their input
/// for a sequence of choices.
fn noise(count: u64, len: usize) -> Vec<Vec<u8>> {
    // SplitMix64, by Sebastiano Vigna: <https://prng.di.unimi.it/splitmix64.c>
    let mut state = 0_u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as u8
    };
    (0..count).map(|_| (0..len).map(|_| next()).collect()).collect()
}
