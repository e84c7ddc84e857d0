//! Guests that try to harm their host: what each tries, how it is to end, and the most memory that may cost.
//!
//! `cli/tests/hostile.rs` holds every one of them to that, `cargo xtask hostile` prints what was measured, and
//! `cargo xtask soak` runs them again and again beside guests that mean well.
#![forbid(unsafe_code)]

mod compile;
mod gojs;
pub mod instructions;
pub mod measure;
mod module;
mod runtime;
mod scratch;
pub mod soak;

/// A guest that tries to harm its host.
pub struct Guest {
    /// Its name in tables.
    pub name: &'static str,
    /// What it tries.
    pub tries: &'static str,
    /// Makes its module.
    pub module: fn() -> Vec<u8>,
    /// Options of `bufwasm run` that it runs under, beside the defaults.
    pub options: &'static [&'static str],
    /// The exit status that the command line ends with.
    pub status: i32,
    /// A part of what the command line says then; empty if it says nothing.
    pub says: &'static str,
    /// Mebibytes that the whole process may have had in memory.
    pub mebibytes: u64,
}

/// All guests: those that want too much when they run, and those whose modules are the trouble.
pub fn guests() -> impl Iterator<Item = &'static Guest> {
    runtime::GUESTS.iter().chain(scratch::GUESTS).chain(gojs::GUESTS).chain(compile::GUESTS)
}

/// What every process takes: the program, its buffers, and the engine.
const BASE: u64 = 16;
