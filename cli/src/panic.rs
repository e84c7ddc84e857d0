//! Panics: mistakes of bufwasm's own. Each becomes an error like others, with what is needed to report it.

mod evidence;

use std::backtrace::Backtrace;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::process;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

use bufwasm::ErrorKind;

use crate::failure::{Failure, Result};
use crate::message;

pub(crate) use evidence::{Evidence, Stdin, provoke_in_engine};

/// The panic that this process has met.
static PANIC: Mutex<Option<Panic>> = Mutex::new(None);

/// What a panic tells.
#[derive(Clone)]
struct Panic {
    message: String,
    /// `file:line:column`.
    place: String,
    backtrace: String,
    thread: ThreadId,
}

/// Does `command`; a panic in it becomes a failure.
///
/// Most panics unwind to here. One in the interpreter's instructions cannot: those are functions of a calling convention
/// that nothing unwinds through. Rust panics a second time then, and aborts; so the second panic is where the process ends.
pub(crate) fn guarded(command: impl FnOnce() -> Result<()>) -> Result<()> {
    std::panic::set_hook(Box::new(|info| {
        if lock(&PANIC).is_some() {
            let failure = failure();
            message::failure(&failure);
            process::exit(failure.status.into());
        }
        *lock(&PANIC) = Some(Panic::of(info));
    }));
    catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|_| Err(failure()))
}

/// The failure that stands for the panic.
fn failure() -> Failure {
    let Some(panic) = lock(&PANIC).clone() else {
        return Failure::new(ErrorKind::Internal, "bufwasm panicked");
    };
    let message = format!("bufwasm panicked at {}: {}", panic.place, panic.message);
    let failure = Failure::new(ErrorKind::Internal, &message);
    let Some(evidence) = Evidence::take(panic.thread) else {
        return failure
            .hint(Some("this is a mistake of bufwasm's own: report it with the command and its files".into()));
    };
    let failure = failure.of_plugin(&evidence.name);
    failure.hint(Some(match evidence.write(&format!("{message}\n\n{}", panic.backtrace)) {
        Ok(directory) => format!(
            "this is a mistake of bufwasm's own: report it with {}, {}",
            directory.display(),
            evidence.contents()
        ),
        Err(error) => format!("this is a mistake of bufwasm's own: report it with the plugin and its input ({error})"),
    }))
}

impl Panic {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        Self {
            message: info.payload_as_str().unwrap_or("without a message").into(),
            place: info.location().map_or_else(|| "an unknown place".into(), ToString::to_string),
            backtrace: Backtrace::force_capture().to_string(),
            thread: thread::current().id(),
        }
    }
}

/// What a panic leaves behind in `mutex` is whole: it is only ever replaced.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
