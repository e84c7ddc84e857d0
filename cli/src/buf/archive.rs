//! Archives as inputs: what they hold that a workspace is made of, in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};

use super::bucket::Bucket;
use super::workspace::{MODULE_FILE, WORKSPACE_FILE};
use crate::compression::Compression;
use crate::failure::{Failure, Result};

/// How much of an archive is kept, in bytes: .proto files and buf's configuration alone.
const MOST: u64 = 1 << 30;

/// A kind of archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// With what it is compressed; its name tells, if nothing else does.
    Tar(Option<Compression>),
    Zip,
}

impl Format {
    /// The format that the `name` of a file tells.
    pub(super) fn named(name: &str) -> Option<Self> {
        let (plain, _) = Compression::split_name(Path::new(name));
        let ends = |path: &Path, ending: &str| path.extension().is_some_and(|other| other == ending);
        if ends(&plain, "tar") {
            Some(Self::Tar(None))
        } else if name.ends_with(".tgz") {
            Some(Self::Tar(Some(Compression::Gzip)))
        } else {
            name.ends_with(".zip").then_some(Self::Zip)
        }
    }
}

/// The archive at `path`, as though it were unpacked in the directory `top` without the first `strip` parts of its paths.
///
/// # Errors
///
/// It cannot be read, is damaged, or has files that lie outside of it.
pub(super) fn open(path: &Path, format: Format, strip: usize, top: &Path) -> Result<Bucket> {
    let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    let mut kept = Kept { strip, top, left: MOST, files: BTreeMap::new() };
    let unpacked = match format {
        Format::Zip => kept.unzip(bytes),
        Format::Tar(compression) => {
            let named = || Compression::split_name(path).1.unwrap_or(Compression::None);
            compression.unwrap_or_else(named).undo(bytes).and_then(|bytes| kept.untar(&bytes))
        }
    };
    unpacked.map_err(|why| Failure::usage(format!("{}: {why}", path.display())))?;
    Ok(Bucket::Archive { top: top.into(), files: kept.files })
}

struct Kept<'t> {
    strip: usize,
    top: &'t Path,
    left: u64,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Kept<'_> {
    fn untar(&mut self, bytes: &[u8]) -> std::result::Result<(), String> {
        let mut archive = tar::Archive::new(bytes);
        for entry in archive.entries().map_err(not_read)? {
            let mut entry = entry.map_err(not_read)?;
            if entry.header().entry_type().is_file() {
                let path = entry.path().map_err(not_read)?.into_owned();
                self.keep(&path, &mut entry)?;
            }
        }
        Ok(())
    }

    fn unzip(&mut self, bytes: Vec<u8>) -> std::result::Result<(), String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(not_read)?;
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(not_read)?;
            if entry.is_file() {
                let path = PathBuf::from(entry.name().map_err(not_read)?.into_owned());
                self.keep(&path, &mut entry)?;
            }
        }
        Ok(())
    }

    /// Keeps the file at `path`, unless nothing is made of such files.
    fn keep(&mut self, path: &Path, contents: &mut dyn Read) -> std::result::Result<(), String> {
        let parts = path.components().filter(|part| *part != Component::CurDir);
        if path.has_root() || parts.clone().any(|part| !matches!(part, Component::Normal(_))) {
            return Err(format!("{} leads out of the archive", path.display()));
        }
        let stripped: PathBuf = parts.skip(self.strip).collect();
        let is_configuration = [MODULE_FILE, WORKSPACE_FILE].iter().any(|name| stripped.ends_with(name));
        if !is_configuration && stripped.extension().is_none_or(|ending| ending != "proto") {
            return Ok(());
        }
        let mut kept = Vec::new();
        contents.take(self.left + 1).read_to_end(&mut kept).map_err(not_read)?;
        let left = self.left.checked_sub(kept.len() as u64);
        self.left = left.ok_or_else(|| format!("it holds more than {MOST} bytes of .proto files"))?;
        self.files.insert(self.top.join(stripped), kept);
        Ok(())
    }
}

fn not_read(error: impl std::fmt::Display) -> String {
    format!("the archive cannot be read: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn tar_of(files: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, contents) in files {
            let mut header = tar::Header::new_old();
            header.set_size(contents.len() as u64);
            // As hostile archives have them: the library itself would refuse to write such paths.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            builder.append(&header, contents.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, contents) in files {
            writer.start_file(*path, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(contents.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn opened(bytes: &[u8], name: &str, strip: usize) -> std::result::Result<Vec<(String, String)>, String> {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join(name);
        fs::write(&path, bytes).unwrap();
        match open(&path, Format::named(name).unwrap(), strip, Path::new("/top")) {
            Ok(Bucket::Archive { files, .. }) => Ok(files
                .into_iter()
                .map(|(path, text)| (path.display().to_string(), String::from_utf8(text).unwrap()))
                .collect()),
            Ok(Bucket::Disk) => unreachable!("an archive was opened"),
            Err(failure) => Err(failure.message),
        }
    }

    #[test]
    fn what_workspaces_are_made_of_is_kept() {
        let files = [("./a/b/x.proto", "1"), ("a/buf.yaml", "2"), ("a/README", "3"), ("y.proto", "4")];
        let whole = [("/top/a/b/x.proto", "1"), ("/top/a/buf.yaml", "2"), ("/top/y.proto", "4")];
        let stripped = [("/top/b/x.proto", "1"), ("/top/buf.yaml", "2")];
        let owned = |files: &[(&str, &str)]| -> Vec<_> {
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
        };
        for (bytes, name) in [(tar_of(&files), "x.tar"), (zip_of(&files), "x.zip")] {
            assert_eq!(opened(&bytes, name, 0), Ok(owned(&whole)), "{name}");
            assert_eq!(opened(&bytes, name, 1), Ok(owned(&stripped)), "{name}");
            assert_eq!(opened(&bytes, name, 9), Ok(Vec::new()), "{name}");
        }
    }

    #[test]
    fn what_is_no_archive_or_leads_out_is_refused() {
        for path in ["../x.proto", "a/../../x.proto", "/x.proto"] {
            let said = opened(&tar_of(&[(path, "")]), "x.tar", 0).unwrap_err();
            assert!(said.ends_with(&format!("{path} leads out of the archive")), "{said}");
        }
        let whole = tar_of(&[("a.proto", &"x".repeat(2000))]);
        for (bytes, name) in [
            (&b"no archive"[..], "x.tar"),
            (b"no archive", "x.zip"),
            (b"no archive", "x.tgz"),
            (&whole[..1000], "x.tar"),
            (&whole, "x.tar.gz"),
            (&whole, "x.tar.zst"),
        ] {
            let said = opened(bytes, name, 0).unwrap_err();
            assert!(said.contains("cannot be read") || said.contains("cannot be decompressed"), "{name}: {said}");
        }
    }
}
