//! What a guest says of its use of a file: how it will read, and how much room it will take.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::{Advice, Rights};
use super::{Call, HostFunction, WasiState};

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] =
    host_functions![fd_advise(fd, offset, len, advice), fd_allocate(fd, offset, len)];

/// Hears how `len` bytes of `fd` from `offset` on are going to be read, which makes no difference.
///
/// `EBADF`: `fd` is not open. `EINVAL`: there is no such advice, or `len` is over 2^63-1, as a negative one is that C
/// programs pass. `ENOTCAPABLE`: `fd` lacks the right, as all but regular files do.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_advise>
fn fd_advise(call: &mut Call<'_, '_>, fd: u32, _offset: u64, len: u64, _advice: Advice) -> Result<(), Errno> {
    call.state.descriptors.get(fd)?.allow(Rights::FD_ADVISE)?;
    i64::try_from(len).map(drop).map_err(|_| Errno::Inval)
}

/// Would make room for `len` bytes of `fd` from `offset` on.
///
/// `EBADF`: `fd` is not open. `ENOTCAPABLE`: it lacks the right. `EROFS`: it has it.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_allocate>
fn fd_allocate(call: &mut Call<'_, '_>, fd: u32, _offset: u64, _len: u64) -> Result<(), Errno> {
    call.state.descriptors.get(fd)?.allow(Rights::FD_ALLOCATE)?;
    Err(Errno::Rofs)
}
