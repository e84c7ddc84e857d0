//! What files are compressed with.

use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

/// How large a message of protobuf's may be: what decompresses to more is refused.
const MOST: u64 = (1 << 31) - 1;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// The path without the ending that tells a compression, and which that is.
    pub(crate) fn split_name(path: &Path) -> (PathBuf, Option<Self>) {
        let told = match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => return (path.to_owned(), None),
        };
        (path.with_extension(""), Some(told))
    }

    /// The compression that buf calls `name`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "gzip" => Self::Gzip,
            "zstd" => Self::Zstd,
            "none" => Self::None,
            _ => return None,
        })
    }

    /// What `bytes` are compressed with, told by how they begin.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// What `bytes` were before they were compressed.
    ///
    /// # Errors
    ///
    /// They are not compressed so, are damaged, or were too many.
    pub(crate) fn undo(self, bytes: Vec<u8>) -> Result<Vec<u8>, String> {
        let (name, undone) = match self {
            Self::None => return Ok(bytes),
            Self::Gzip => ("gzip", gunzip(&bytes)),
            Self::Zstd => ("zstd", unzstd(&bytes)),
        };
        let undone = undone.map_err(|error| format!("it cannot be decompressed as {name}: {error}"))?;
        match undone.len() as u64 {
            length if length > MOST => Err(format!("it decompresses to more than {MOST} bytes")),
            _ => Ok(undone),
        }
    }
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut undone = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(MOST + 1).read_to_end(&mut undone);
    read.map(|_| undone).map_err(|error| error.to_string())
}

/// zstd's frames, one after the other.
fn unzstd(mut bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut undone = Vec::new();
    loop {
        let left = (MOST + 1).saturating_sub(undone.len() as u64);
        let decoder = StreamingDecoder::new(&mut bytes).map_err(|error| error.to_string())?;
        decoder.take(left).read_to_end(&mut undone).map_err(|error| error.to_string())?;
        if bytes.is_empty() || undone.len() as u64 > MOST {
            return Ok(undone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `hello`, by gzip and by zstd.
    const GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xcbH\xcd\xc9\xc9\x07\0\x86\xa6\x106\x05\0\0\0";
    const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello";

    #[test]
    fn compressions_are_told_and_undone() {
        for (bytes, compression) in
            [(GZIP, Compression::Gzip), (ZSTD, Compression::Zstd), (b"hello", Compression::None)]
        {
            assert_eq!(Compression::of(bytes), compression);
            assert_eq!(compression.undo(bytes.to_vec()), Ok(b"hello".to_vec()));
        }
        for (compressed, compression) in [(GZIP, Compression::Gzip), (ZSTD, Compression::Zstd)] {
            assert_eq!(compression.undo(compressed.repeat(2)), Ok(b"hellohello".to_vec()), "two members");
            let cut = compressed[..compressed.len() - 2].to_vec();
            assert!(compression.undo(cut).unwrap_err().contains("cannot be decompressed"));
            assert!(compression.undo(b"plain".to_vec()).is_err());
        }
    }

    #[test]
    fn names_tell_compressions() {
        for (name, rest, compression) in [
            ("a/image.json.gz", "a/image.json", Some(Compression::Gzip)),
            ("image.zst", "image", Some(Compression::Zstd)),
            ("image.binpb", "image.binpb", None),
        ] {
            assert_eq!(Compression::split_name(Path::new(name)), (rest.into(), compression));
        }
    }
}
