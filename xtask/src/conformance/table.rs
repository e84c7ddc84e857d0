//! What was compared, and what came of it.

use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How many differences of a row are told.
const TOLD: usize = 10;

/// Rows, printed when there are no more.
#[derive(Default)]
pub(super) struct Table(Vec<Row>);

/// One comparison.
pub(super) struct Row {
    what: String,
    compared: usize,
    differences: Vec<String>,
    note: String,
}

impl Row {
    pub(super) fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), compared: 0, differences: Vec::new(), note: String::new() }
    }

    /// Counts something that was compared, with its `difference` if there is one.
    pub(super) fn count(&mut self, difference: Option<String>) {
        self.compared += 1;
        self.differences.extend(difference);
    }

    /// Counts the files of two trees, which have to be the same files with the same contents.
    pub(super) fn count_trees(&mut self, ours: &Tree, theirs: &Tree) {
        for (path, content) in theirs {
            self.count(match ours.get(path) {
                None => Some(format!("{}: is not written", path.display())),
                Some(other) => first_difference(other, content).map(|at| format!("{}: {at}", path.display())),
            });
        }
        for path in ours.keys().filter(|path| !theirs.contains_key(*path)) {
            self.count(Some(format!("{}: is written only here", path.display())));
        }
    }

    /// Says something about the row beside its numbers.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.note = note.into();
    }
}

/// Files by their paths below a directory.
pub(super) type Tree = BTreeMap<PathBuf, Vec<u8>>;

impl Table {
    pub(super) fn add(&mut self, row: Row) {
        println!("{}: {} compared, {} differ {}", row.what, row.compared, row.differences.len(), row.note);
        row.differences.iter().take(TOLD).for_each(|difference| println!("    {difference}"));
        self.0.push(row);
    }

    /// Prints all rows.
    ///
    /// # Errors
    ///
    /// One of them has differences, or has compared nothing.
    pub(super) fn finish(&self) -> Result<()> {
        println!("\n| compared | items | equal | different | |\n|---|---|---|---|---|");
        for Row { what, compared, differences, note } in &self.0 {
            let different = differences.len();
            println!("| {what} | {compared} | {} | {different} | {note} |", compared.saturating_sub(different));
        }
        let empty = self.0.iter().find(|row| row.compared == 0);
        ensure!(empty.is_none(), "nothing was compared: {}", empty.map_or("", |row| &row.what));
        let different: usize = self.0.iter().map(|row| row.differences.len()).sum();
        ensure!(different == 0, "{different} differences");
        Ok(())
    }
}

/// The first place at which `ours` is not `theirs`, and what stands there.
pub(super) fn first_difference(ours: &[u8], theirs: &[u8]) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let at = ours.iter().zip(theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
    let line = theirs[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let shown = |bytes: &[u8]| {
        let begin = at.saturating_sub(30);
        bytes[begin..bytes.len().min(at + 50)].escape_ascii().to_string()
    };
    Some(format!("line {line}: `{}`, and there `{}`", shown(ours), shown(theirs)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_compared_file_by_file() {
        let tree = |files: &[(&str, &str)]| -> Tree {
            files.iter().map(|(path, content)| ((*path).into(), (*content).into())).collect()
        };
        let mut row = Row::of("trees");
        row.count_trees(&tree(&[("a", "1"), ("b", "2"), ("d", "4")]), &tree(&[("a", "1"), ("b", "\n3"), ("c", "")]));
        assert_eq!(row.compared, 4);
        assert_eq!(
            row.differences,
            ["b: line 1: `2`, and there `\\n3`", "c: is not written", "d: is written only here"]
        );
        let mut table = Table::default();
        table.add(row);
        assert_eq!(table.finish().unwrap_err().to_string(), "3 differences");
    }

    #[test]
    fn a_row_that_compares_nothing_is_an_error() {
        let mut table = Table::default();
        table.add(Row::of("nothing"));
        assert!(table.finish().is_err());
    }
}
