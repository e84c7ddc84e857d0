//! Names that differ by case alone, on a file system to which they are one.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::WriteError;
use super::changes::{Change, Changes, Kind};
use super::place::directory_of;
use crate::unfinished;

/// Refuses two files that would be one.
pub(super) fn refuse_twins(changes: &Changes<'_>) -> Result<(), WriteError> {
    let mut names = HashMap::<String, &Change<'_>>::new();
    for change in changes.files.iter().filter(|change| change.kind != Kind::Removed) {
        let folded = change.path.to_string_lossy().to_lowercase();
        if let Some(first) = names.insert(folded, change)
            && folds(directory_of(&change.path))
        {
            return Err(WriteError::Twins { first: first.path.clone(), second: change.path.clone() });
        }
    }
    Ok(())
}

/// Whether files in `directory` are found under their names in other letters: one is made to see.
fn folds(directory: &Path) -> bool {
    let Ok(file) = unfinished::new_in(directory) else { return false };
    let Some(name) = file.path().file_name().and_then(|name| name.to_str()) else { return false };
    fs::symlink_metadata(directory.join(name.to_uppercase())).is_ok()
}
