//! Clocks. Times and resolutions are in nanoseconds.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::Clockid;
use super::param::Out;
use super::{Call, HostFunction, WasiState};
use crate::guest::GuestClock;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] =
    host_functions![clock_res_get(id, resolution), clock_time_get(id, precision, time)];

impl Clockid {
    /// The clock's reading: since 1970 for `realtime`, since the run began for the others. A guest is alone in its
    /// process and never waits for anything but its own sleep, so that the time it has used is the time that has passed.
    pub(super) fn now(self, clock: &mut GuestClock) -> u64 {
        match self {
            Self::Realtime => clock.realtime(),
            Self::Monotonic | Self::ProcessCputime | Self::ThreadCputime => clock.monotonic(),
        }
    }
}

/// Writes the time between two distinct readings of the clock `id` at `resolution`.
///
/// `EINVAL`: there is no such clock. `EFAULT`: the result lies outside memory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#clock_res_get>
fn clock_res_get(call: &mut Call<'_, '_>, _id: Clockid, resolution: Out<u64>) -> Result<(), Errno> {
    resolution.write(&mut call.memory, call.guest.clock.resolution())?;
    Ok(())
}

/// Writes the reading of the clock `id` at `time`. Every reading is exact: `precision`, the lag that the guest would
/// put up with, changes nothing.
///
/// `EINVAL`: there is no such clock. `EFAULT`: the result lies outside memory (the clock is not read).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#clock_time_get>
fn clock_time_get(call: &mut Call<'_, '_>, id: Clockid, _precision: u64, time: Out<u64>) -> Result<(), Errno> {
    time.check(&call.memory)?;
    time.write(&mut call.memory, id.now(&mut call.guest.clock))?;
    Ok(())
}
