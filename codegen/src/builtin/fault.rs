//! What is wrong in a file, at a place of it.

use crate::error::{Position, ProtoError};

/// A mistake in a .proto file. Lines and columns begin at 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    place: Option<(u32, u32)>,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn at(line: u32, column: u32, message: impl Into<String>) -> Self {
        Self { place: Some((line, column)), message: message.into() }
    }

    /// One that is of the file as a whole.
    pub(super) fn of_file(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into() }
    }

    /// The same, as an error in the file `name`.
    pub(super) fn in_file(self, name: &str) -> ProtoError {
        let position =
            self.place.map(|(line, column)| Position { line: line as usize + 1, column: column as usize + 1 });
        ProtoError { file: Some(name.to_owned()), position, message: self.message }
    }
}
