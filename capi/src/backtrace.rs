//! `bufwasm_backtrace`: where a plugin was when it trapped.

use std::mem::MaybeUninit;

use bufwasm::RunEnd;

use crate::boundary::{create, required};
use crate::error::Error;
use crate::executor::Executor;
use crate::infallible::infallible;
use crate::kept::Kept;
use crate::plugin::Plugin;
use crate::poll::Polling;
use crate::run::RunOptions;
use crate::sized;
use crate::view::{Bytes, Text};

/// A function of a plugin's that was being executed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Frame {
    /// Its name, if the module has names; otherwise such as `function 12`.
    pub function: Text,
    /// How many of its calls stand one inside the other; 1 or more.
    pub calls: usize,
    /// How many calls are left out between this frame and the one before it.
    pub left_out: usize,
}

/// The functions of a plugin that were being executed when a run ended. Later versions may append fields.
///
/// The caller frees it with `bufwasm_backtrace_free`. It never changes: any number of threads may read it.
#[repr(C)]
pub struct Backtrace {
    /// The functions, innermost first: at most 32. NULL if they cannot be told.
    pub frames: *const Frame,
    /// How many `frames` there are.
    pub frame_count: usize,
    /// The library's own.
    pub(crate) kept: Box<Kept>,
}

/// Tells where a run of `plugin` was that trapped, or was to have more stack or fuel than it may: `failure` is its error,
/// and `fuel` what its `stats` say that it spent.
///
/// The plugin is run once more to find out, several times as slowly, but with no more fuel; so runs that do not fail need
/// not take note of anything. `executor` and `wasm` are what `plugin` was compiled by and from, and `options` those of the
/// run: their `stdin_reader` has to give the same again, and the writers and `stats` get nothing.
///
/// Sets `backtrace`, which the caller frees with `bufwasm_backtrace_free`. It has no frames if the run was nowhere when it
/// ended, or if the second one did not end as the first did. Errors: `BUFWASM_ERROR_KIND_USAGE`, and those of
/// `bufwasm_executor_compile`.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_executor_backtrace(
    executor: Option<&Executor>,
    plugin: Option<&Plugin>,
    wasm: Bytes,
    options: *const RunOptions,
    failure: Option<&Error>,
    fuel: u64,
    backtrace: Option<&mut MaybeUninit<Option<Box<Backtrace>>>>,
) -> Option<Box<Error>> {
    create(backtrace, "backtrace", || {
        let Executor(executor) = required(executor, "executor")?;
        let compiled = &required(plugin, "plugin")?.compiled;
        let failure = required(failure, "failure")?;
        // SAFETY: the caller passes bytes, NULL or options, and an error of the library's.
        let (wasm, options, message) =
            unsafe { (wasm.read("wasm")?, sized::read(options)?, failure.message.read("message")?) };
        let traced = executor.compile_profiled(compiled.name(), wasm, Some(compiled.abi()))?;
        // SAFETY: what the options point to stays as it is until this returns, and their callbacks may be called.
        let (inputs, mut streams) = unsafe { (options.inputs()?, options.streams()?) };
        // SAFETY: see above.
        let _polling = unsafe { Polling::begin(options.canceller) };
        let end = RunEnd { kind: failure.kind.into(), message, fuel };
        Ok(Backtrace::of(traced.backtrace_of(&mut streams.stdin, inputs, end)))
    })
}

/// Frees `backtrace` and its texts, which no thread may use after that. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_backtrace_free(backtrace: Option<Box<Backtrace>>) {
    infallible(|| drop(backtrace));
}

impl Backtrace {
    fn of(found: Option<bufwasm::profile::Backtrace>) -> Self {
        let mut kept = Box::<Kept>::default();
        let found = found.unwrap_or_default();
        let middle = found.frames.len() / 2;
        let frames = found.frames.iter().enumerate().map(|(at, frame)| Frame {
            function: kept.text(format!("{:#}", rustc_demangle::demangle(&frame.name))),
            calls: frame.calls,
            left_out: if at == middle { found.left_out } else { 0 },
        });
        let frames = frames.collect();
        let (frames, frame_count) = kept.array(frames);
        Self { frames, frame_count, kept }
    }
}
