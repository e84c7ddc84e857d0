//! Closing descriptors, and giving their numbers to others.

use super::bind::host_functions;
use super::errno::Errno;
use super::{Call, HostFunction, WasiState};

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![fd_close(fd), fd_renumber(fd, to)];

/// Closes `fd`, which may be any descriptor: streams and the preopened directory too.
///
/// `EBADF`: `fd` is not open.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_close>
fn fd_close(call: &mut Call<'_, '_>, fd: u32) -> Result<(), Errno> {
    let closed = call.state.descriptors.remove(fd)?;
    closed.object.close(&mut call.guest.files);
    Ok(())
}

/// Closes `to`, and gives its number to `fd`, which then has no other.
///
/// `EBADF`: either is not open (nothing changes).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_renumber>
fn fd_renumber(call: &mut Call<'_, '_>, fd: u32, to: u32) -> Result<(), Errno> {
    if let Some(closed) = call.state.descriptors.renumber(fd, to)? {
        closed.object.close(&mut call.guest.files);
    }
    Ok(())
}
