//! What can go wrong between .proto files and generated code, except for failures of the plugins themselves.

use std::fmt;

use bufwasm::ErrorKind;

/// Why code could not be generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The .proto files do not compile.
    #[error(transparent)]
    Proto(#[from] ProtoError),
    /// The plugin's answer is no CodeGeneratorResponse.
    #[error("the answer is no CodeGeneratorResponse: {0}")]
    NoResponse(prost::DecodeError),
    /// The plugin answered with an error.
    #[error("{0}")]
    Refused(String),
    /// The .proto files use a feature that the plugin does not say it supports.
    #[error("{file}: {why}")]
    Unsupported {
        /// The .proto file.
        file: String,
        /// What it uses, and what the plugin lacks, as protoc says it.
        why: String,
    },
    /// A file's name would lead out of the output directory, or is not valid.
    #[error("the file name {name:?} {why}")]
    BadName {
        /// The name as the plugin gave it.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A file is written twice.
    #[error("the file {name:?} is written twice{}", by(.other))]
    Duplicate {
        /// The file.
        name: String,
        /// The other plugin that writes it, if it is another.
        other: Option<String>,
    },
    /// One file's name is another's directory.
    #[error("{file:?} is written as a file, and {below:?} needs it to be a directory")]
    FileIsDirectory {
        /// The file.
        file: String,
        /// The file below it.
        below: String,
    },
    /// The answer continues a file that it has not begun.
    #[error("the first file of the answer has no name")]
    NothingToContinue,
    /// Text is to be inserted in a file without a name.
    #[error("the text for the insertion point {point:?} does not say which file it belongs in")]
    InsertionInNothing {
        /// The place.
        point: String,
    },
    /// Text is to be inserted in a file that nobody has written.
    #[error("text is to be inserted in {name:?}, which no plugin has written before")]
    NoFileToInsertIn {
        /// The file.
        name: String,
    },
    /// Text is to be inserted at a place that the file does not have.
    #[error("{name:?} has no insertion point {point:?}")]
    NoInsertionPoint {
        /// The file.
        name: String,
        /// The place.
        point: String,
    },
}

impl GenerateError {
    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Proto(error) => error.kind(),
            Self::NoResponse(_)
            | Self::Refused(_)
            | Self::Unsupported { .. }
            | Self::BadName { .. }
            | Self::Duplicate { .. }
            | Self::FileIsDirectory { .. }
            | Self::NothingToContinue
            | Self::InsertionInNothing { .. }
            | Self::NoFileToInsertIn { .. }
            | Self::NoInsertionPoint { .. } => ErrorKind::BadResponse,
        }
    }
}

fn by(other: &Option<String>) -> String {
    other.as_ref().map_or_else(String::new, |other| format!(", the first time by {other}"))
}

/// What is wrong in the .proto files, and where. Displayed as by protoc: `file:line:column: what`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", place(.file, .position))]
pub struct ProtoError {
    /// The .proto file, if it is in one.
    pub file: Option<String>,
    /// The place in the file, if it is known.
    pub position: Option<Position>,
    /// What is wrong.
    pub message: String,
}

impl ProtoError {
    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::ProtoError
    }
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line; the first is 1.
    pub line: usize,
    /// The column; the first is 1.
    pub column: usize,
}

fn place(file: &Option<String>, position: &Option<Position>) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        let Some(file) = file else { return Ok(()) };
        match position {
            Some(Position { line, column }) => write!(f, "{file}:{line}:{column}: "),
            None => write!(f, "{file}: "),
        }
    })
}
