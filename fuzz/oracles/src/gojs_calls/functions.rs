//! What Go's runtime and `syscall/js` import: each takes a stack pointer, above which its parameters lie.
//!
//! Sources: `runtime/sys_wasm.go`, `runtime/lock_js.go` and `syscall/js/js.go`.

/// A parameter, by the words that it takes on the stack.
#[derive(Clone, Copy)]
pub(super) enum Param {
    /// A number.
    Int,
    /// The number of a stream.
    Stream,
    /// A reference.
    Ref,
    /// A reference to a `Uint8Array`.
    Array,
    /// A string: its address and its length.
    Text,
    /// A slice of references: its address, its length and its capacity.
    Refs,
    /// A slice of bytes, likewise.
    Bytes,
}

impl Param {
    /// Words that it takes.
    pub(super) fn words(self) -> u32 {
        match self {
            Self::Int | Self::Stream | Self::Ref | Self::Array => 1,
            Self::Text => 2,
            Self::Refs | Self::Bytes => 3,
        }
    }
}

use Param::*;

/// Each function's name and parameters.
pub(super) const FUNCTIONS: &[(&str, &[Param])] = &[
    ("debug", &[Int]),
    ("runtime.wasmExit", &[Int]),
    ("runtime.wasmWrite", &[Stream, Text]),
    ("runtime.resetMemoryDataView", &[]),
    ("runtime.nanotime1", &[]),
    ("runtime.walltime", &[]),
    ("runtime.scheduleTimeoutEvent", &[Int]),
    ("runtime.clearTimeoutEvent", &[Int]),
    ("runtime.getRandomData", &[Bytes]),
    ("syscall/js.finalizeRef", &[Int]),
    ("syscall/js.stringVal", &[Text]),
    ("syscall/js.valueGet", &[Ref, Text]),
    ("syscall/js.valueSet", &[Ref, Text, Ref]),
    ("syscall/js.valueDelete", &[Ref, Text]),
    ("syscall/js.valueIndex", &[Ref, Int]),
    ("syscall/js.valueSetIndex", &[Ref, Int, Ref]),
    ("syscall/js.valueCall", &[Ref, Text, Refs]),
    ("syscall/js.valueInvoke", &[Ref, Refs]),
    ("syscall/js.valueNew", &[Ref, Refs]),
    ("syscall/js.valueLength", &[Ref]),
    ("syscall/js.valuePrepareString", &[Ref]),
    ("syscall/js.valueLoadString", &[Ref, Bytes]),
    ("syscall/js.valueInstanceOf", &[Ref, Ref]),
    ("syscall/js.copyBytesToGo", &[Bytes, Array]),
    ("syscall/js.copyBytesToJS", &[Array, Bytes]),
];

/// The place of the function `name` in the table.
pub(super) fn function(name: &str) -> usize {
    FUNCTIONS.iter().position(|(known, _)| *known == name).expect("the table has it")
}
