//! Fields of records in memory, little-endian.

/// Writes `value` at `offset` of the record `bytes`, which has room for it.
pub(super) fn put<const N: usize>(bytes: &mut [u8], offset: usize, value: [u8; N]) {
    bytes[offset..offset + N].copy_from_slice(&value);
}

/// The field at `offset` of the record `bytes`, or a field of zeros past their end.
pub(super) fn field<const N: usize, T>(bytes: &[u8], offset: usize, from_le_bytes: fn([u8; N]) -> T) -> T {
    from_le_bytes(bytes.get(offset..).and_then(|rest| rest.first_chunk().copied()).unwrap_or([0; N]))
}
