//! Arguments and environment: both are lists of texts, read in two steps, first their sizes, then the texts.

use super::bind::host_functions;
use super::errno::Errno;
use super::param::{Out, Ptr};
use super::{Call, HostFunction, WasiState};
use crate::memory::Memory;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    args_get(argv, argv_buf),
    args_sizes_get(argc, argv_buf_size),
    environ_get(environ, environ_buf),
    environ_sizes_get(environc, environ_buf_size),
];

/// Writes the arguments at `argv_buf`, a NUL after each, and the address of each at `argv`.
///
/// For the arguments `a` and `bc`, with `argv` 8 and `argv_buf` 32:
/// ```text
///   8           12                 32
///   | 32 0 0 0  | 34 0 0 0 |  ...  | 'a' 0 'b' 'c' 0 |
/// ```
/// `EFAULT`: either list does not fit into memory (nothing is written).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#args_get>
fn args_get(call: &mut Call<'_, '_>, argv: Ptr, argv_buf: Ptr) -> Result<(), Errno> {
    write_list(&mut call.memory, &call.guest.args, argv, argv_buf)
}

/// Writes the number of arguments at `argc`, and the bytes that they have together, a NUL for each included, at
/// `argv_buf_size`.
///
/// `EFAULT`: a result lies outside memory (nothing is written). `EOVERFLOW`: the size has more than 32 bits.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#args_sizes_get>
fn args_sizes_get(call: &mut Call<'_, '_>, argc: Out<u32>, argv_buf_size: Out<u32>) -> Result<(), Errno> {
    write_sizes(&mut call.memory, &call.guest.args, argc, argv_buf_size)
}

/// Writes the environment's entries, `KEY=VALUE` each, as [`args_get`] writes arguments.
///
/// `EFAULT`: either list does not fit into memory (nothing is written).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#environ_get>
fn environ_get(call: &mut Call<'_, '_>, environ: Ptr, environ_buf: Ptr) -> Result<(), Errno> {
    write_list(&mut call.memory, &call.guest.env, environ, environ_buf)
}

/// Writes the number of the environment's entries, and their size, as [`args_sizes_get`] does for arguments.
///
/// `EFAULT`: a result lies outside memory (nothing is written). `EOVERFLOW`: the size has more than 32 bits.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#environ_sizes_get>
fn environ_sizes_get(call: &mut Call<'_, '_>, environc: Out<u32>, environ_buf_size: Out<u32>) -> Result<(), Errno> {
    write_sizes(&mut call.memory, &call.guest.env, environc, environ_buf_size)
}

/// The number of texts, and the bytes they have with a NUL after each.
fn sizes(list: &[String]) -> Result<(u32, u32), Errno> {
    let bytes = list.iter().map(|text| text.len() as u64 + 1).sum::<u64>();
    let sizes = u32::try_from(list.len()).and_then(|count| Ok((count, u32::try_from(bytes)?)));
    sizes.map_err(|_| Errno::Overflow)
}

fn write_sizes(memory: &mut Memory<'_>, list: &[String], count: Out<u32>, bytes: Out<u32>) -> Result<(), Errno> {
    let sizes = sizes(list)?;
    bytes.check(memory)?;
    count.write(memory, sizes.0)?;
    bytes.write(memory, sizes.1)?;
    Ok(())
}

fn write_list(memory: &mut Memory<'_>, list: &[String], pointers: Ptr, texts: Ptr) -> Result<(), Errno> {
    let (count, bytes) = sizes(list)?;
    memory.bytes(pointers.0, count.checked_mul(4).ok_or(Errno::Fault)?)?;
    memory.bytes(texts.0, bytes)?;
    let (mut pointer, mut text) = (pointers.0, texts.0);
    for entry in list {
        memory.write_u32(pointer, text)?;
        memory.write(text, entry.as_bytes())?;
        let end = text + entry.len() as u32;
        memory.write(end, &[0])?;
        (pointer, text) = (pointer + 4, end + 1);
    }
    Ok(())
}
