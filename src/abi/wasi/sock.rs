//! Sockets, of which there are none: every function answers as on a descriptor that is no socket.
//!
//! A directory is `EBADF` rather than `ENOTSOCK`, as it is no stream of any kind; wasi-common answers the same.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::{Fdflags, Riflags, Sdflags};
use super::param::{Out, Ptr};
use super::{Call, HostFunction, WasiState};
use crate::guest::Object;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    sock_recv(fd, ri_data, ri_data_len, ri_flags, ro_datalen, ro_flags),
    sock_send(fd, si_data, si_data_len, si_flags, so_datalen),
    sock_shutdown(fd, how),
];

/// The function that `wasi_unstable` lacks.
pub(super) const PREVIEW_1: &[HostFunction<WasiState>] = host_functions![sock_accept(fd, flags, connection)];

/// Would accept a connection to the socket `fd`.
///
/// `EBADF`: `fd` is not open, or a directory. `ENOTSOCK`: it is open. `EINVAL`: there are no such flags.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#sock_accept>
fn sock_accept(call: &mut Call<'_, '_>, fd: u32, _flags: Fdflags, _connection: Out<u32>) -> Result<(), Errno> {
    no_socket(call, fd)
}

/// Would receive a message from the socket `fd`.
///
/// `EBADF`: `fd` is not open, or a directory. `ENOTSOCK`: it is open. `EINVAL`: there are no such flags.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#sock_recv>
fn sock_recv(
    call: &mut Call<'_, '_>,
    fd: u32,
    _ri_data: Ptr,
    _ri_data_len: u32,
    _ri_flags: Riflags,
    _ro_datalen: Out<u32>,
    _ro_flags: Ptr,
) -> Result<(), Errno> {
    no_socket(call, fd)
}

/// Would send a message on the socket `fd`.
///
/// `EBADF`: `fd` is not open, or a directory. `ENOTSOCK`: it is open.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#sock_send>
fn sock_send(
    call: &mut Call<'_, '_>,
    fd: u32,
    _si_data: Ptr,
    _si_data_len: u32,
    _si_flags: u32,
    _so_datalen: Out<u32>,
) -> Result<(), Errno> {
    no_socket(call, fd)
}

/// Would shut down the directions `how` of the socket `fd`.
///
/// `EBADF`: `fd` is not open, or a directory. `ENOTSOCK`: it is open. `EINVAL`: there are no such directions.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#sock_shutdown>
fn sock_shutdown(call: &mut Call<'_, '_>, fd: u32, _how: Sdflags) -> Result<(), Errno> {
    no_socket(call, fd)
}

fn no_socket(call: &Call<'_, '_>, fd: u32) -> Result<(), Errno> {
    match call.state.descriptors.get(fd)?.object {
        Object::Directory { .. } => Err(Errno::Badf),
        _ => Err(Errno::Notsock),
    }
}
