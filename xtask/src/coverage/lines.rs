//! What `cargo llvm-cov` reports, summed up by parts of the source.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// The lines of one part of the source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The directory it is.
    pub(super) name: &'static str,
    lines: u64,
    run: u64,
}

impl Part {
    pub(super) const HEADER: &str = "part           lines     run  in a hundred";

    /// Lines in a hundred that are run.
    pub(super) fn percent(&self) -> f64 {
        100.0 * self.run as f64 / self.lines as f64
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<12}  {:>6}  {:>6}  {:>12.1}", self.name, self.lines, self.run, self.percent())
    }
}

/// Sums up `report`, in LLVM's JSON, by the directories `parts` below `root`. Files of tests do not count.
pub(super) fn of_parts(report: &str, root: &Path, parts: &[&'static str]) -> Result<Vec<Part>> {
    let report: Report = serde_json::from_str(report).context("cannot read what llvm-cov reports")?;
    let files: Vec<_> = report.data.iter().flat_map(|data| &data.files).filter(|file| !tests(&file.filename)).collect();
    let part = |&name| {
        let below = root.join(name);
        let inside = files.iter().filter(|file| file.filename.starts_with(&below));
        let sum = |of: fn(&Lines) -> u64| inside.clone().map(|file| of(&file.summary.lines)).sum();
        let part = Part { name, lines: sum(|lines| lines.count), run: sum(|lines| lines.covered) };
        if part.lines == 0 { bail!("llvm-cov reports no line of {name}") } else { Ok(part) }
    };
    parts.iter().map(part).collect()
}

/// Whether a file holds tests: what runs them says nothing of what they test.
fn tests(file: &Path) -> bool {
    file.components().any(|component| component.as_os_str() == "tests") || file.file_stem() == Some("tests".as_ref())
}

#[derive(Deserialize)]
struct Report {
    data: Vec<Data>,
}

#[derive(Deserialize)]
struct Data {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    filename: PathBuf,
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    lines: Lines,
}

#[derive(Deserialize)]
struct Lines {
    count: u64,
    covered: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_summed_up_by_their_part() {
        let file = |name: &str, count: u64, covered: u64| serde_json::json!({ "filename": name, "summary": { "lines": { "count": count, "covered": covered } } });
        let files = [
            file("/c/src/fs/a.rs", 10, 9),
            file("/c/src/fs/b.rs", 30, 27),
            file("/c/src/fs/tests.rs", 9, 0),
            file("/c/src/x.rs", 5, 5),
        ];
        let report = serde_json::json!({ "data": [{ "files": files }] }).to_string();
        let parts = of_parts(&report, Path::new("/c"), &["src/fs"]).unwrap();
        assert_eq!(parts, [Part { name: "src/fs", lines: 40, run: 36 }]);
        assert_eq!(parts[0].to_string(), "src/fs            40      36          90.0");
        assert!(of_parts(&report, Path::new("/c"), &["src/abi"]).is_err());
    }
}
