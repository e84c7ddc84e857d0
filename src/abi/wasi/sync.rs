//! Synchronising files with their storage. There is none behind them.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::Rights;
use super::{Call, HostFunction, WasiState};

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![fd_datasync(fd), fd_sync(fd)];

/// Synchronises the data of `fd`, all of which always is.
///
/// `EBADF`: `fd` is not open. `ENOTCAPABLE`: it lacks the right.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_datasync>
fn fd_datasync(call: &mut Call<'_, '_>, fd: u32) -> Result<(), Errno> {
    call.state.descriptors.get(fd)?.allow(Rights::FD_DATASYNC)
}

/// Synchronises the data and the attributes of `fd`, all of which always are.
///
/// `EBADF`: `fd` is not open. `ENOTCAPABLE`: it lacks the right.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_sync>
fn fd_sync(call: &mut Call<'_, '_>, fd: u32) -> Result<(), Errno> {
    call.state.descriptors.get(fd)?.allow(Rights::FD_SYNC)
}
