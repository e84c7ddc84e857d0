//! Why nothing was written.

use std::io;
use std::path::{Path, PathBuf};

use bufwasm::ErrorKind;

use crate::failure::{Failure, reason};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// A file or directory could not be read or written.
    #[error("cannot write {}: {}", .path.display(), reason(.source))]
    Failed {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// There is a file, and a directory must be there.
    #[error("{} is a file, and a directory must be there{}", .path.display(), for_what(.path, .wanted))]
    FileInTheWay {
        /// The file.
        path: PathBuf,
        /// What is to be written below it, or the directory itself.
        wanted: PathBuf,
    },
    /// There is a directory, and a file must be there.
    #[error("{} is a directory, and a file must be there", .path.display())]
    DirectoryInTheWay {
        /// The directory.
        path: PathBuf,
    },
    /// A directory on the way to a file leads out of the output directory through a symbolic link.
    #[error("{} leads out of the output directory {}", .path.display(), .root.display())]
    LinkOutside {
        /// The directory.
        path: PathBuf,
        /// The output directory.
        root: PathBuf,
    },
    /// An output directory, or one on the way to a file, is a symbolic link that leads nowhere.
    #[error("{} is a symbolic link that leads nowhere", .path.display())]
    LinkNowhere {
        /// The link.
        path: PathBuf,
    },
    /// Two outputs, spelled differently, are one, and both have a file of that name.
    #[error("{} and {} are the same file, and would be written twice", .first.display(), .second.display())]
    Twice {
        /// The file as the first output spells it.
        first: PathBuf,
        /// The file as the other spells it.
        second: PathBuf,
    },
    /// Two names differ by case alone, and the file system takes them for one.
    #[error("{} and {} are one name on this file system, and would be one file", .first.display(), .second.display())]
    Twins {
        /// One file.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// The directory holds more than generated files.
    #[error("{} must not be cleaned: {why}", .path.display())]
    Precious {
        /// The directory.
        path: PathBuf,
        /// What is in it.
        why: String,
    },
    /// A signal told the process to end.
    #[error("interrupted")]
    Interrupted,
}

/// Why there must be a directory at `path`, unless that is plain.
fn for_what(path: &Path, wanted: &Path) -> String {
    if path == wanted { String::new() } else { format!(" for {}", wanted.display()) }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        let hint = match &error {
            WriteError::Failed { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("nothing was written: what was there before is still there")
            }
            WriteError::Failed { .. } | WriteError::Interrupted => None,
            WriteError::FileInTheWay { .. } | WriteError::DirectoryInTheWay { .. } => {
                Some("remove it, have it removed by --clean if it was generated, or choose another --out")
            }
            WriteError::LinkOutside { .. } | WriteError::LinkNowhere { .. } => {
                Some("remove the symbolic link, or choose another --out")
            }
            WriteError::Twice { .. } => Some("give the plugins different --out directories, or different options"),
            WriteError::Twins { .. } => Some("give the files of one of the plugins another --out"),
            WriteError::Precious { .. } => {
                Some("choose an --out that holds generated files alone, or do without --clean")
            }
        };
        let kind = if matches!(error, WriteError::Interrupted) { ErrorKind::Cancelled } else { ErrorKind::Io };
        Self::new(kind, &error).hint(hint.map(ToOwned::to_owned))
    }
}

/// Makes an error of the operating system's about `path`.
pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> WriteError + use<> {
    let path = path.to_owned();
    move |source| WriteError::Failed { path: path.clone(), source }
}
