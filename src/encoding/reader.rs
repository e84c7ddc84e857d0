//! Reads bytes and numbers.

/// A place in code, and what comes after it.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
    /// Where in `bytes` it goes on.
    pub(crate) position: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.position >= self.bytes.len()
    }

    #[inline]
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.position)?;
        self.position += 1;
        Some(byte)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let bytes = self.bytes.get(self.position..)?.get(..count)?;
        self.position += count;
        Some(bytes)
    }

    /// An unsigned LEB128 number of 32 bits. Most are of one byte.
    #[inline]
    pub(crate) fn number(&mut self) -> Option<u32> {
        let byte = self.byte()?;
        if byte < 0x80 {
            return Some(byte.into());
        }
        let mut number = u32::from(byte & 0x7f);
        for shift in [7, 14, 21, 28] {
            let byte = self.byte()?;
            // The fifth byte has room for four bits.
            if shift == 28 && byte > 0x0f {
                return None;
            }
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// An unsigned LEB128 number of 64 bits. Most are of one byte.
    #[inline]
    pub(crate) fn long(&mut self) -> Option<u64> {
        let byte = self.byte()?;
        if byte < 0x80 {
            return Some(byte.into());
        }
        let mut number = u64::from(byte & 0x7f);
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A signed LEB128 number.
    #[inline]
    pub(crate) fn signed(&mut self) -> Option<i64> {
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            number |= i64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                let used = shift + 7;
                return Some(if used < 64 { number << (64 - used) >> (64 - used) } else { number });
            }
        }
        None
    }

    /// Goes past the locals that a function begins with.
    pub(crate) fn skip_locals(&mut self) -> Option<()> {
        let groups = self.number()?;
        (0..groups).try_for_each(|_| self.number().and(self.byte()).map(drop))
    }

    /// Goes past a LEB128 number.
    #[inline]
    pub(super) fn skip_number(&mut self) -> Option<()> {
        while self.byte()? >= 0x80 {}
        Some(())
    }
}
