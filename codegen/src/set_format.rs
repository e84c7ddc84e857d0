//! How descriptor sets are written: in protobuf's bytes, or as JSON or text, as buf writes its images.

use std::fmt;

use crate::builtin::{Format, is_set, read_image};

/// How a descriptor set is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetFormat {
    /// Protobuf's own encoding.
    Binary,
    /// Protobuf's JSON.
    Json,
    /// Protobuf's text format.
    Text,
}

/// Why bytes are no descriptor set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no descriptor set {format}: {why}")]
pub struct SetError {
    /// What it was read as.
    pub format: SetFormat,
    /// What is wrong with it.
    pub why: String,
}

impl SetFormat {
    /// What `bytes` are, told by themselves.
    pub fn of(bytes: &[u8]) -> Self {
        // The first byte of a set in bytes is a line feed, and the second any.
        if is_set(bytes) {
            return Self::Binary;
        }
        match bytes.trim_ascii_start().first() {
            Some(b'{') => Self::Json,
            Some(first) if std::str::from_utf8(bytes).is_ok() && !first.is_ascii_control() => Self::Text,
            _ => Self::Binary,
        }
    }

    /// The encoded `FileDescriptorSet` that `bytes` in this format stand for. What buf's images say beside descriptors
    /// stays.
    ///
    /// # Errors
    ///
    /// They stand for none.
    pub fn read(self, bytes: Vec<u8>) -> Result<Vec<u8>, SetError> {
        let read = match self {
            Self::Binary if is_set(&bytes) => Ok(bytes),
            Self::Binary => Err("it is damaged, or something else".to_owned()),
            Self::Json => read_image(&bytes, Format::Json),
            Self::Text => read_image(&bytes, Format::Text),
        };
        read.map_err(|why| SetError { format: self, why })
    }
}

impl fmt::Display for SetFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "in bytes",
            Self::Json => "in JSON",
            Self::Text => "in the text format",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_contents() {
        let set = |name_length: u8| {
            let name = vec![b'n'; name_length as usize];
            [&[b'\n', name_length + 2, b'\n', name_length][..], &name].concat()
        };
        for (bytes, format) in [
            (&b""[..], SetFormat::Binary),
            (b"\n\x03\n\x01a", SetFormat::Binary),
            (&set(b'{' - 2), SetFormat::Binary),
            (b"\n{\"file\": []}", SetFormat::Json),
            (b"\n\nfile {}", SetFormat::Text),
            (b"# Nothing.", SetFormat::Text),
            (b"\x7fELF", SetFormat::Binary),
        ] {
            assert_eq!(SetFormat::of(bytes), format, "{}", bytes.escape_ascii());
        }
        let error = SetFormat::Binary.read(b"\x7fELF".to_vec()).unwrap_err();
        assert_eq!(error.to_string(), "it is no descriptor set in bytes: it is damaged, or something else");
    }
}
