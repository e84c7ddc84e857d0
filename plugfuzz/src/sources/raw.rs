//! Fields of an encoded message, without their types.

use prost::encoding::{WireType, decode_key, decode_varint};

/// A value as it is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Raw<'a> {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
    Bytes(&'a [u8]),
}

/// The fields in `bytes` by their numbers; `None` if they are no message, or one with groups.
pub(super) fn fields(mut bytes: &[u8]) -> Option<Vec<(u32, Raw<'_>)>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let (number, wire_type) = decode_key(&mut bytes).ok()?;
        fields.push((number, take(wire_type, &mut bytes)?));
    }
    Some(fields)
}

/// The values packed in `bytes`.
pub(super) fn packed(wire_type: WireType, mut bytes: &[u8]) -> Option<Vec<Raw<'_>>> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        values.push(take(wire_type, &mut bytes)?);
    }
    Some(values)
}

fn take<'a>(wire_type: WireType, bytes: &mut &'a [u8]) -> Option<Raw<'a>> {
    Some(match wire_type {
        WireType::Varint => Raw::Varint(decode_varint(bytes).ok()?),
        WireType::ThirtyTwoBit => Raw::Fixed32(u32::from_le_bytes(*split(bytes)?)),
        WireType::SixtyFourBit => Raw::Fixed64(u64::from_le_bytes(*split(bytes)?)),
        WireType::LengthDelimited => {
            let length = usize::try_from(decode_varint(bytes).ok()?).ok()?;
            let (value, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            Raw::Bytes(value)
        }
        WireType::StartGroup | WireType::EndGroup => return None,
    })
}

fn split<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (value, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(value)
}
