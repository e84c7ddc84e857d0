//! `bufwasm_executor`: what the runs of many plugins have in common.

use std::mem::MaybeUninit;
use std::sync::Arc;
use std::time::Duration;

use bufwasm::host::{SystemClock, SystemRandom};
use bufwasm::{Limit, Limits, Optimise, PluginExecutor};

use crate::boundary::create;
use crate::call_error::CallError;
use crate::error::Error;
use crate::infallible::infallible;
use crate::poll::PollingClock;
use crate::sized::{self, SizedStruct};

/// In `flags`: plugins see the operating system's clock instead of one that is the same in every run, and really wait
/// when they sleep.
pub const BUFWASM_REAL_CLOCK: u32 = 1;
/// In `flags`: plugins get the operating system's randomness instead of bytes that are the same in every run.
pub const BUFWASM_REAL_RANDOM: u32 = 2;
/// In `flags`: plugins built by Go are made cheaper to run before they run, for which a large one takes some 100 ms. What
/// they do stays the same, the fuel they take does not. Without this flag and the next, a run is of such a plugin if it reads
/// 256 KiB from stdin before it writes anything.
pub const BUFWASM_OPTIMISE_ALWAYS: u32 = 4;
/// In `flags`: plugins run as they are.
pub const BUFWASM_OPTIMISE_NEVER: u32 = 8;

/// What every run of an executor's plugins may spend, and what it sees of the machine. 0 in a field is its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ExecutorConfig {
    /// `sizeof(bufwasm_executor_config)`.
    pub struct_size: usize,
    /// Pages of 64 KiB for all memories of a plugin together: at most 65536. Default 8192 (512 MiB).
    pub memory_pages: u32,
    /// `BUFWASM_REAL_CLOCK`, `BUFWASM_REAL_RANDOM`, and one of `BUFWASM_OPTIMISE_ALWAYS` and `BUFWASM_OPTIMISE_NEVER`,
    /// combined with `|`. Default: none, so that every run is the same.
    pub flags: u32,
    /// Bytes of the interpreter's stack: from 4 KiB to 4 GiB. Default 256 MiB, of which most plugins touch little.
    pub stack_bytes: u64,
    /// Units of fuel, which measure work: a block of code is charged as a whole before it runs. See what a plugin costs
    /// in `bufwasm_stats`. Default: no bound.
    pub fuel: u64,
    /// Nanoseconds that a run may take. Default: no bound.
    pub timeout_ns: u64,
    /// Bytes that a plugin may write to stdout. Default: no bound.
    pub stdout_bytes: u64,
    /// Bytes that a plugin may write to stderr. Default: no bound.
    pub stderr_bytes: u64,
    /// Elements of all tables of a plugin together: at most 4294967295. Default 10 million.
    pub table_elements: u64,
    /// Bytes of a layer in memory over a plugin's files, in which a run can write. Default 0: all files are read-only.
    pub scratch_bytes: u64,
}

// SAFETY: `struct_size` is the first field, and numbers may be 0.
unsafe impl SizedStruct for ExecutorConfig {
    const NAME: &'static str = "config";
}

/// Compiles plugins. It never changes: any number of threads may use it at once.
pub struct Executor(pub(crate) PluginExecutor);

/// Creates an executor with `config`, or with the defaults if `config` is NULL.
///
/// Sets `executor`, which the caller frees with `bufwasm_executor_free`. Errors: `BUFWASM_ERROR_KIND_USAGE` if a value is
/// out of its bounds.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_executor_new(
    config: *const ExecutorConfig,
    executor: Option<&mut MaybeUninit<Option<Box<Executor>>>>,
) -> Option<Box<Error>> {
    create(executor, "executor", || {
        // SAFETY: the caller passes NULL or a config.
        let config = unsafe { sized::read(config) }?;
        Ok(Executor(config.executor()?))
    })
}

/// Frees `executor`, which no thread may use after that. Plugins that it compiled stay valid. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_executor_free(executor: Option<Box<Executor>>) {
    infallible(|| drop(executor));
}

