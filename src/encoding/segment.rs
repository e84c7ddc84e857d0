//! Segments of data, of which Go's linker writes 100,000.

use super::{Reader, opcode};

impl<'a> Reader<'a> {
    /// Where a segment of data begins, and what it holds; `None` if it is another than one of the first memory whose place is a
    /// plain number.
    pub(crate) fn plain_segment(&mut self) -> Option<(u32, &'a [u8])> {
        (self.number()? == 0 && self.byte()? == opcode::I32_CONST).then_some(())?;
        let before = self.position;
        let start = i32::try_from(self.signed()?).ok()? as u32;
        (self.position - before <= 5 && self.byte()? == opcode::END).then_some(())?;
        let length = self.number()?;
        Some((start, self.bytes(length as usize)?))
    }

    /// Whether what comes is a section of such segments alone.
    pub(crate) fn are_plain_segments(&mut self) -> bool {
        let Some(count) = self.number() else { return false };
        (0..count).all(|_| self.plain_segment().is_some()) && self.is_done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_at_plain_places_are_told_from_others() {
        let plain = [0, 0x41, 0x80, 0x01, 0x0b, 2, 7, 8];
        let mut reader = Reader::new(&plain);
        assert_eq!((reader.plain_segment(), reader.is_done()), (Some((128, &[7, 8][..])), true));
        for (why, section, expected) in [
            ("two", [&[2], &plain[..], &plain].concat(), true),
            ("none", vec![0], true),
            ("one is missing", [&[2], &plain[..]].concat(), false),
            ("something is behind it", [&[1], &plain[..], &[0]].concat(), false),
            ("passive", vec![1, 1, 0], false),
            ("at a global", vec![1, 0, 0x23, 0, 0x0b, 0], false),
            ("a number of 64 bits", vec![1, 0, 0x41, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x0b, 0], false),
            ("a number of six bytes", vec![1, 0, 0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0x0b, 0], false),
            ("nothing", vec![], false),
        ] {
            assert_eq!(Reader::new(&section).are_plain_segments(), expected, "{why}");
        }
    }
}
