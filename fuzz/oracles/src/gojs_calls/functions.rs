//! The functions that the library provides to Go, and what their parameters stand for: each takes a stack pointer, above
//! which its parameters lie.
//!
//! Sources: `runtime/sys_wasm.go`, `runtime/lock_js.go` and `syscall/js/js.go`.

use std::sync::LazyLock;

use bufwasm::{Abi, ProvidedFunction};

/// The module that the functions are imported from, since Go 1.21.
pub(super) const MODULE: &str = "gojs";

/// A function of [`MODULE`].
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) params: Vec<Param>,
}

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

    /// What the parameter `name` of `function` stands for; nothing for the length of the string before it.
    fn of(function: &str, name: &str) -> Option<Self> {
        Some(match (function, name) {
            ("runtime.wasmWrite", "n") => return None,
            ("syscall/js.copyBytesToGo", "src") | ("syscall/js.copyBytesToJS", "dst") => Self::Array,
            ("syscall/js.stringVal", "value") => Self::Text,
            (_, "fd") => Self::Stream,
            (_, "p" | "m") => Self::Text,
            (_, "args") => Self::Refs,
            (_, "r" | "b" | "src" | "dst") => Self::Bytes,
            (_, "v" | "x" | "t") => Self::Ref,
            (_, "code" | "delay" | "i" | "id" | "value") => Self::Int,
            _ => panic!("{function} has a parameter {name}, of which nothing is known here"),
        })
    }
}

impl Function {
    fn new(ProvidedFunction { name, params, .. }: &ProvidedFunction) -> Self {
        Self { name, params: params.iter().filter_map(|param| Param::of(name, param)).collect() }
    }
}

/// All functions, in the library's order: inputs choose functions by their place.
pub(super) static FUNCTIONS: LazyLock<Vec<Function>> =
    LazyLock::new(|| Abi::GoJs.functions(MODULE).iter().map(Function::new).collect());

/// The place of the function `name` among them.
pub(super) fn place(name: &str) -> usize {
    FUNCTIONS.iter().position(|function| function.name == name).expect("the library has it")
}
