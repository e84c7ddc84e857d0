//! Keeps the guest's memories and tables within the limits, and remembers what was refused.

use wasmi::ResourceLimiter;
use wasmi::errors::{MemoryError, TableError};
use wasmi_core::LimiterError;

use crate::limits::{Limits, PAGE_BYTES};

/// The limiter of one run's store.
///
/// The engine asks it last, after the module's own ceilings, so that a refusal is always one by the limits.
#[derive(Debug)]
pub(crate) struct Limiter {
    limits: Limits,
    memory_bytes: Tally<u64>,
    table_elements: Tally<usize>,
    /// Tables that are the host's, and elements that they have together: they are not counted.
    host_tables: usize,
    host_elements: usize,
    /// How often memory was refused.
    pub(crate) refusals: u64,
    /// Pages asked for by the last growth that was refused.
    pub(crate) last_refused_pages: u64,
}

/// What all memories, or all tables, have together, and how much of it the last growth added.
#[derive(Debug, Default)]
struct Tally<N> {
    total: N,
    last: N,
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            memory_bytes: Tally::default(),
            table_elements: Tally::default(),
            host_tables: 0,
            host_elements: 0,
            refusals: 0,
            last_refused_pages: 0,
        }
    }

    /// Allows a guest a table of `elements` that is the host's, beside its own.
    pub(crate) fn allow_host_table(&mut self, elements: usize) {
        self.host_tables += 1;
        self.host_elements += elements;
    }

    /// Pages that all memories have together; as memory never shrinks, also the most they ever had.
    pub(crate) fn pages(&self) -> u64 {
        self.memory_bytes.total / PAGE_BYTES
    }

    fn refuse(&mut self, more: u64) {
        self.refusals += 1;
        self.last_refused_pages = more / PAGE_BYTES;
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool, LimiterError> {
        let more = (desired - current) as u64;
        let total = self.memory_bytes.total.saturating_add(more);
        let allowed = total <= self.limits.memory_bytes();
        if allowed {
            self.memory_bytes = Tally { total, last: more };
        } else {
            self.refuse(more);
        }
        Ok(allowed)
    }

    /// The host itself has no memory left: for the guest that is what a refusal is.
    fn memory_grow_failed(&mut self, _: &MemoryError) -> Result<(), LimiterError> {
        let undone = std::mem::take(&mut self.memory_bytes.last);
        self.memory_bytes.total -= undone;
        self.refuse(undone);
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool, LimiterError> {
        let last = desired - current;
        let total = self.table_elements.total.saturating_add(last);
        let allowed = total <= self.limits.table_elements.saturating_add(self.host_elements);
        if allowed {
            self.table_elements = Tally { total, last };
        }
        Ok(allowed)
    }

    fn table_grow_failed(&mut self, _: &TableError) -> Result<(), LimiterError> {
        self.table_elements.total -= std::mem::take(&mut self.table_elements.last);
        Ok(())
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        MAX_TABLES + self.host_tables
    }

    fn memories(&self) -> usize {
        MAX_MEMORIES
    }
}

/// Tables that a module may have; compilers make one.
const MAX_TABLES: usize = 100;
/// Memories that a module may have; compilers make one.
const MAX_MEMORIES: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = PAGE_BYTES as usize;

    #[test]
    fn the_cap_holds_for_all_memories_together() {
        let mut limiter = Limiter::new(Limits { memory_pages: 3, ..Limits::default() });
        assert!(limiter.memory_growing(0, 2 * PAGE, None).unwrap());
        assert!(limiter.memory_growing(0, PAGE, None).unwrap());
        assert!(!limiter.memory_growing(PAGE, 6 * PAGE, None).unwrap());
        assert_eq!((limiter.pages(), limiter.refusals, limiter.last_refused_pages), (3, 1, 5));
    }

    #[test]
    fn a_host_without_memory_refuses() {
        let mut limiter = Limiter::new(Limits::default());
        assert!(limiter.memory_growing(0, 2 * PAGE, None).unwrap());
        limiter.memory_grow_failed(&MemoryError::OutOfSystemMemory).unwrap();
        assert_eq!((limiter.pages(), limiter.refusals, limiter.last_refused_pages), (0, 1, 2));
    }

    #[test]
    fn tables_are_bounded_together() {
        let mut limiter = Limiter::new(Limits { table_elements: 10, ..Limits::default() });
        for host_elements in [2, 3] {
            limiter.allow_host_table(host_elements);
            assert!(limiter.table_growing(0, host_elements, None).unwrap());
        }
        assert!(limiter.table_growing(0, 6, None).unwrap());
        assert!(!limiter.table_growing(0, 5, None).unwrap());
        assert!(limiter.table_growing(6, 10, None).unwrap());
    }
}
