//! Functions of the host's that a rewritten module calls without importing them.
//!
//! An import would shift the index of every function that the module has, and all its calls would have to be written anew. So
//! these functions lie in a table that the module gets behind its own, which the host fills before anything runs.

/// A value's type as a module has it, by <https://webassembly.github.io/spec/core/binary/types.html#value-types>.
pub(crate) const I32: u8 = 0x7f;
pub(crate) const I64: u8 = 0x7e;
pub(crate) const V128: u8 = 0x7b;
pub(crate) const FUNCREF: u8 = 0x70;
pub(crate) const EXTERNREF: u8 = 0x6f;

/// A function of the host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostCall {
    /// `memory.grow` of the memory at this index.
    GrowMemory(u32),
    /// `table.grow` of the table at this index.
    GrowTable {
        /// The table.
        table: u32,
        /// The type of its elements.
        element: u8,
    },
    /// The trap of an atomic access whose address is no multiple of its width.
    Unaligned,
    /// Waiting for another thread, of which there is none, for so many nanoseconds, or for ever if the number is negative. Answers
    /// 2, that the time has passed.
    Wait,
    /// Takes note that the function at this index begins, for so many units of fuel, which are given back.
    Enter,
    /// The same of a function that takes the place of the one that began last.
    Tail,
    /// Takes note that the function that began last ends.
    Leave,
}

impl HostCall {
    /// Its parameters and its results.
    pub(crate) fn signature(self) -> (Vec<u8>, Vec<u8>) {
        match self {
            Self::GrowMemory(_) => (vec![I32], vec![I32]),
            Self::GrowTable { element, .. } => (vec![element, I32], vec![I32]),
            Self::Unaligned => (vec![], vec![]),
            Self::Wait => (vec![I64], vec![I32]),
            Self::Enter | Self::Tail => (vec![I32, I32], vec![]),
            Self::Leave => (vec![], vec![]),
        }
    }

    /// The name under which a rewritten module exports the memory or table that the function works on, and its kind and index.
    pub(crate) fn operand(self) -> Option<(String, u8, u32)> {
        match self {
            Self::GrowMemory(memory) => Some((format!("bufwasm:memory:{memory}"), 2, memory)),
            Self::GrowTable { table, .. } => Some((format!("bufwasm:table:{table}"), 1, table)),
            Self::Unaligned | Self::Wait | Self::Enter | Self::Tail | Self::Leave => None,
        }
    }
}

/// A table of such functions that a rewritten module has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostTable {
    /// The name under which the module exports it. No source language gives such a name.
    pub(crate) export: &'static str,
    /// What the host puts there, from the first element on.
    pub(crate) calls: Vec<HostCall>,
}
