//! Why files are not changed.

use crate::fs::LookupError;

/// Why files are not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScratchError {
    /// The run has no scratch layer.
    ReadOnly,
    /// What is asked for would take more than is left of the layer's bound.
    Full,
    /// The name is taken.
    Exists,
    /// Nothing has the name, or the directory it would be in was removed.
    NotFound,
    /// It is no directory, and has to be one.
    NotDirectory,
    /// It is a directory, and must not be one.
    IsDirectory,
    /// The directory is not empty.
    NotEmpty,
    /// A directory cannot be moved into itself.
    Inside,
    /// A directory can have one name only.
    LinkToDirectory,
    /// No file is that large.
    TooLarge,
    /// A name on the way is longer than 255 bytes, or holds what no name does.
    BadName,
}

impl From<LookupError> for ScratchError {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::NotDirectory => Self::NotDirectory,
            LookupError::NameTooLong | LookupError::Nul => Self::BadName,
            LookupError::NotFound | LookupError::Escapes | LookupError::Loop => Self::NotFound,
        }
    }
}
