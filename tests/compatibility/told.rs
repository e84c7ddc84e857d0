//! The tables of docs/compatibility.md, which tests write: with `BLESS=1`, and otherwise they are held to what they found.

use std::fs;
use std::path::Path;

/// Holds what `document` tells between the lines `begin` and `end` to `table`, or writes it there; `command` does that.
pub(crate) fn hold(document: &Path, [begin, end]: [&str; 2], table: &str, command: &str) {
    let text = fs::read_to_string(document).expect("docs/compatibility.md can be read");
    let (before, rest) = text.split_once(begin).expect("the table begins");
    let (told, after) = rest.split_once(end).expect("the table ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(document, [before, begin, table, end, after].concat()).expect("it can be written");
    } else {
        assert_eq!(told, table, "write it by BLESS=1 {command}");
    }
}
