//! Names that differ by case alone, on a file system to which they are one.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::WriteError;
use super::changes::{Change, Changes, Kind};
use super::place::directory_of;
use crate::unfinished;

/// Refuses two files that would be one.
pub(super) fn refuse_twins(changes: &Changes<'_>) -> Result<(), WriteError> {
    twins(changes, folds)
}

/// The same, as far as can be told without writing.
pub(super) fn refuse_twins_unwritten(changes: &Changes<'_>) -> Result<(), WriteError> {
    twins(changes, |directory| seems_to_fold(directory, |path| fs::symlink_metadata(path).is_ok()))
}

/// The same, where `folds` tells to which directories such names are one.
fn twins(changes: &Changes<'_>, folds: impl Fn(&Path) -> bool) -> Result<(), WriteError> {
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

/// Whether files in `directory`, or in the nearest one around it that holds any, are found under their names in other letters:
/// `is_there` tells what is found.
fn seems_to_fold(directory: &Path, is_there: impl Fn(&Path) -> bool) -> bool {
    let whole = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let told = whole.ancestors().find_map(|directory| {
        let entries = fs::read_dir(directory).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let names: HashSet<_> = entries.collect();
        let other = names.iter().map(|name| in_other_letters(name)).find(|other| !names.contains(other))?;
        Some(is_there(&directory.join(other)))
    });
    told.unwrap_or_default()
}

/// The `name` with small letters for large ones and the reverse.
fn in_other_letters(name: &str) -> String {
    name.chars()
        .map(
            |letter| {
                if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn names_in_other_letters_are_one_where_the_file_system_says_so() {
        let files = |names: &[&str]| Changes {
            files: names
                .iter()
                .map(|name| Change {
                    path: Path::new("gen").join(name),
                    root: Path::new("gen"),
                    kind: Kind::New,
                    content: Cow::Borrowed(b""),
                })
                .collect(),
            ..Changes::default()
        };
        let both = files(&["a/Shop.go", "b/shop.go", "a/shop.go"]);
        assert!(twins(&both, |_| false).is_ok());
        let error = twins(&both, |directory| directory == Path::new("gen/a")).unwrap_err().to_string();
        assert_eq!(error, "gen/a/Shop.go and gen/a/shop.go are one name on this file system, and would be one file");
        assert!(twins(&files(&["a/shop.go", "b/shop.go"]), |_| true).is_ok());
        assert!(twins(&files(&["Ä.txt", "ä.txt"]), |_| true).is_err());
    }

    #[test]
    fn a_directory_is_asked_whether_it_folds_names_and_keeps_nothing_of_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        fs::write(path.join("a"), "").unwrap();
        assert_eq!(folds(path), path.join("A").exists());
        assert_eq!(fs::read_dir(path).unwrap().count(), 1);
    }
    #[test]
    fn what_is_there_tells_whether_names_are_folded() {
        let room = tempfile::tempdir().unwrap();
        let below = room.path().join("gen/shop");
        let exact = |path: &Path| fs::symlink_metadata(path).is_ok();
        // A file system that folds: what is asked for is there in some letters.
        let folding = |path: &Path| {
            let wanted = path.file_name().unwrap().to_ascii_lowercase();
            let entries = fs::read_dir(path.parent().unwrap()).unwrap();
            entries.into_iter().any(|entry| entry.unwrap().file_name().to_ascii_lowercase() == wanted)
        };
        // Nothing is there yet but the room itself.
        assert_eq!((seems_to_fold(&below, exact), seems_to_fold(&below, folding)), (false, true));
        fs::create_dir_all(&below).unwrap();
        // Neither of these two says anything, nor does a name without letters.
        ["a.go", "A.GO", "1"].iter().for_each(|name| fs::write(below.join(name), "").unwrap());
        assert_eq!((seems_to_fold(&below, exact), seems_to_fold(&below, folding)), (false, true));
        fs::write(below.join("Shop.go"), "").unwrap();
        assert_eq!((seems_to_fold(&below, exact), seems_to_fold(&below, folding)), (false, true));
    }
}
