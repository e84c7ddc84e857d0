//! What an image says of its files beside their descriptors: buf's `ImageFileExtension`.

use crate::builtin::wire::{Fields, Payload};

/// A file of a descriptor set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribedFile {
    /// The name that imports use.
    pub name: String,
    /// Whether it is there because others import it; no other set than an image of buf's says so.
    pub is_import: bool,
    /// The full name of the module that it is part of, such as `buf.build/acme/weather`.
    pub module: Option<String>,
}

/// The files of the encoded `FileDescriptorSet` or `buf.alpha.image.v1.Image`, as far as it can be read.
pub fn image_files(encoded: &[u8]) -> Vec<DescribedFile> {
    messages(encoded, 1).map(described).collect()
}

fn described(file: &[u8]) -> DescribedFile {
    const EXTENSION: u32 = 8042;
    const IS_IMPORT: u32 = 1;
    let mut described = DescribedFile { name: text(file, 1), ..DescribedFile::default() };
    for extension in messages(file, EXTENSION) {
        let is_import = Fields(extension).any(|field| field == (IS_IMPORT, Payload::Varint(1)));
        described.is_import |= is_import;
        let names = messages(extension, 2).flat_map(|info| messages(info, 1));
        let full = |name| [1, 2, 3].map(|part| text(name, part)).join("/");
        described.module = names.map(full).next().or(described.module);
    }
    described
}

/// The messages that are the field `number`.
fn messages(encoded: &[u8], number: u32) -> impl Iterator<Item = &[u8]> {
    Fields(encoded).filter_map(move |field| match field {
        (other, Payload::Bytes(bytes)) if other == number => Some(bytes),
        _ => None,
    })
}

fn text(encoded: &[u8], number: u32) -> String {
    messages(encoded, number).last().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
}
