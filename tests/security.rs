//! What SECURITY.md says is shown by a test is: each row names tests, and every one of them is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where tests are.
const SOURCES: &[&str] = &["src", "tests", "cli/src", "cli/tests", "codegen/src", "capi/src", "capi/tests"];

/// What stands before the name of a guest of `tests/hostile`.
const HOSTILE: &str = "hostile:";

#[test]
fn every_bound_is_shown_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    SOURCES.iter().for_each(|directory| collect(&root.join(directory), &mut tests));
    let guests = guests(root);
    let text = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().filter_map(row).collect();
    assert!(rows.len() > 30, "the tables have {} rows", rows.len());
    let mut named = BTreeSet::new();
    for row in rows {
        let names: Vec<&str> = row[4].split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "{} is shown by nothing", row[0]);
        for name in names {
            match name.strip_prefix(HOSTILE) {
                Some(guest) => assert!(guests.contains(guest), "{}: there is no guest {guest}", row[0]),
                None => assert!(tests.contains(name), "{}: there is no test {name}", row[0]),
            }
            named.insert(name.strip_prefix(HOSTILE).unwrap_or(name));
        }
    }
    let missing: Vec<_> = guests.iter().filter(|guest| !named.contains(guest.as_str())).collect();
    assert!(missing.is_empty(), "SECURITY.md names no row for {missing:?}");
}

/// The cells of a row of the tables with five columns, whose last says what shows the bound.
fn row(line: &str) -> Option<Vec<&str>> {
    let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
    let is_heading = cells[0] == "resource" || cells[0].starts_with("---");
    (cells.len() == 5 && !is_heading).then_some(cells)
}

/// Adds the names of the tests in the sources below `directory`.
fn collect(directory: &Path, tests: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, tests);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let functions =
                text.split("#[test]").skip(1).filter_map(|test| test.split_once("fn ")?.1.split('(').next());
            tests.extend(functions.map(ToOwned::to_owned));
        }
    }
}

/// The names of the guests of `tests/hostile`: the first text of each row of its tables.
fn guests(root: &Path) -> BTreeSet<String> {
    let mut guests = BTreeSet::new();
    for file in ["runtime", "scratch", "gojs", "compile"] {
        let text = fs::read_to_string(root.join("tests/hostile/src").join(file).with_extension("rs")).unwrap();
        let table = text.split_once("const GUESTS").unwrap().1.split_once("\n];").unwrap().0;
        for call in ["ends(", "timed(", "exits(", "compiles(", "refused(", "fills("] {
            let rows = table.split(call).skip(1);
            guests.extend(rows.filter_map(|row| Some(row.split('"').nth(1)?.to_owned())));
        }
    }
    assert!(guests.len() > 40, "the tables have {} guests", guests.len());
    guests
}
