//! What Go's runtime asks of its host.

use wasmi::{Caller, Func, Store};

use super::super::GoJsState;
use super::super::bind::host_functions;
use super::super::events::{Timer, delay_nanos};
use super::super::js::{Class, Completion, Js};
use super::super::param::Bytes;
use crate::abi::HostFunction;
use crate::guest::{Stream, StreamFailure};
use crate::memory::Fault;
use crate::run::{Stop, StoreData};

pub(super) const FUNCTIONS: &[HostFunction<GoJsState>] = host_functions![
    "runtime.wasmExit" => wasm_exit(code),
    "runtime.wasmWrite" => wasm_write(fd, p, n),
    "runtime.resetMemoryDataView" => reset_memory_data_view(),
    "runtime.nanotime1" => nanotime1(),
    "runtime.walltime" => walltime(),
    "runtime.scheduleTimeoutEvent" => schedule_timeout_event(delay),
    "runtime.clearTimeoutEvent" => clear_timeout_event(id),
    "runtime.getRandomData" => get_random_data(r),
];

/// The function that takes a number instead of the guest's stack pointer.
pub(super) const DEBUG: &[HostFunction<GoJsState>] =
    &[HostFunction { name: "debug", params: &["value"], ty: super::super::bind::ty, link: debug }];

/// Nanoseconds in a second.
const SECOND: u64 = 1_000_000_000;

/// Ends the run with `code`. `runtime/sys_wasm.go`, `wasmExit`.
fn wasm_exit(_: &mut Js<'_, '_>, code: i32) -> Completion<()> {
    Err(Stop::Exit(code.cast_unsigned()).into())
}

/// Writes the `n` bytes at `p` to the stream `fd`, for `print` and panics. `runtime/sys_wasm.go`, `wasmWrite`.
///
/// A failure of the host's side goes unnoticed, as the runtime asks for no result; the run ends with it at the next write.
fn wasm_write(js: &mut Js<'_, '_>, fd: i64, p: i64, n: i32) -> Completion<()> {
    let (ptr, len) = (u32::try_from(p).map_err(|_| Fault)?, u32::try_from(n).map_err(|_| Fault)?);
    let (memory, host) = js.split();
    let stream = match fd {
        1 => Stream::Stdout,
        2 => Stream::Stderr,
        _ => return Err(js.throw(Class::Error, "EBADF: bad file descriptor, write")),
    };
    match host.guest.write(stream, memory.bytes(ptr, len)?) {
        Err(StreamFailure::Stop(stop)) => Err(stop.into()),
        Ok(()) | Err(StreamFailure::Io(_)) => Ok(()),
    }
}

/// Tells that memory has grown, which nothing here needs to know. `runtime/mem_js.go`.
fn reset_memory_data_view(_: &mut Js<'_, '_>) -> Completion<()> {
    Ok(())
}

/// Nanoseconds on a clock that never goes back; never 0. `runtime/sys_wasm.go`, `nanotime1`.
fn nanotime1(js: &mut Js<'_, '_>) -> Completion<i64> {
    let monotonic = js.guest().clock.monotonic();
    let nanos = js.state().time_origin.saturating_add(monotonic);
    Ok(i64::try_from(nanos).unwrap_or(i64::MAX))
}

/// Seconds and nanoseconds since 1970-01-01T00:00:00Z. `runtime/sys_wasm.go`, `walltime`.
fn walltime(js: &mut Js<'_, '_>) -> Completion<(i64, i32)> {
    let now = js.guest().clock.realtime();
    Ok(((now / SECOND) as i64, (now % SECOND) as i32))
}

/// Resumes the guest after `delay` milliseconds, and returns the timer's id. `runtime/lock_js.go`, `scheduleTimeoutEvent`.
fn schedule_timeout_event(js: &mut Js<'_, '_>, delay: i64) -> Completion<i32> {
    let at = js.guest().clock.now().saturating_add(delay_nanos(delay as f64));
    let Some(id) = js.state_mut().events.set_timer(at, Timer::Wake) else {
        return Err(js.throw(Class::RangeError, "too many timers"));
    };
    Ok(id.cast_signed())
}

/// Takes back the timer `id`. `runtime/lock_js.go`, `clearTimeoutEvent`.
fn clear_timeout_event(js: &mut Js<'_, '_>, id: i32) -> Completion<()> {
    js.state_mut().events.clear_timer(id.cast_unsigned());
    Ok(())
}

/// Fills `r` from the run's source of randomness. `runtime/os_js.go`, `getRandomData`.
fn get_random_data(js: &mut Js<'_, '_>, r: Bytes) -> Completion<()> {
    let (mut memory, host) = js.split();
    let filled = host.guest.random.fill(memory.bytes_mut(r.ptr, r.len)?);
    filled.map_err(|error| js.throw(Class::Error, format!("no randomness: {error}")))
}

/// Prints a number, for whoever debugs Go's runtime.
fn debug(store: &mut Store<StoreData<'_, GoJsState>>, index: usize) -> Func {
    fn bound<'g>(store: &mut Store<StoreData<'g, GoJsState>>, index: usize) -> Func {
        Func::wrap(store, move |mut caller: Caller<'_, StoreData<'g, GoJsState>>, value: i32| {
            StoreData::guarded(&mut caller, index, |caller| {
                let guest = &mut caller.data_mut().guest;
                if let Some(trace) = &mut guest.trace {
                    trace.line(format_args!("debug(value={value}) = ()"));
                }
                match guest.write(Stream::Stdout, format!("{value}\n").as_bytes()) {
                    Err(StreamFailure::Stop(stop)) => Err(wasmi::Error::host(stop)),
                    Ok(()) | Err(StreamFailure::Io(_)) => Ok(()),
                }
            })
        })
    }
    bound(store, index)
}
