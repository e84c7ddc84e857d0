//! Generated files in one archive: the same bytes for the same files, whenever and wherever it is made.

use std::io::{self, Cursor, Write};
use std::path::Path;

use bufwasm_codegen::OutputTree;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What a `.jar` holds beside the generated files, as protoc and buf write it.
const MANIFEST: (&str, &[u8]) = ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\nCreated-By: 1.6.0 (protoc)\n\n");

/// An output that is an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Archive {
    /// `.zip` or `.srcjar`: the files alone.
    Zip,
    /// `.jar`: with a manifest.
    Jar,
}

impl Archive {
    /// The archive that `out` names by its ending; `None` if it is a directory.
    pub(super) fn named(out: &Path) -> Option<Self> {
        match out.extension()?.to_str()? {
            "zip" | "srcjar" => Some(Self::Zip),
            "jar" => Some(Self::Jar),
            _ => None,
        }
    }

    /// The archive's bytes: the files of `tree` as they are, by name, without a time.
    pub(super) fn pack(self, tree: &OutputTree) -> io::Result<Vec<u8>> {
        let (name, content) = MANIFEST;
        let adds_manifest = self == Self::Jar && tree.files().all(|(other, _)| other != name);
        let mut files: Vec<_> = tree.files().chain(adds_manifest.then_some((name, content))).collect();
        files.sort_unstable_by_key(|(name, _)| *name);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            archive.start_file(name, options)?;
            archive.write_all(content)?;
        }
        Ok(archive.finish()?.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use bufwasm_codegen::GeneratedFile;

    use super::*;

    fn unpacked(archive: Vec<u8>) -> Vec<(String, String)> {
        let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
        let mut files = Vec::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut content = String::new();
            file.read_to_string(&mut content).unwrap();
            files.push((name, content));
        }
        files
    }

    #[test]
    fn an_archive_holds_the_files_and_a_jar_its_manifest() {
        let mut tree = OutputTree::default();
        let file = |name: &str, content: &str| GeneratedFile {
            name: Some(name.into()),
            insertion_point: None,
            content: Some(content.into()),
        };
        tree.add("plugin", vec![file("b/c.java", "class C {}"), file("A.java", "")]).unwrap();
        let pairs = |pairs: &[(&str, &str)]| -> Vec<_> {
            pairs.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).collect()
        };
        let plain = [("A.java", ""), ("b/c.java", "class C {}")];
        for out in ["x.zip", "dir/x.srcjar"] {
            let archive = Archive::named(out.as_ref()).unwrap();
            assert_eq!(unpacked(archive.pack(&tree).unwrap()), pairs(&plain));
            assert_eq!(archive.pack(&tree).unwrap(), archive.pack(&tree).unwrap());
        }
        let manifest = (MANIFEST.0, "Manifest-Version: 1.0\nCreated-By: 1.6.0 (protoc)\n\n");
        let jar = unpacked(Archive::named("x.jar".as_ref()).unwrap().pack(&tree).unwrap());
        assert_eq!(jar, pairs(&[plain[0], manifest, plain[1]]));
        tree.add("plugin", vec![file(MANIFEST.0, "own")]).unwrap();
        let own = unpacked(Archive::Jar.pack(&tree).unwrap());
        assert_eq!(own, pairs(&[plain[0], (MANIFEST.0, "own"), plain[1]]));
        assert_eq!(Archive::named("zip".as_ref()), None);
    }
}
