//! What can go wrong between .proto files and generated code, plugins' own failures apart.

use std::io;
use std::path::PathBuf;

/// Why code could not be generated.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GenerateError {
    /// The .proto files do not compile; the text is in protoc's form, `file:line:column: what`.
    #[error("{0}")]
    Proto(String),
    /// The plugin's answer is no CodeGeneratorResponse.
    #[error("the answer is no CodeGeneratorResponse: {0}")]
    NoResponse(prost::DecodeError),
    /// The plugin answered with an error.
    #[error("{0}")]
    Refused(String),
    /// The .proto files use a feature that the plugin does not say it supports.
    #[error("{file} {uses}, and the plugin does not say that it supports {feature}")]
    Unsupported {
        /// The .proto file.
        file: String,
        /// `has optional fields in proto3` or the like.
        uses: &'static str,
        /// The feature's name.
        feature: &'static str,
    },
    /// A file's name would lead out of the output directory, or is none.
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
    /// The answer goes on with a file it has not begun.
    #[error("the first file of the answer has no name")]
    NothingToContinue,
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
    /// A file or directory could not be read or written.
    #[error("cannot write {}: {}", .path.display(), crate::failure::reason(.source))]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// A directory on the way to a file leads out of the output directory through a symbolic link.
    #[error("{} leads out of the output directory {}", .path.display(), .root.display())]
    LinkOutside {
        /// The directory.
        path: PathBuf,
        /// The output directory.
        root: PathBuf,
    },
}

fn by(other: &Option<String>) -> String {
    other.as_ref().map_or_else(String::new, |other| format!(", the first time by {other}"))
}

impl GenerateError {
    /// What would help, if that is known.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Proto(text) if text.ends_with("but found 'edition'") => {
                Some("editions are not known here yet: compile with buf or protoc, with `bufwasm run` as their plugin")
            }
            Self::Proto(text) if text.ends_with("is not in any include path") => {
                Some("name its directory, or one above it, with --proto-path")
            }
            Self::Unsupported { .. } => Some("use a newer release of the plugin, or do without the feature"),
            Self::NoResponse(_) => Some(
                "a protoc plugin writes its answer to stdout, and nothing else; `bufwasm run` shows what it writes",
            ),
            Self::Duplicate { .. } => Some("give the plugins different --out directories, or different options"),
            Self::NoFileToInsertIn { .. } => Some("the plugin that writes the file comes first, with the same --out"),
            Self::LinkOutside { .. } => Some("remove the symbolic link, or choose another --out"),
            _ => None,
        }
    }
}
