//! What a run may spend.

mod bounds;
mod remedy;

pub use bounds::{Bounds, OutOfBounds, Unit};
pub use remedy::Remedy;

/// Bytes in a page of WebAssembly memory.
pub const PAGE_BYTES: u64 = 1 << 16;

/// Declares [`Limit`] and what is known of each.
macro_rules! limits {
    ($($(#[$about:meta])* $limit:ident = $bounds:expr;)*) => {
        /// The limits of a run: what each bounds, and, by [`bounds`](Self::bounds), the values that it can have.
        ///
        /// This is the one list of them: front ends spell a limit in their own terms, and look up everything else here.
        /// They match it exhaustively, so that a limit which one of them forgot does not compile.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Limit {
            $($(#[$about])* $limit,)*
        }

        impl Limit {
            /// Every limit.
            pub const ALL: &[Self] = &[$(Self::$limit,)*];

            /// The limit's name, unit and default, and the values it can have.
            pub const fn bounds(self) -> Bounds {
                match self {
                    $(Self::$limit => $bounds,)*
                }
            }
        }
    };
}

limits! {
    /// Pages of 64 KiB that the guest's memories may have together.
    Memory = Bounds::new("memory_pages", Unit::Pages).default(8192).between(1, 65536);
    /// Bytes of the interpreter's stack of values. One call frame is allowed for each [`STACK_BYTES_PER_FRAME`] of
    /// them; a guest that does not recurse deeply touches little. In Go's js/wasm ABI, each call from JavaScript back
    /// into Go has its own stack, a quarter as large; there are at most 36.
    Stack = Bounds::new("stack_bytes", Unit::Bytes).default(256 << 20).between(4 << 10, 4 << 30);
    /// Units of wasmi's fuel. A block is charged as a whole when it is entered: one unit for each of its instructions,
    /// whether or not they are executed. A bulk memory operation is charged one unit for each [`BYTES_PER_FUEL`] bytes.
    /// So units are no count of instructions: a Go plugin spends some 40 for each one that it executes, 580 million on
    /// the smallest request and 204,000 million on one of 1 MB.
    Fuel = Bounds::new("fuel", Unit::Fuel);
    /// The time that a run may take, on a clock that the caller passes in
    /// ([`timeout`](crate::PluginExecutorBuilder::timeout)).
    Time = Bounds::new("timeout_ns", Unit::Nanoseconds);
    /// Bytes that the guest may write to stdout.
    Stdout = Bounds::new("stdout_bytes", Unit::Bytes);
    /// Bytes that the guest may write to stderr.
    Stderr = Bounds::new("stderr_bytes", Unit::Bytes);
    /// Bytes of the trace. The run ends a few calls after the last line that fits.
    Trace = Bounds::new("trace_bytes", Unit::Bytes);
    /// Elements that the guest's tables may have together.
    Tables = Bounds::new("table_elements", Unit::Elements).default(10_000_000).between(0, u32::MAX as u64);
    /// Bytes of a layer in memory over the plugin's files, private to a run, in which it can write. 0 is none: all files
    /// are read-only. What the layer holds counts for them in pages of 4 KiB; so does each inode (512 bytes, 1024 more for
    /// a directory's) and each name (256, and its length). When the layer is full, what would add to it fails with
    /// `ENOSPC`.
    Scratch = Bounds::new("scratch_bytes", Unit::Bytes).default(0);
}

impl Limit {
    /// The limit on what the guest writes to `stream`: `stdout`, `stderr` or `trace`.
    pub(crate) fn of_stream(stream: &str) -> Self {
        match stream {
            "stdout" => Self::Stdout,
            "stderr" => Self::Stderr,
            _ => Self::Trace,
        }
    }
}

/// A value for each [`Limit`] but the time, which takes a clock. `None` is no limit.
///
/// ```
/// let limits = bufwasm::Limits { fuel: Some(1_000_000_000), ..Default::default() };
/// assert_eq!(limits.memory_pages, 8192);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// See [`Limit::Memory`].
    pub memory_pages: u32,
    /// See [`Limit::Stack`].
    pub stack_bytes: usize,
    /// See [`Limit::Fuel`].
    pub fuel: Option<u64>,
    /// See [`Limit::Stdout`].
    pub stdout_bytes: Option<u64>,
    /// See [`Limit::Stderr`].
    pub stderr_bytes: Option<u64>,
    /// See [`Limit::Trace`].
    pub trace_bytes: Option<u64>,
    /// See [`Limit::Tables`].
    pub table_elements: usize,
    /// See [`Limit::Scratch`].
    pub scratch_bytes: u64,
}

/// Bytes of [`Limits::stack_bytes`] for which one call frame is allowed.
pub const STACK_BYTES_PER_FRAME: usize = 64;

/// Bytes that a bulk memory operation touches for one unit of fuel. They take about as long as an instruction, so that
/// the deadline is checked as often in a guest that fills memory as in one that counts.
pub const BYTES_PER_FUEL: u32 = 8;

impl Limits {
    /// Every limit's default, where a constant is needed.
    pub const DEFAULT: Self = Self {
        memory_pages: default(Limit::Memory) as u32,
        stack_bytes: default(Limit::Stack) as usize,
        fuel: Limit::Fuel.bounds().default,
        stdout_bytes: Limit::Stdout.bounds().default,
        stderr_bytes: Limit::Stderr.bounds().default,
        trace_bytes: Limit::Trace.bounds().default,
        table_elements: default(Limit::Tables) as usize,
        scratch_bytes: default(Limit::Scratch),
    };

    /// The bound on memory, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        u64::from(self.memory_pages) * PAGE_BYTES
    }

    /// Sets `limit` to `value`, in the limit's unit. [`Limit::Time`] is checked too, but is none of these fields.
    ///
    /// # Errors
    ///
    /// The limit cannot have that value.
    pub fn set(&mut self, limit: Limit, value: u64) -> Result<(), OutOfBounds> {
        let value = limit.check(value)?;
        match limit {
            Limit::Memory => self.memory_pages = u32::try_from(value).unwrap_or(u32::MAX),
            Limit::Stack => self.stack_bytes = addressable(value),
            Limit::Fuel => self.fuel = Some(value),
            Limit::Time => {}
            Limit::Stdout => self.stdout_bytes = Some(value),
            Limit::Stderr => self.stderr_bytes = Some(value),
            Limit::Trace => self.trace_bytes = Some(value),
            Limit::Tables => self.table_elements = addressable(value),
            Limit::Scratch => self.scratch_bytes = value,
        }
        Ok(())
    }
}

/// A size in the host's memory; one that it cannot have is as good as the largest one.
fn addressable(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The default of a limit that has one.
const fn default(limit: Limit) -> u64 {
    match limit.bounds().default {
        Some(value) => value,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_cap_is_512_mebibytes() {
        assert_eq!(Limits::default().memory_bytes(), 512 << 20);
    }

    #[test]
    fn every_default_is_within_its_bounds_and_set() {
        let mut limits = Limits::default();
        for limit in Limit::ALL {
            if let Some(default) = limit.bounds().default {
                limits.set(*limit, default).unwrap();
            }
        }
        assert_eq!(limits, Limits::default());
        assert_eq!((limits.stack_bytes, limits.table_elements, limits.fuel), (256 << 20, 10_000_000, None));
    }

    #[test]
    fn a_value_out_of_bounds_changes_nothing() {
        let mut limits = Limits::default();
        for (limit, value) in
            [(Limit::Memory, 0), (Limit::Memory, 65537), (Limit::Stack, 4095), (Limit::Tables, 1 << 32)]
        {
            assert_eq!(limits.set(limit, value), Err(OutOfBounds { limit, value }));
        }
        assert_eq!(limits, Limits::default());
        limits.set(Limit::Stdout, 0).unwrap();
        assert_eq!(limits.stdout_bytes, Some(0));
    }
}
