//! Walks a module's section headers.
//!
//! Specification: <https://webassembly.github.io/spec/core/binary/modules.html#sections>

use std::ops::Range;

use super::{SectionError, SectionErrorKind};

/// A section of a module, by its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// The section's kind; 0 is a custom section.
    pub id: u8,
    /// The name of a custom section.
    pub name: Option<&'a str>,
    /// All of it, with its header.
    pub range: Range<usize>,
    /// What it holds; of a custom section, what comes after the name.
    pub payload: Range<usize>,
}

/// The sections of a module in the order of the file. After an error there are no more.
#[derive(Clone, Debug)]
pub struct Sections<'a>(Reader<'a>);

impl<'a> Sections<'a> {
    /// The sections of `wasm`, once it is seen to begin as a module does.
    ///
    /// # Errors
    ///
    /// It is no module, or none of version 1.
    pub fn new(wasm: &'a [u8]) -> Result<Self, SectionError> {
        let mut reader = Reader { bytes: wasm, offset: 0 };
        let magic = wasm.first_chunk::<8>();
        match magic.map(|magic| (&magic[..4], &magic[4..])) {
            Some((b"\0asm", [1, 0, 0, 0])) => {}
            Some((b"\0asm", [_, 0, 1, 0])) => return Err(reader.error(SectionErrorKind::Component)),
            Some((b"\0asm", version)) => {
                let version = version.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
                return Err(SectionError { offset: 4, kind: SectionErrorKind::Version(version) });
            }
            None if !wasm.is_empty() && b"\0asm\x01\0\0\0".starts_with(wasm) => {
                reader.offset = wasm.len();
                return Err(reader.error(SectionErrorKind::Truncated("the module's header")));
            }
            _ => return Err(reader.error(SectionErrorKind::NoMagic)),
        }
        reader.offset = 8;
        Ok(Self(reader))
    }
}

impl<'a> Iterator for Sections<'a> {
    type Item = Result<Section<'a>, SectionError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.left() == 0 {
            return None;
        }
        let section = self.0.section();
        if section.is_err() {
            self.0.offset = self.0.bytes.len();
        }
        Some(section)
    }
}

/// A position in a file.
#[derive(Clone, Debug)]
struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    fn left(&self) -> usize {
        self.bytes.len() - self.offset
    }

    fn error(&self, kind: SectionErrorKind) -> SectionError {
        SectionError { offset: self.offset, kind }
    }

    fn section(&mut self) -> Result<Section<'a>, SectionError> {
        let start = self.offset;
        let id = self.bytes[start];
        self.offset += 1;
        let len = self.number("a section's length")?;
        let end = self.end(len, |len, left| SectionErrorKind::SectionTooLong { len, left })?;
        let mut body = Reader { bytes: &self.bytes[..end], offset: self.offset };
        let name = if id == 0 { Some(body.name()?) } else { None };
        self.offset = end;
        Ok(Section { id, name, range: start..end, payload: body.offset..end })
    }

    fn name(&mut self) -> Result<&'a str, SectionError> {
        let len = self.number("a custom section's name")?;
        let end = self.end(len, |len, left| SectionErrorKind::NameTooLong { len, left })?;
        let name = std::str::from_utf8(&self.bytes[self.offset..end]);
        let name = name.map_err(|_| self.error(SectionErrorKind::NameNotUtf8))?;
        self.offset = end;
        Ok(name)
    }

    /// Where the next `len` bytes end.
    fn end(&self, len: u32, too_long: impl Fn(u32, usize) -> SectionErrorKind) -> Result<usize, SectionError> {
        let left = self.left();
        match usize::try_from(len) {
            Ok(bytes) if bytes <= left => Ok(self.offset + bytes),
            _ => Err(self.error(too_long(len, left))),
        }
    }

    /// An unsigned LEB128 number of 32 bits; `what` it is, for errors.
    fn number(&mut self, what: &'static str) -> Result<u32, SectionError> {
        let mut number = 0;
        for (index, &byte) in self.bytes[self.offset..].iter().take(5).enumerate() {
            let bits = u32::from(byte & 0x7f);
            // The fifth byte has room for four bits, and nothing may follow it.
            if index == 4 && byte > 0x0f {
                return Err(self.error(SectionErrorKind::BadNumber(what)));
            }
            number |= bits << (7 * index);
            if byte & 0x80 == 0 {
                self.offset += index + 1;
                return Ok(number);
            }
        }
        Err(self.error(SectionErrorKind::Truncated(what)))
    }
}
