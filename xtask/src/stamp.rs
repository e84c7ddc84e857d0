//! Telling whether something is already there as it would be made now.

use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// A record of what a file or directory was made from, kept in another file.
///
/// Contents are compared rather than times, so that caches and copied target directories stay valid.
pub(crate) struct Stamp {
    path: PathBuf,
    inputs: String,
}

impl Stamp {
    /// The stamp at `path` of something that is made from `inputs`: commands, versions, [`fingerprint`]s.
    pub(crate) fn new(path: PathBuf, inputs: String) -> Self {
        Self { path, inputs }
    }

    /// Whether `product` exists and was made from the same inputs.
    pub(crate) fn is_current(&self, product: &Path) -> bool {
        product.exists() && fs::read_to_string(&self.path).is_ok_and(|made_from| made_from == self.inputs)
    }

    /// Records that the product has been made.
    pub(crate) fn write(&self) -> Result<()> {
        if let Some(directory) = self.path.parent() {
            fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
        }
        fs::write(&self.path, &self.inputs).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// A number that changes when the contents of `file` do.
pub(crate) fn fingerprint(file: &Path) -> Result<u64> {
    let contents = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    Ok(hasher.finish())
}
