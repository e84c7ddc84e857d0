//! `bufwasm_executor`: what the runs of many plugins have in common.

use std::mem::MaybeUninit;
use std::sync::Arc;
use std::time::Duration;

use bufwasm::host::{SystemClock, SystemRandom};
use bufwasm::{Limits, PluginExecutor};

use crate::boundary::create;
use crate::error::{Error, Failure};
use crate::infallible::infallible;
use crate::poll::PollingClock;
use crate::sized::{self, SizedStruct};

/// In `flags`: plugins see the operating system's clock instead of one that is the same in every run, and really wait
/// when they sleep.
pub const BUFWASM_REAL_CLOCK: u32 = 1;
/// In `flags`: plugins get the operating system's randomness instead of bytes that are the same in every run.
pub const BUFWASM_REAL_RANDOM: u32 = 2;

/// Pages of 64 KiB that 32-bit pointers reach.
pub(crate) const MOST_PAGES: u32 = 65536;
/// The least stack that anything can run on, in bytes.
const LEAST_STACK: u64 = 4 << 10;
/// The most stack there can be, in bytes.
const MOST_STACK: u64 = 4 << 30;

/// What every run of an executor's plugins may spend, and what it sees of the machine. 0 in a field is its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ExecutorConfig {
    /// `sizeof(bufwasm_executor_config)`.
    pub struct_size: usize,
    /// Pages of 64 KiB for all memories of a plugin together: at most 65536. Default 8192 (512 MiB).
    pub memory_pages: u32,
    /// `BUFWASM_REAL_CLOCK` and `BUFWASM_REAL_RANDOM`, combined with `|`. Default: none, so that every run is the same.
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
    /// Elements of all tables of a plugin together. Default 10 million.
    pub table_elements: u64,
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
    fn executor(&self) -> Result<PluginExecutor, Failure> {
        if self.flags & !(BUFWASM_REAL_CLOCK | BUFWASM_REAL_RANDOM) != 0 {
            return Err(Failure::usage(format!("flags is {:#x}, which has an unknown flag", self.flags)));
        }
        let clock = SystemClock::new();
        // Without a limit on time too: runs ask this clock whether they are cancelled.
        let timeout = given(self.timeout_ns).map_or(Duration::MAX, Duration::from_nanos);
        let mut builder =
            PluginExecutor::builder().limits(self.limits()?).timeout(timeout, Arc::new(PollingClock(clock)));
        if self.flags & BUFWASM_REAL_CLOCK != 0 {
            builder = builder.real_clock(Arc::new(clock));
        }
        if self.flags & BUFWASM_REAL_RANDOM != 0 {
            builder = builder.real_random(Arc::new(SystemRandom));
        }
        Ok(builder.build())
    }

    fn limits(&self) -> Result<Limits, Failure> {
        let defaults = Limits::default();
        if self.memory_pages > MOST_PAGES {
            return Err(Failure::usage(format!(
                "memory_pages is {}, and must be at most {MOST_PAGES}",
                self.memory_pages
            )));
        }
        let stack = given(self.stack_bytes);
        if stack.is_some_and(|bytes| !(LEAST_STACK..=MOST_STACK).contains(&bytes)) {
            let bytes = self.stack_bytes;
            return Err(Failure::usage(format!(
                "stack_bytes is {bytes}, and must be from {LEAST_STACK} to {MOST_STACK}"
            )));
        }
        Ok(Limits {
            memory_pages: if self.memory_pages == 0 { defaults.memory_pages } else { self.memory_pages },
            stack_bytes: stack.map_or(defaults.stack_bytes, saturating),
            fuel: given(self.fuel),
            stdout_bytes: given(self.stdout_bytes),
            stderr_bytes: given(self.stderr_bytes),
            table_elements: given(self.table_elements).map_or(defaults.table_elements, saturating),
            ..defaults
        })
    }
}

/// What a field holds, unless that is 0, which stands for its default.
fn given(field: u64) -> Option<u64> {
    Some(field).filter(|&value| value != 0)
}

/// A size of the host's memory; one that it cannot have is as good as the largest one.
fn saturating(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
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
            ("too much stack", ExecutorConfig { stack_bytes: u64::MAX, ..SizedStruct::zeroed() }, false),
            ("all flags", ExecutorConfig { flags: 3, ..SizedStruct::zeroed() }, true),
            ("an unknown flag", ExecutorConfig { flags: 4, ..SizedStruct::zeroed() }, false),
        ] {
            assert_eq!(config.executor().is_ok(), is_right, "{why}");
        }
    }
}
