//! Lists of buffers, for reads that scatter and writes that gather.

use super::errno::Errno;
use super::param::Ptr;
use crate::memory::Memory;

/// Buffers that one call may name; POSIX's `IOV_MAX`, as Linux has it.
const MAX_IOVECS: u32 = 1024;
/// Bytes of an `iovec` or `ciovec`: the buffer's address, and its length.
const IOVEC_SIZE: u32 = 8;

/// Buffers of the guest's that lie inside its memory.
///
/// The list is copied, as a read may write over the guest's own.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#iovec>
#[derive(Debug)]
pub(super) struct Iovecs {
    /// Address and length of each.
    buffers: Vec<(u32, u32)>,
    /// Bytes of all together.
    pub(super) total: u32,
}

impl Iovecs {
    /// The `count` buffers listed at `list`.
    ///
    /// `EINVAL`: there are more than [`MAX_IOVECS`], or their lengths add up to more than 32 bits. `EFAULT`: the list
    /// or one of the buffers is not wholly inside memory.
    pub(super) fn read(memory: &Memory<'_>, list: Ptr, count: u32) -> Result<Self, Errno> {
        if count > MAX_IOVECS {
            return Err(Errno::Inval);
        }
        let mut iovecs = Self { buffers: Vec::with_capacity(count as usize), total: 0 };
        let (words, _) = memory.bytes(list.0, count * IOVEC_SIZE)?.as_chunks();
        for iovec in words.chunks_exact(2) {
            let (buf, buf_len) = (u32::from_le_bytes(iovec[0]), u32::from_le_bytes(iovec[1]));
            memory.bytes(buf, buf_len)?;
            iovecs.total = iovecs.total.checked_add(buf_len).ok_or(Errno::Inval)?;
            iovecs.buffers.push((buf, buf_len));
        }
        Ok(iovecs)
    }

    /// Address and length of the buffers, cut into pieces of at most `most` bytes.
    pub(super) fn pieces(&self, most: u32) -> impl Iterator<Item = (u32, u32)> {
        let piece = move |buf: u32, len: u32, at: u32| (buf + at, (len - at).min(most));
        self.buffers
            .iter()
            .flat_map(move |&(buf, len)| (0..len).step_by(most as usize).map(move |at| piece(buf, len, at)))
    }

    /// The first buffer that is not empty, to be filled by one read.
    pub(super) fn first_mut<'m>(&self, memory: &'m mut Memory<'_>) -> Result<&'m mut [u8], Errno> {
        let (buf, buf_len) = self.buffers.iter().find(|(_, len)| *len > 0).copied().unwrap_or((0, 0));
        Ok(memory.bytes_mut(buf, buf_len)?)
    }

    /// What the buffers hold, one after the other.
    pub(super) fn contents<'m>(&'m self, memory: &'m Memory<'_>) -> impl Iterator<Item = Result<&'m [u8], Errno>> {
        self.buffers.iter().map(|&(buf, buf_len)| Ok(memory.bytes(buf, buf_len)?))
    }
}