impl ExecutorConfig {
    fn executor(&self) -> Result<PluginExecutor, CallError> {
        const KNOWN: u32 = BUFWASM_REAL_CLOCK | BUFWASM_REAL_RANDOM | BUFWASM_OPTIMISE_ALWAYS | BUFWASM_OPTIMISE_NEVER;
        if self.flags & !KNOWN != 0 {
            return Err(CallError::usage(format!("flags is {:#x}, which has an unknown flag", self.flags)));
        }
        let optimise = match self.flags & (BUFWASM_OPTIMISE_ALWAYS | BUFWASM_OPTIMISE_NEVER) {
            0 => Optimise::Auto,
            BUFWASM_OPTIMISE_ALWAYS => Optimise::Always,
            BUFWASM_OPTIMISE_NEVER => Optimise::Never,
            _ => return Err(CallError::usage(format!("flags is {:#x}: optimise always, and never", self.flags))),
        };
        let clock = SystemClock::new();
        // Without a limit on time too: runs ask this clock whether they are cancelled.
        let timeout = given(self.timeout_ns).map_or(Duration::MAX, Duration::from_nanos);
        let mut builder =
            PluginExecutor::builder().limits(self.limits()?).timeout(timeout, Arc::new(PollingClock(clock)));
        builder = builder.optimise(optimise);
        if self.flags & BUFWASM_REAL_CLOCK != 0 {
            builder = builder.real_clock(Arc::new(clock));
        }
        if self.flags & BUFWASM_REAL_RANDOM != 0 {
            builder = builder.real_random(Arc::new(SystemRandom));
        }
        Ok(builder.build())
    }

    fn limits(&self) -> Result<Limits, CallError> {
        let mut limits = Limits::default();
        for limit in Limit::ALL {
            if let Some(value) = self.field(*limit).and_then(given) {
                limits.set(*limit, value).map_err(|error| CallError::usage(error.to_string()))?;
            }
        }
        Ok(limits)
    }

    /// What the field that sets `limit` holds, which is called as the library calls the limit. Nobody traces through C.
    const fn field(&self, limit: Limit) -> Option<u64> {
        Some(match limit {
            Limit::Memory => self.memory_pages as u64,
            Limit::Stack => self.stack_bytes,
            Limit::Fuel => self.fuel,
            Limit::Time => self.timeout_ns,
            Limit::Stdout => self.stdout_bytes,
            Limit::Stderr => self.stderr_bytes,
            Limit::Tables => self.table_elements,
            Limit::Scratch => self.scratch_bytes,
            Limit::Trace => return None,
        })
    }
}

/// What a field holds, unless that is 0, which stands for its default.
fn given(field: u64) -> Option<u64> {
    Some(field).filter(|&value| value != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_the_defaults() {
        assert_eq!(ExecutorConfig::zeroed().limits().unwrap(), Limits::default());
    }

    #[test]
    fn values_have_bounds() {
        for (why, config, is_right) in [
            ("all memory", ExecutorConfig { memory_pages: 65536, ..SizedStruct::zeroed() }, true),
            ("too much memory", ExecutorConfig { memory_pages: 65537, ..SizedStruct::zeroed() }, false),
            ("little stack", ExecutorConfig { stack_bytes: 4096, ..SizedStruct::zeroed() }, true),
            ("no stack", ExecutorConfig { stack_bytes: 4095, ..SizedStruct::zeroed() }, false),
            ("many elements", ExecutorConfig { table_elements: u32::MAX.into(), ..SizedStruct::zeroed() }, true),
            ("too many elements", ExecutorConfig { table_elements: 1 << 32, ..SizedStruct::zeroed() }, false),
            ("too much stack", ExecutorConfig { stack_bytes: u64::MAX, ..SizedStruct::zeroed() }, false),
            ("many flags", ExecutorConfig { flags: 7, ..SizedStruct::zeroed() }, true),
            ("others", ExecutorConfig { flags: 8, ..SizedStruct::zeroed() }, true),
            ("flags that exclude each other", ExecutorConfig { flags: 12, ..SizedStruct::zeroed() }, false),
            ("an unknown flag", ExecutorConfig { flags: 16, ..SizedStruct::zeroed() }, false),
        ] {
            assert_eq!(config.executor().is_ok(), is_right, "{why}");
        }
    }
}
