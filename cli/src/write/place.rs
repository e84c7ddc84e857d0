//! Where a path leads, whether or not something is there.

use std::path::{Path, PathBuf};

/// The directory that the file at `path` is in.
pub(super) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The canonical path of what is, or will be, at `path`.
pub(super) fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.into());
    for ancestor in absolute.ancestors() {
        if let (Ok(real), Ok(below)) = (ancestor.canonicalize(), absolute.strip_prefix(ancestor)) {
            return if below.as_os_str().is_empty() { real } else { real.join(below) };
        }
    }
    absolute
}
