//! What is different between what is wanted and what lies there, as data.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// All files that are wanted, or are to be removed, and what happens to each.
#[derive(Debug, Default)]
pub(crate) struct Changes<'t> {
    pub(super) files: Vec<Change<'t>>,
    /// What is removed, each whole: files, links, or directories with all that is in them.
    pub(super) removed: BTreeSet<PathBuf>,
    /// Output directories that are not there yet.
    pub(super) missing: Vec<&'t Path>,
}

/// What happens to a file.
#[derive(Debug)]
pub(crate) struct Change<'t> {
    /// Where it is, or will be.
    pub(super) path: PathBuf,
    /// The output that it belongs to.
    pub(super) root: &'t Path,
    pub(super) kind: Kind,
    /// What it will hold; empty if it is removed.
    pub(super) content: Cow<'t, [u8]>,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It is not there, and will be.
    New,
    /// It holds something else.
    Changed,
    /// It holds what it is to hold, and is left alone.
    Unchanged,
    /// It is there, and will not be.
    Removed,
}

impl Kind {
    /// What was, or will be, done to such a file: what scripts rely on.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Removed => "removed",
        }
    }
}

impl Changes<'_> {
    /// Whether everything is as it is wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.missing.is_empty() && self.written().next().is_none()
    }

    /// The files that are new or hold something else.
    pub(super) fn written(&self) -> impl Iterator<Item = &Change<'_>> {
        self.files.iter().filter(|change| matches!(change.kind, Kind::New | Kind::Changed))
    }

    /// How many files this happens to.
    pub(super) fn count(&self, kinds: &[Kind]) -> usize {
        self.files.iter().filter(|change| kinds.contains(&change.kind)).count()
    }

    /// How many files are not as they are wanted.
    pub(crate) fn different(&self) -> usize {
        self.count(&[Kind::New, Kind::Changed, Kind::Removed])
    }
}
