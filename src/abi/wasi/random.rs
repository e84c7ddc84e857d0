//! Randomness.

use super::bind::host_functions;
use super::errno::Errno;
use super::param::Ptr;
use super::{Call, CallError, HostFunction, WasiState};
use crate::guest::WORK_BETWEEN_LOOKS;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![random_get(buf, buf_len)];

/// Writes `buf_len` bytes from the run's source of randomness at `buf`.
///
/// `EFAULT`: the buffer is not wholly inside memory (nothing is written). `EIO`: the source failed.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#random_get>
fn random_get(call: &mut Call<'_, '_>, buf: Ptr, buf_len: u32) -> Result<(), CallError> {
    let buf = call.memory.bytes_mut(buf.0, buf_len)?;
    for part in buf.chunks_mut(WORK_BETWEEN_LOOKS) {
        call.guest.spend_bytes(part.len())?;
        call.guest.random.fill(part).map_err(|_| Errno::Io)?;
    }
    Ok(())
}
