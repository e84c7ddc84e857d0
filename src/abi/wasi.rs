//! WASI preview 1: one file for each concern, one table that joins them.
//!
//! `wasi_unstable`, the release before it, has the same functions but for the few in `snapshot_0`.
//!
//! Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md>

mod advice;
mod args;
mod bind;
mod change;
mod clock;
mod close;
mod descriptors;
mod errno;
mod fdstat;
mod filestat;
mod flags;
mod io;
mod iovec;
mod open;
mod param;
mod path;
mod poll;
mod prestat;
mod proc;
mod random;
mod readdir;
mod record;
mod seek;
mod show;
mod snapshot_0;
mod sock;
mod sync;
#[cfg(test)]
mod tests;
mod thread;

use std::convert::Infallible;

use self::descriptors::Descriptors;
use self::errno::Errno;
use super::{Abi, HostFunction, Interface};
use crate::fs::Inode;
use crate::guest::Guest;
use crate::limits::Limits;
use crate::run::{Running, Stop};

/// The state of a WASI guest.
pub(crate) struct WasiState {
    descriptors: Descriptors,
}

/// What the body of a WASI function works on.
type Call<'c, 'g> = crate::run::Call<'c, 'g, WasiState>;

/// Functions of one concern.
type Functions = &'static [HostFunction<WasiState>];

/// The functions that both releases of the specification have.
const COMMON: &[Functions] = &[
    args::FUNCTIONS,
    clock::FUNCTIONS,
    advice::FUNCTIONS,
    sync::FUNCTIONS,
    fdstat::FUNCTIONS,
    close::FUNCTIONS,
    filestat::FUNCTIONS,
    io::FUNCTIONS,
    prestat::FUNCTIONS,
    readdir::FUNCTIONS,
    seek::FUNCTIONS,
    change::FUNCTIONS,
    open::FUNCTIONS,
    proc::FUNCTIONS,
    random::FUNCTIONS,
    sock::FUNCTIONS,
];

/// The functions that `wasi_snapshot_preview1` has beside them.
const PREVIEW_1: &[Functions] = &[filestat::PREVIEW_1, seek::PREVIEW_1, poll::PREVIEW_1, sock::PREVIEW_1];

/// The functions that `wasi_unstable` has beside them.
const SNAPSHOT_0: &[Functions] = &[snapshot_0::FUNCTIONS];

/// The function of wasi-threads.
const THREADS: &[Functions] = &[thread::FUNCTIONS];

/// The functions of the import module `module`, concern by concern.
fn functions(module: &str) -> impl Iterator<Item = &'static HostFunction<WasiState>> {
    let lists: [&[Functions]; 2] = match module {
        "wasi_snapshot_preview1" => [COMMON, PREVIEW_1],
        "wasi_unstable" => [COMMON, SNAPSHOT_0],
        "wasi" => [THREADS, &[]],
        _ => [&[], &[]],
    };
    lists.into_iter().flatten().copied().flatten()
}

impl Interface for WasiState {
    const MEMORY: &'static str = "memory";

    fn rows(module: &str) -> impl Iterator<Item = &'static HostFunction<Self>> {
        functions(module)
    }

    fn new(_: &Guest<'_>, _: &Limits) -> Self {
        Self { descriptors: Descriptors::new(Inode::ROOT) }
    }

    fn run(running: &mut Running<'_, Self>) -> Result<(), wasmi::Error> {
        match running.function(Abi::Wasi.entry()) {
            Some(entry) => running.call(entry, &[]),
            None => Err(wasmi::Error::host(Stop::Fault("the module exports no function _start".into()))),
        }
    }
}

/// How a function that may end the run fails.
#[derive(Debug, PartialEq, Eq)]
enum CallError {
    /// The guest gets the code.
    Errno(Errno),
    /// The run ends.
    Stop(Stop),
}

impl From<Errno> for CallError {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

impl From<Stop> for CallError {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<crate::memory::Fault> for CallError {
    fn from(fault: crate::memory::Fault) -> Self {
        Self::Errno(fault.into())
    }
}

/// What a function that never returns to the guest answers.
type Never = Result<Infallible, Stop>;
