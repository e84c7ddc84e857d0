//! Writes numbers.
//!
//! Specification: <https://webassembly.github.io/spec/core/binary/values.html#integers>

use prost::encoding::encode_varint;

/// Appends an unsigned LEB128 number. Most are of one byte.
#[inline]
pub(crate) fn unsigned(number: u64, out: &mut Vec<u8>) {
    if number < 0x80 { out.push(number as u8) } else { encode_varint(number, out) }
}

/// Appends a signed LEB128 number.
pub(crate) fn signed(mut number: i64, out: &mut Vec<u8>) {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == if byte & 0x40 == 0 { 0 } else { -1 } {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Reader;
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        for number in [0, 1, 63, 64, 127, 128, 0x3fff, 0x4000, i64::from(u32::MAX), i64::MAX] {
            let mut out = Vec::new();
            unsigned(number as u64, &mut out);
            assert_eq!(Reader::new(&out).long(), Some(number as u64));
            for number in [number, -number, !number] {
                out.clear();
                signed(number, &mut out);
                assert_eq!(Reader::new(&out).signed(), Some(number));
            }
        }
    }
}
