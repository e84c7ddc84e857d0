//! Turns the way a guest ended into the run's result.

use wasmi::TrapCode;
use wasmi::errors::{ErrorKind, InstantiationError};

use super::{Limiter, Stop, StoreData};
use crate::error::{BadModule, Error, GuestEnd, PluginExecutionError};
use crate::guest::Guest;
use crate::limits::Limits;

/// The result of a run that has `ended`.
pub(crate) fn outcome<S>(
    ended: Result<(), wasmi::Error>,
    data: &mut StoreData<'_, S>,
    limits: &Limits,
) -> Result<(), Error> {
    data.guest.stdout.flush();
    data.guest.stderr.flush();
    let stderr = data.guest.stderr.captured_text();
    let result = match ended {
        Ok(()) => Ok(()),
        Err(error) => how_it_ended(error, stderr, limits),
    };
    match result {
        Ok(()) => failed_stream(&mut data.guest).map_or(Ok(()), Err),
        // A plugin whose stream broke gives up in its own way; the stream is the cause.
        Err(error @ (Error::Exit(_) | Error::Trap { .. })) => {
            let error = failed_stream(&mut data.guest).unwrap_or_else(|| blame_memory(error, &data.limiter, limits));
            Err(blame_scratch(error, data.guest.files.wanted(), limits))
        }
        Err(error) => Err(blame_memory(error, &data.limiter, limits)),
    }
}

fn how_it_ended(error: wasmi::Error, stderr: String, limits: &Limits) -> Result<(), Error> {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return match stop.clone() {
            Stop::Exit(0) => Ok(()),
            Stop::Exit(exit_code) => Err(PluginExecutionError { exit_code, stderr }.into()),
            Stop::Cancelled => Err(Error::Cancelled),
            Stop::Deadline { limit } => Err(Error::Timeout { limit }),
            Stop::OutOfFuel => Err(Error::OutOfFuel { limit: limits.fuel.unwrap_or(u64::MAX) }),
            Stop::ObjectLimit { limit } => Err(Error::ObjectLimit { limit, stderr }),
            Stop::ArgumentsTooLong { bytes, limit } => Err(Error::ArgumentsTooLong { bytes, limit }),
            Stop::OutputLimit { stream, limit } => Err(Error::OutputLimit { stream, limit }),
            // What broke, and how, is kept with the streams: the caller finds it there.
            Stop::BrokenStream => Ok(()),
            // A panic itself has gone on to the caller by now.
            Stop::Panicked | Stop::WaitsForThread | Stop::Again => {
                Err(Error::Trap { message: stop.to_string(), stderr })
            }
            Stop::Fault(message) => Err(Error::Trap { message, stderr }),
        };
    }
    Err(match (error.as_trap_code(), error.kind()) {
        (Some(TrapCode::StackOverflow), _) => Error::StackExhausted { limit: limits.stack_bytes, stderr },
        (Some(TrapCode::OutOfFuel), _) => Error::OutOfFuel { limit: limits.fuel.unwrap_or(u64::MAX) },
        // Functions are validated when they are first called.
        (None, ErrorKind::Wasm(_) | ErrorKind::Translation(_)) => Error::BadModule(BadModule::Engine(error)),
        _ => Error::Trap { message: error.to_string(), stderr },
    })
}

/// Says so when a plugin failed after it was refused memory, whatever its runtime made of that.
fn blame_memory(error: Error, limiter: &Limiter, limits: &Limits) -> Error {
    if limiter.refusals == 0 {
        return error;
    }
    let end = match error {
        Error::Exit(exit) => GuestEnd::Exit(exit),
        Error::Trap { message, stderr } => GuestEnd::Trap { message, stderr },
        other => return other,
    };
    Error::MemoryLimit { refused_pages: limiter.last_refused_pages, cap: limits.memory_pages, end: Box::new(end) }
}

/// Says so when a plugin failed after its scratch layer was full, and would have come to `wanted` bytes.
fn blame_scratch(error: Error, wanted: Option<u64>, limits: &Limits) -> Error {
    let Some(wanted) = wanted else { return error };
    let end = match error {
        Error::Exit(exit) => GuestEnd::Exit(exit),
        Error::Trap { message, stderr } => GuestEnd::Trap { message, stderr },
        other => return other,
    };
    Error::ScratchLimit { wanted, limit: limits.scratch_bytes, end: Box::new(end) }
}

/// Why a module that compiled could not be instantiated.
pub(crate) fn refused(error: wasmi::Error, limiter: &Limiter, limits: &Limits) -> Error {
    if limiter.refusals > 0 {
        return Error::MemoryFloor { needed: limiter.pages() + limiter.last_refused_pages, cap: limits.memory_pages };
    }
    let message = match (error.as_trap_code(), error.kind()) {
        (Some(_), _) => error.to_string(),
        // A segment that does not fit traps: the engine says so of memories' alone.
        (None, ErrorKind::Instantiation(InstantiationError::ElementSegmentDoesNotFit { .. })) => {
            TrapCode::TableOutOfBounds.to_string()
        }
        _ => return Error::BadModule(BadModule::Engine(error)),
    };
    Error::Trap { message, stderr: String::new() }
}

/// The first stream that failed on the host's side.
fn failed_stream(guest: &mut Guest<'_>) -> Option<Error> {
    let trace = guest.trace.as_mut().and_then(|trace| trace.failure.take());
    let failures = [
        ("stdin", guest.stdin.failure.take()),
        ("stdout", guest.stdout.failure.take()),
        ("stderr", guest.stderr.failure.take()),
        ("trace", trace),
    ];
    failures.into_iter().find_map(|(stream, failure)| Some(Error::Io { stream, source: failure? }))
}
