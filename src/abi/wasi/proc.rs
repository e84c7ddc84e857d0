//! The process, and the turns its threads would take.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::Signal;
use super::{Call, CallError, HostFunction, Never, WasiState};
use crate::run::Stop;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] =
    host_functions![proc_exit(rval), proc_raise(sig), sched_yield()];

/// Ends the run. `rval` is the exit code, of which all 32 bits count; 0 is success.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#proc_exit>
fn proc_exit(_: &mut Call<'_, '_>, rval: u32) -> Never {
    Err(Stop::Exit(rval))
}

/// Raises a signal, for which no handler can be installed: what the specification calls the signal's action happens.
///
/// A signal that terminates ends the run with the exit code that a shell would report, 128 and the signal's number.
/// One that is ignored, or continues a process that is not stopped, does nothing.
///
/// `EINVAL`: there is no such signal, or it is `none`. `ENOSYS`: it would stop the process, and nobody could continue it.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#proc_raise>
fn proc_raise(_: &mut Call<'_, '_>, sig: Signal) -> Result<(), CallError> {
    match sig {
        Signal::None => Err(Errno::Inval.into()),
        Signal::Pipe | Signal::Chld | Signal::Urg | Signal::Winch | Signal::Cont => Ok(()),
        Signal::Stop | Signal::Tstp | Signal::Ttin | Signal::Ttou => Err(Errno::Nosys.into()),
        fatal => Err(Stop::Exit(128 + fatal as u32).into()),
    }
}

/// Lets other threads run. There are none, so it returns at once.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#sched_yield>
fn sched_yield(_: &mut Call<'_, '_>) -> Result<(), Errno> {
    Ok(())
}
