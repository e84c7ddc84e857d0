//! A function as a flow graph.

use super::frame::Frame;
use super::original::Middle;
use super::peephole::Code;

/// A function as a flow graph. It begins with the first node.
pub(super) struct Flow {
    pub(super) code: Code,
    pub(super) nodes: Vec<Node>,
    /// Jumps and falls from one node to another, in no order.
    pub(super) edges: Vec<(u32, u32)>,
    pub(super) frame: Frame,
    /// Where else than at a segment's beginning the original may have to go on.
    pub(super) middles: Vec<Middle>,
    /// Whether an instruction may change what a table holds.
    pub(super) changes_tables: bool,
}

/// What is executed without a branch into its middle.
#[derive(Clone, Copy, Default)]
pub(super) struct Node {
    /// Its instructions.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The node that comes after the last instruction, if that does not end it.
    pub(super) next: Option<u32>,
}

/// Why a function is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Left {
    /// It begins in another way.
    Prologue,
    /// An instruction is not known.
    Unknown,
    /// A branch is of another kind.
    Branch,
    /// Its parameter matters after the first branch.
    Parameter,
    /// Where the stack pointer points to is not known.
    StackPointer,
    /// A call is followed by something else than Go has there.
    Call,
    /// Paths meet in another way than in nested blocks and loops.
    Irreducible,
}

impl Left {
    /// The reason as a report names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Prologue => "prologue",
            Self::Unknown => "unknown instruction",
            Self::Branch => "branch",
            Self::Parameter => "parameter",
            Self::StackPointer => "stack pointer",
            Self::Call => "call",
            Self::Irreducible => "irreducible",
        }
    }
}
