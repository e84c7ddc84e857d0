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

/// Makes room for `len` bytes of `fd` from `offset` on, and the file long enough to have them: writing there then does not
/// fail for want of room.
///
/// `EBADF`: `fd` is not open. `ENOTCAPABLE`: it lacks the right. `EROFS`: there is no scratch layer. `EINVAL`: `len` is 0,
/// or either is over 2^63-1. `EFBIG`: no file reaches so far. `ENOSPC`: the scratch layer has no such room; nothing of it
/// is taken.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_allocate>
fn fd_allocate(call: &mut Call<'_, '_>, fd: u32, offset: u64, len: u64) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get(fd)?;
    descriptor.allow(Rights::FD_ALLOCATE)?;
    let inode = descriptor.object.inode().ok_or(Errno::Inval)?;
    if call.guest.files.writable() && (len == 0 || offset.max(len) > i64::MAX as u64) {
        return Err(Errno::Inval);
    }
    let now = call.guest.clock.wall();
    Ok(call.guest.files.allocate(inode, offset, len, now)?)
}
