//! Protobuf's wire format: writing fields, and reading them without knowing what they mean.

/// A field as it is encoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Payload<'a> {
    Varint(u64),
    Fixed64(u64),
    Bytes(&'a [u8]),
    /// What stands between the tags that begin and end a group.
    Group(&'a [u8]),
    Fixed32(u32),
}

/// Writes fields one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn tag(&mut self, number: u32, wire_type: u64) {
        self.varint(u64::from(number) << 3 | wire_type);
    }

    pub(crate) fn field(&mut self, number: u32, payload: Payload<'_>) {
        match payload {
            Payload::Varint(value) => {
                self.tag(number, 0);
                self.varint(value);
            }
            Payload::Fixed64(value) => {
                self.tag(number, 1);
                self.0.extend(value.to_le_bytes());
            }
            Payload::Bytes(bytes) => {
                self.tag(number, 2);
                self.varint(bytes.len() as u64);
                self.0.extend_from_slice(bytes);
            }
            Payload::Group(bytes) => {
                self.tag(number, 3);
                self.0.extend_from_slice(bytes);
                self.tag(number, 4);
            }
            Payload::Fixed32(value) => {
                self.tag(number, 5);
                self.0.extend(value.to_le_bytes());
            }
        }
    }

    pub(crate) fn bytes(&mut self, number: u32, bytes: impl AsRef<[u8]>) {
        self.field(number, Payload::Bytes(bytes.as_ref()));
    }

    pub(crate) fn int32(&mut self, number: u32, value: i32) {
        self.field(number, Payload::Varint(i64::from(value) as u64));
    }

    pub(crate) fn flag(&mut self, number: u32, value: bool) {
        self.field(number, Payload::Varint(value.into()));
    }
}

/// The fields of an encoded message, up to the first that is broken.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = (u32, Payload<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).ok()?;
        let payload = match tag & 7 {
            0 => Payload::Varint(self.varint()?),
            1 => Payload::Fixed64(u64::from_le_bytes(self.split(8)?.try_into().ok()?)),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Payload::Bytes(self.split(length)?)
            }
            3 => Payload::Group(self.group(number)?),
            5 => Payload::Fixed32(u32::from_le_bytes(self.split(4)?.try_into().ok()?)),
            _ => return None,
        };
        Some((number, payload))
    }
}

impl<'a> Fields<'a> {
    pub(crate) fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn split(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// What is left up to the tag that ends the group `number`.
    fn group(&mut self, number: u32) -> Option<&'a [u8]> {
        let whole = self.0;
        let mut open = vec![number];
        while let Some(innermost) = open.last().copied() {
            let before = self.0;
            let tag = self.varint()?;
            match (tag & 7, u32::try_from(tag >> 3).ok()?) {
                (3, number) => open.push(number),
                (4, number) if number == innermost => {
                    open.pop();
                    if open.is_empty() {
                        return Some(&whole[..whole.len() - before.len()]);
                    }
                }
                (4, _) => return None,
                _ => {
                    self.0 = before;
                    self.next()?;
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut group = Writer::default();
        group.field(3, Payload::Group(&[]));
        group.int32(1, -1);
        let fields = [
            (1, Payload::Varint(u64::MAX)),
            (2, Payload::Fixed64(7)),
            (1000, Payload::Bytes(b"bytes")),
            (3, Payload::Group(&group.0)),
            (5, Payload::Fixed32(9)),
        ];
        let mut writer = Writer::default();
        fields.iter().for_each(|(number, payload)| writer.field(*number, *payload));
        assert_eq!(Fields(&writer.0).collect::<Vec<_>>(), fields);
        for end in 0..writer.0.len() {
            let read: Vec<_> = Fields(&writer.0[..end]).collect();
            assert!(fields.starts_with(&read), "{end}");
        }
    }
}
