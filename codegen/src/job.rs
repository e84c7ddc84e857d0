//! What a compiler is asked for.

use crate::error::ProtoError;

/// What to compile.
pub struct Job<'a> {
    /// Finds .proto files by the names that imports use.
    pub sources: &'a dyn FindSource,
    /// The names of the files to generate code for, in the order in which plugins are to see them.
    pub files: &'a [String],
    /// Files that are not among the sources; of several with one name, the first counts.
    pub sets: &'a [DescriptorSet],
}

/// Files that are compiled already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptorSet {
    /// The encoded `FileDescriptorSet`.
    pub encoded: Vec<u8>,
    /// What its user calls it.
    pub shown: String,
}

/// Finds the text of .proto files.
pub trait FindSource {
    /// The file that imports call `name`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// It is there and cannot be read.
    fn find(&self, name: &str) -> Result<Option<Source>, ProtoError>;
}

/// A .proto file, not compiled yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What the file holds.
    pub text: Vec<u8>,
    /// What its user calls it: where diagnostics say the mistake is.
    pub shown: String,
}

/// What a descriptor set holds beside the files that are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetContents {
    /// All files that they import too, so that the set is complete in itself.
    pub imports: bool,
    /// Places in the source, with comments.
    pub source_info: bool,
    /// Options whose retention is `RETENTION_SOURCE`.
    pub retained_options: bool,
}
