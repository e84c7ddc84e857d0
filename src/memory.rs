//! The guest's linear memory, as a host function sees it.

/// A pointer or a length of the guest's leads outside its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault;

/// The guest's linear memory, borrowed for one host call.
///
/// Every access is checked. Nothing here allocates, so no length of the guest's sizes an allocation of the host's.
pub(crate) struct Memory<'a>(&'a mut [u8]);

impl<'a> Memory<'a> {
    pub(crate) fn new(bytes: &'a mut [u8]) -> Self {
        Self(bytes)
    }

    /// The `len` bytes at `ptr`.
    pub(crate) fn bytes(&self, ptr: u32, len: u32) -> Result<&[u8], Fault> {
        let range = range(ptr, len)?;
        self.0.get(range).ok_or(Fault)
    }

    /// The `len` bytes at `ptr`, to be written.
    pub(crate) fn bytes_mut(&mut self, ptr: u32, len: u32) -> Result<&mut [u8], Fault> {
        let range = range(ptr, len)?;
        self.0.get_mut(range).ok_or(Fault)
    }

    /// The `N` bytes at `ptr`.
    pub(crate) fn array<const N: usize>(&self, ptr: u32) -> Result<[u8; N], Fault> {
        let rest = self.0.get(ptr as usize..).ok_or(Fault)?;
        rest.first_chunk().copied().ok_or(Fault)
    }

    /// Writes `bytes` at `ptr`, all or none.
    pub(crate) fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Fault> {
        let rest = self.0.get_mut(ptr as usize..).ok_or(Fault)?;
        rest.get_mut(..bytes.len()).ok_or(Fault)?.copy_from_slice(bytes);
        Ok(())
    }

    /// The little-endian `u32` at `ptr`.
    pub(crate) fn u32(&self, ptr: u32) -> Result<u32, Fault> {
        self.array(ptr).map(u32::from_le_bytes)
    }

    /// The little-endian `u64` at `ptr`.
    pub(crate) fn u64(&self, ptr: u32) -> Result<u64, Fault> {
        self.array(ptr).map(u64::from_le_bytes)
    }

    /// Writes `value` at `ptr`, little-endian.
    pub(crate) fn write_u32(&mut self, ptr: u32, value: u32) -> Result<(), Fault> {
        self.write(ptr, &value.to_le_bytes())
    }

    /// Writes `value` at `ptr`, little-endian.
    pub(crate) fn write_u64(&mut self, ptr: u32, value: u64) -> Result<(), Fault> {
        self.write(ptr, &value.to_le_bytes())
    }
}

/// `ptr..ptr + len`, where a `usize` may have 32 bits.
fn range(ptr: u32, len: u32) -> Result<std::ops::Range<usize>, Fault> {
    let start = ptr as usize;
    let end = start.checked_add(len as usize).ok_or(Fault)?;
    Ok(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accesses_outside_are_faults_and_write_nothing() {
        let mut bytes = [b'?'; 8];
        let mut memory = Memory::new(&mut bytes);
        for (why, ptr, len) in [("starts past the end", 9, 0), ("ends past it", 4, 5), ("wraps", u32::MAX, 2)] {
            assert_eq!(memory.bytes(ptr, len), Err(Fault), "{why}");
            assert_eq!(memory.bytes_mut(ptr, len), Err(Fault), "{why}");
        }
        assert_eq!(memory.write_u64(1, 0), Err(Fault));
        assert_eq!(memory.write_u32(u32::MAX, 0), Err(Fault));
        assert_eq!(memory.array::<4>(5), Err(Fault));
        assert_eq!(memory.bytes(8, 0), Ok(&[][..]), "an empty range may lie at the end");
        assert_eq!(bytes, [b'?'; 8]);
    }

    #[test]
    fn integers_are_little_endian() {
        let mut bytes = [0; 12];
        let mut memory = Memory::new(&mut bytes);
        memory.write_u32(0, 0x0403_0201).unwrap();
        memory.write_u64(4, 0x0c0b_0a09_0807_0605).unwrap();
        assert_eq!(memory.u32(1), Ok(0x0504_0302));
        assert_eq!(memory.u64(4), Ok(0x0c0b_0a09_0807_0605));
        assert_eq!(bytes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }
}
