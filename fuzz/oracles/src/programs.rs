//! Programs that tell all there is to tell of how they ran, so that engines can be compared by what the programs print.

mod generated;
mod go_shaped;
mod last_words;

pub use generated::generate;
pub(crate) use generated::go_shaped;
pub use last_words::with_last_words;

use wasm_encoder::{InstructionSink, ValType};

/// What a `wasi_snapshot_preview1.fd_write` is imported as.
pub(crate) const FD_WRITE: ([ValType; 4], [ValType; 1]) = ([ValType::I32; 4], [ValType::I32]);

/// Where a program keeps what it prints, when it prints: a list of one buffer at 0, the bytes, and how many were taken.
pub(crate) const BUFFER: i32 = 8;
const TAKEN: i32 = 16;

/// Prints the first `len` bytes at [`BUFFER`] to the descriptor `fd` by the function `fd_write`.
pub(crate) fn print(body: &mut InstructionSink<'_>, fd_write: u32, fd: i32, len: i32) {
    for (at, value) in [(0, BUFFER), (4, len)] {
        body.i32_const(at).i32_const(value).i32_store(wasm_encoder::MemArg { offset: 0, align: 2, memory_index: 0 });
    }
    body.i32_const(fd).i32_const(0).i32_const(1).i32_const(TAKEN).call(fd_write).drop();
}
