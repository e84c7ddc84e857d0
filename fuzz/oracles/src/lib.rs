//! What bufwasm is fuzzed against: for each target of `fuzz/`, a function that takes any bytes and panics when a
//! property does not hold; and programs for runs of other engines to compare with ([`programs`]).
//!
//! It is built by the stable compiler, so that `cargo test` replays what fuzzing has found (`fuzz/regressions`).
#![forbid(unsafe_code)]

pub mod abi_detect;
mod ended;
pub mod gojs_calls;
pub mod mapfs;
mod modules;
pub mod mutation;
pub mod optimised;
pub mod optimised_any;
pub mod pack_inspect;
pub mod plugin_response;
pub mod programs;
pub mod recording_read;
pub mod run_module;
pub mod section_decode;
mod splitmix;
pub mod wasi_calls;

use splitmix::SplitMix;

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
    recording_read::TARGET,
    optimised::TARGET,
    optimised_any::TARGET,
];

/// `count` inputs of `len` bytes that are all different and the same every time: seeds of targets that take their input
/// for a sequence of choices.
fn noise(count: u64, len: usize) -> Vec<Vec<u8>> {
    let mut random = SplitMix(0);
    (0..count).map(|_| random.bytes(len)).collect()
}
