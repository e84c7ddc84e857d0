//! `bufwasm_buffer`: bytes that the library made.

use crate::infallible::infallible;
use crate::view::Bytes;

/// Bytes that the library made. They never change: any number of threads may read them.
pub struct Buffer(pub(crate) Vec<u8>);

/// The bytes in `buffer`, valid as long as `buffer` is. Empty if `buffer` is NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_buffer_bytes(buffer: Option<&Buffer>) -> Bytes {
    buffer.map_or_else(Bytes::default, |Buffer(bytes)| Bytes { data: bytes.as_ptr(), len: bytes.len() })
}

/// Frees `buffer`, which no thread may use after that. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_buffer_free(buffer: Option<Box<Buffer>>) {
    infallible(|| drop(buffer));
}
