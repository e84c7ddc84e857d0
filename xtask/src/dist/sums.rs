//! The checksums of a release's files.

use super::Release;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The file of all checksums, as `sha256sum --check` reads it.
const SUMS: &str = "SHA256SUMS";

/// Writes [`SUMS`] of everything else in the release.
pub(super) fn write(release: &Release) -> Result<()> {
    let mut sums = String::new();
    for file in release.files(|name| name != SUMS)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sums += &format!("{}  {name}\n", sha256(&file)?);
    }
    let path = release.directory.join(SUMS);
    fs::write(&path, sums).with_context(|| format!("cannot write {}", path.display()))
}

/// The digest of a file, in hexadecimal.
pub(crate) fn sha256(file: &Path) -> Result<String> {
    let contents = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Sha256::digest(contents).iter().map(|byte| format!("{byte:02x}")).collect())
}
