//! The limits of a run as this command line spells them.

use std::time::Duration;

use bufwasm::{Limit, Limits, PAGE_BYTES, Unit};
use clap::Args;

use crate::failure::{Failure, Result};
use crate::value::{self, Size};

/// The memory a plugin may have.
#[derive(Debug, Args)]
pub(crate) struct MemoryArgs {
    /// Memory the plugin may have; at most 4GiB
    #[arg(long, value_name = "SIZE", env = MAX_MEMORY_ENV, help_heading = "Limits")]
    #[arg(value_parser = memory, default_value_t = default_size(Limit::Memory))]
    pub(crate) max_memory: Size,
    /// Stack the plugin's nested calls may use; at most 4GiB
    #[arg(long, value_name = "SIZE", env = MAX_STACK_ENV, help_heading = "Limits")]
    #[arg(value_parser = stack, default_value_t = default_size(Limit::Stack))]
    pub(crate) max_stack: Size,
}

/// What one run of a plugin may spend.
#[derive(Debug, Args)]
pub(crate) struct LimitArgs {
    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
    /// Time the plugin may take, such as 30s or 1m30s [default: no limit]
    #[arg(long, value_name = "DURATION", env = TIMEOUT_ENV, value_parser = value::duration, help_heading = "Limits")]
    pub(crate) timeout: Option<Duration>,
    /// Units of fuel the plugin may use: a measure of its work, the same on every machine [default: no limit]
    #[arg(long, value_name = "N", env = FUEL_ENV, value_parser = value::count, help_heading = "Limits")]
    pub(crate) fuel: Option<u64>,
    /// Let the plugin write and create files in memory, over those it is given, up to this size; they are gone when it ends
    #[arg(long, value_name = "SIZE", env = SCRATCH_ENV, value_parser = value::size, help_heading = "Limits")]
    #[arg(default_value_t = default_size(Limit::Scratch))]
    pub(crate) scratch: Size,
}

pub(crate) const MAX_MEMORY_ENV: &str = "BUFWASM_MAX_MEMORY";
const MAX_STACK_ENV: &str = "BUFWASM_MAX_STACK";
const TIMEOUT_ENV: &str = "BUFWASM_TIMEOUT";
const FUEL_ENV: &str = "BUFWASM_FUEL";
pub(crate) const MAX_OUTPUT_ENV: &str = "BUFWASM_MAX_OUTPUT";
const SCRATCH_ENV: &str = "BUFWASM_SCRATCH";

/// The option that sets `limit`, and the variable, which is all that counts where bufwasm is called through a link.
pub(crate) const fn option(limit: Limit) -> Option<(&'static str, &'static str)> {
    Some(match limit {
        Limit::Memory => ("--max-memory", MAX_MEMORY_ENV),
        Limit::Stack => ("--max-stack", MAX_STACK_ENV),
        Limit::Time => ("--timeout", TIMEOUT_ENV),
        Limit::Fuel => ("--fuel", FUEL_ENV),
        Limit::Scratch => ("--scratch", SCRATCH_ENV),
        Limit::Stdout | Limit::Stderr | Limit::Trace => ("--max-output", MAX_OUTPUT_ENV),
        // For callers of the library: no plugin has been seen that needs more than the default.
        Limit::Tables => return None,
    })
}

/// `value` of `limit` as its option takes it.
pub(crate) fn typed(limit: Limit, value: u64) -> String {
    match limit.bounds().unit {
        Unit::Pages => Size::of_pages(value).to_string(),
        Unit::Bytes => Size(value).to_string(),
        Unit::Nanoseconds => humantime::format_duration(Duration::from_nanos(value)).to_string().replace(' ', ""),
        Unit::Fuel | Unit::Elements => value.to_string(),
    }
}

impl LimitArgs {
    /// The limits of a run that may write so much to each of its streams. The time is none of them, for it takes a clock.
    ///
    /// # Errors
    ///
    /// The stack is larger than this machine's addresses.
    pub(crate) fn limits(&self, max_output: Option<Size>) -> Result<Limits> {
        Ok(Limits { scratch_bytes: self.scratch.0, ..self.memory.limits(self.fuel, max_output)? })
    }
}

impl MemoryArgs {
    /// The limits of a run that may also use so much `fuel`, and write so much to each of its streams.
    ///
    /// # Errors
    ///
    /// The stack is larger than this machine's addresses.
    pub(crate) fn limits(&self, fuel: Option<u64>, max_output: Option<Size>) -> Result<Limits> {
        let stack_bytes = usize::try_from(self.max_stack.0)
            .map_err(|_| Failure::usage(format_args!("a stack of {} is more than fits here", self.max_stack)))?;
        let max_output = max_output.map(|size| size.0);
        Ok(Limits {
            memory_pages: self.max_memory.pages(),
            stack_bytes,
            fuel,
            stdout_bytes: max_output,
            stderr_bytes: max_output,
            trace_bytes: max_output,
            ..Limits::default()
        })
    }
}

/// The default of a limit that has one, and is a size.
pub(crate) fn default_size(limit: Limit) -> Size {
    Size(limit.bounds().default.unwrap_or_default() * bytes_each(limit))
}

/// A size that the memory of a plugin can have.
pub(crate) fn memory(text: &str) -> std::result::Result<Size, String> {
    within(Limit::Memory, value::size(text)?)
}

fn stack(text: &str) -> std::result::Result<Size, String> {
    within(Limit::Stack, value::size(text)?)
}

fn within(limit: Limit, size: Size) -> std::result::Result<Size, String> {
    let bounds = limit.bounds();
    let least = Size(bounds.minimum * bytes_each(limit));
    let most = Size(bounds.maximum * bytes_each(limit));
    if (least..=most).contains(&size) { Ok(size) } else { Err(format!("it must be from {least} to {most}")) }
}

/// Bytes for one of what a limit on a size counts.
const fn bytes_each(limit: Limit) -> u64 {
    match limit.bounds().unit {
        Unit::Pages => PAGE_BYTES,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_has_bounds() {
        assert_eq!(memory("4GiB").map(Size::pages), Ok(65536));
        assert_eq!(memory("64KiB").map(Size::pages), Ok(1));
        for text in ["63KiB", "4097MiB", "0"] {
            assert_eq!(memory(text).unwrap_err(), "it must be from 64KiB to 4GiB", "{text}");
        }
        assert!(memory("lots").is_err() && memory("-1").is_err());
        assert_eq!(stack("1KiB").unwrap_err(), "it must be from 4KiB to 4GiB");
    }

    #[test]
    fn defaults_are_the_librarys() {
        let args = MemoryArgs { max_memory: default_size(Limit::Memory), max_stack: default_size(Limit::Stack) };
        assert_eq!(args.limits(None, None).unwrap(), Limits::default());
    }
}
