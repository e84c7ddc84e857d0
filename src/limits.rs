//! What a run may spend.

/// Bytes in a page of WebAssembly memory.
pub const PAGE_BYTES: u64 = 1 << 16;

/// The bounds of one run. Every field has a unit and a default; `None` means unbounded.
///
/// ```
/// let limits = bufwasm::Limits { fuel: Some(1_000_000_000), ..Default::default() };
/// assert_eq!(limits.memory_pages, 8192);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pages of 64 KiB that the guest's memories may have together. Default 8192 (512 MiB), at most 65536 (4 GiB).
    pub memory_pages: u32,
    /// Bytes of the interpreter's stack of values. One call frame is allowed for each [`STACK_BYTES_PER_FRAME`] of
    /// them. Default 256 MiB, of which a guest that does not recurse deeply touches little. In Go's js/wasm ABI, each
    /// call from JavaScript back into Go has its own stack, a quarter as large; there are at most 36.
    pub stack_bytes: usize,
    /// Units of wasmi's fuel. A block is charged as a whole when it is entered: one unit for each of its instructions,
    /// whether or not they are executed. A bulk memory operation is charged one unit for each [`BYTES_PER_FUEL`] bytes.
    /// So units are no count of instructions: a Go plugin spends some 40 for each one that it executes, 580 million on
    /// the smallest request and 204,000 million on one of 1 MB.
    pub fuel: Option<u64>,
    /// Bytes the guest may write to stdout.
    pub stdout_bytes: Option<u64>,
    /// Bytes the guest may write to stderr.
    pub stderr_bytes: Option<u64>,
    /// Bytes of the trace. The run ends a few calls after the last line that fits.
    pub trace_bytes: Option<u64>,
    /// Elements that the guest's tables may have together. Default 10 million.
    pub table_elements: usize,
}

/// Bytes of [`Limits::stack_bytes`] for which one call frame is allowed.
pub const STACK_BYTES_PER_FRAME: usize = 64;

/// Bytes that a bulk memory operation touches for one unit of fuel. They take about as long as an instruction, so that
/// the deadline is checked as often in a guest that fills memory as in one that counts.
pub const BYTES_PER_FUEL: u32 = 8;

impl Limits {
    /// The bound on memory, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        u64::from(self.memory_pages) * PAGE_BYTES
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_pages: 8192,
            stack_bytes: 256 << 20,
            fuel: None,
            stdout_bytes: None,
            stderr_bytes: None,
            trace_bytes: None,
            table_elements: 10_000_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_cap_is_512_mebibytes() {
        assert_eq!(Limits::default().memory_bytes(), 512 << 20);
    }
}
