//! Universal ("fat") files, which hold one library for several processors. Apple's `lipo` makes the same.

use anyhow::{Result, ensure};

/// A processor that Apple's machines have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Architecture {
    Arm64,
    X86_64,
}

impl Architecture {
    /// The name that property lists and `lipo` have for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }

    /// `cputype` and `cpusubtype` of `<mach/machine.h>`: the family with the flag for 64 bits, and all of its members.
    fn numbers(self) -> [u32; 2] {
        match self {
            Self::Arm64 => [0x0100_000c, 0],
            Self::X86_64 => [0x0100_0007, 3],
        }
    }
}

/// `FAT_MAGIC` of `<mach-o/fat.h>`; all numbers of the header are big-endian.
const MAGIC: u32 = 0xcafe_babe;
/// Bytes of `struct fat_header`, and of each `struct fat_arch` behind it.
const HEADER_BYTES: [usize; 2] = [8, 20];
/// The libraries begin at multiples of 2 to this power, so that the objects in them stay aligned.
const ALIGNMENT: u32 = 3;

/// `libraries` as one file; a single one is itself.
pub(super) fn join(libraries: &[(Architecture, Vec<u8>)]) -> Result<Vec<u8>> {
    if let [(_, library)] = libraries {
        return Ok(library.clone());
    }
    let mut header = [MAGIC, u32::try_from(libraries.len())?].map(u32::to_be_bytes).concat();
    let mut bodies = Vec::new();
    let begin = HEADER_BYTES[0] + HEADER_BYTES[1] * libraries.len();
    for (architecture, library) in libraries {
        let offset = (begin + bodies.len()).next_multiple_of(1 << ALIGNMENT);
        bodies.resize(offset - begin, 0);
        bodies.extend_from_slice(library);
        let [cpu, subtype] = architecture.numbers();
        let fields = [cpu, subtype, u32::try_from(offset)?, u32::try_from(library.len())?, ALIGNMENT];
        header.extend(fields.map(u32::to_be_bytes).concat());
    }
    ensure!(u32::try_from(begin + bodies.len()).is_ok(), "the libraries have more than 4 GiB together");
    Ok([header, bodies].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_library_is_itself() {
        assert_eq!(join(&[(Architecture::Arm64, b"archive".to_vec())]).unwrap(), b"archive");
    }

    #[test]
    fn libraries_are_where_the_header_says() {
        let libraries = [(Architecture::Arm64, b"first".to_vec()), (Architecture::X86_64, b"second".to_vec())];
        let file = join(&libraries).unwrap();
        let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!((number(0), number(4)), (0xcafe_babe, 2));
        for (index, (architecture, library)) in libraries.iter().enumerate() {
            let at = 8 + 20 * index;
            let (offset, len) = (number(at + 8), number(at + 12));
            assert_eq!(number(at), architecture.numbers()[0] as usize);
            assert_eq!(&file[offset..offset + len], library);
            assert_eq!(offset % (1 << number(at + 16)), 0);
        }
    }
}
