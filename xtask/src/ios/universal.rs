//! Universal ("fat") files, which hold one library for several processors. Apple's `lipo` makes the same.

use anyhow::{Context, Result};
use fat_macho::FatWriter;

/// `libraries` as one file; a single one is itself.
pub(super) fn join(libraries: Vec<Vec<u8>>) -> Result<Vec<u8>> {
    if let [library] = libraries.as_slice() {
        return Ok(library.clone());
    }
    let mut writer = FatWriter::new();
    for library in libraries {
        writer.add(library).context("a library cannot be part of a universal one")?;
    }
    let mut file = Vec::new();
    writer.write_to(&mut file).context("the libraries cannot be joined")?;
    Ok(file)
}
