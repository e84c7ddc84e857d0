//! Parameters: how a WebAssembly value becomes an argument of a host function, and how the trace shows it.

use std::marker::PhantomData;

use wasmi::{ValType, WasmTy};

use super::errno::Errno;
use crate::memory::{Fault, Memory};

/// A parameter of a WASI function.
pub(super) trait Param: Sized {
    /// Its type in WebAssembly.
    type Wasm: Raw;

    /// The argument, or the error of a value that its type does not have.
    fn decode(wasm: Self::Wasm) -> Result<Self, Errno>;

    /// As the trace shows it before the call. `next` is the parameter that follows: a text's length.
    fn show(raw: u64, next: u64, memory: &Memory<'_>) -> String;

    /// What a call that succeeded has written through it.
    fn written(_raw: u64, _memory: &Memory<'_>) -> Option<String> {
        None
    }
}

/// A type of WebAssembly that parameters have.
pub(super) trait Raw: WasmTy + Copy {
    const TYPE: ValType;

    /// The value's bits.
    fn raw(self) -> u64;
}

impl Raw for u32 {
    const TYPE: ValType = ValType::I32;

    fn raw(self) -> u64 {
        self.into()
    }
}

impl Raw for u64 {
    const TYPE: ValType = ValType::I64;

    fn raw(self) -> u64 {
        self
    }
}

/// The low half of a parameter's bits, which is all of it when it is 32 bits wide.
pub(super) fn low(raw: u64) -> u32 {
    raw as u32
}

/// Numbers: descriptors, lengths, offsets.
macro_rules! number {
    ($($ty:ty: $wasm:ty),*) => {$(
        impl Param for $ty {
            type Wasm = $wasm;

            fn decode(wasm: $wasm) -> Result<Self, Errno> {
                Ok(wasm as Self)
            }

            fn show(raw: u64, _: u64, _: &Memory<'_>) -> String {
                (raw as Self).to_string()
            }
        }
    )*};
}
number!(u32: u32, u64: u64, i64: u64);

/// A pointer to a buffer or an array, whose length is another parameter.
#[derive(Clone, Copy)]
pub(super) struct Ptr(pub(super) u32);

impl Param for Ptr {
    type Wasm = u32;

    fn decode(wasm: u32) -> Result<Self, Errno> {
        Ok(Self(wasm))
    }

    fn show(raw: u64, _: u64, _: &Memory<'_>) -> String {
        format!("{raw:#x}")
    }
}

/// A pointer to a path, whose length is the parameter that follows.
#[derive(Clone, Copy)]
pub(super) struct PathPtr(u32);

impl PathPtr {
    /// The path's `len` bytes as text.
    ///
    /// `EFAULT`: they are not wholly inside memory. `EILSEQ`: they are not UTF-8.
    pub(super) fn text<'m>(self, len: u32, memory: &'m Memory<'_>) -> Result<&'m str, Errno> {
        std::str::from_utf8(memory.bytes(self.0, len)?).map_err(|_| Errno::Ilseq)
    }
}

/// Bytes of a text that the trace shows.
const SHOWN_TEXT: usize = 256;

impl Param for PathPtr {
    type Wasm = u32;

    fn decode(wasm: u32) -> Result<Self, Errno> {
        Ok(Self(wasm))
    }

    fn show(raw: u64, next: u64, memory: &Memory<'_>) -> String {
        match memory.bytes(low(raw), low(next)) {
            Ok(text) => {
                let shown = &text[..text.len().min(SHOWN_TEXT)];
                format!("\"{}\"{}", shown.escape_ascii(), if shown.len() < text.len() { "…" } else { "" })
            }
            Err(Fault) => format!("{raw:#x}"),
        }
    }
}

/// A pointer to where a result goes.
pub(super) struct Out<T>(u32, PhantomData<T>);

/// A result as it lies in memory.
pub(super) trait Record {
    /// Bytes from its first to its last, padding included.
    const SIZE: u32;

    /// Writes its fields, and no padding, to `bytes`, which are as many as its size.
    fn store(&self, bytes: &mut [u8]);

    /// The record that `bytes` hold, as the trace shows it.
    fn show(bytes: &[u8]) -> String;
}

impl<T: Record> Out<T> {
    /// `EFAULT` when the result would not lie inside memory, for functions whose effect must not come before that.
    pub(super) fn check(&self, memory: &Memory<'_>) -> Result<(), Fault> {
        memory.bytes(self.0, T::SIZE).map(|_| ())
    }

    /// Writes the result.
    pub(super) fn write(&self, memory: &mut Memory<'_>, value: T) -> Result<(), Fault> {
        value.store(memory.bytes_mut(self.0, T::SIZE)?);
        Ok(())
    }
}

impl<T: Record> Param for Out<T> {
    type Wasm = u32;

    fn decode(wasm: u32) -> Result<Self, Errno> {
        Ok(Self(wasm, PhantomData))
    }

    fn show(raw: u64, _: u64, _: &Memory<'_>) -> String {
        format!("{raw:#x}")
    }

    fn written(raw: u64, memory: &Memory<'_>) -> Option<String> {
        memory.bytes(low(raw), T::SIZE).ok().map(T::show)
    }
}

/// Numbers as results.
macro_rules! number_record {
    ($($ty:ty),*) => {$(
        impl Record for $ty {
            const SIZE: u32 = size_of::<$ty>() as u32;

            fn store(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_le_bytes());
            }

            fn show(bytes: &[u8]) -> String {
                bytes.try_into().map(Self::from_le_bytes).map_or_else(|_| String::new(), |value| value.to_string())
            }
        }
    )*};
}
number_record!(u32, u64);
