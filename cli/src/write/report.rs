//! Changes as people and programs read them.

use std::time::Duration;

use serde::Serialize;

use super::changes::{Change, Changes, Kind};

impl Changes<'_> {
    /// A line for each file that would change: `new gen/a.go`.
    pub(crate) fn listed(&self) -> String {
        let different = self.files.iter().filter(|change| change.kind != Kind::Unchanged);
        different.map(|change| format!("{:<8} {}\n", change.kind.name(), change.path.display())).collect()
    }

    /// What was done, and how long all of it took: `3 files written, 2 unchanged, in 1.2s`.
    pub(super) fn summary(&self, took: Duration) -> String {
        let mut summary = format!("{} written, {} unchanged", self.written_files(), self.count(&[Kind::Unchanged]));
        if let removed @ 1.. = self.count(&[Kind::Removed]) {
            summary += &format!(", {removed} removed");
        }
        format!("{summary}, in {:.1}s", took.as_secs_f64())
    }

    /// What would be done: `3 files to write, 2 unchanged`.
    pub(super) fn would(&self) -> String {
        let mut would = format!("{} to write, {} unchanged", self.written_files(), self.count(&[Kind::Unchanged]));
        if let removed @ 1.. = self.count(&[Kind::Removed]) {
            would += &format!(", {removed} to remove");
        }
        would
    }

    fn written_files(&self) -> String {
        match self.count(&[Kind::New, Kind::Changed]) {
            1 => "1 file".into(),
            count => format!("{count} files"),
        }
    }

    /// One object of JSON, with differences if they are `shown`. The names are what scripts rely on.
    pub(crate) fn json(&self, took: Duration, shown: bool) -> String {
        #[derive(Serialize)]
        struct Report<'a> {
            written: usize,
            unchanged: usize,
            removed: usize,
            seconds: f64,
            files: Vec<File<'a>>,
        }
        #[derive(Serialize)]
        struct File<'a> {
            path: String,
            change: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            diff: Option<String>,
        }
        let file = |change: &Change<'_>| File {
            path: change.path.display().to_string(),
            change: change.kind.name(),
            diff: (shown && change.kind != Kind::Unchanged).then(|| change.diff()),
        };
        let report = Report {
            written: self.count(&[Kind::New, Kind::Changed]),
            unchanged: self.count(&[Kind::Unchanged]),
            removed: self.count(&[Kind::Removed]),
            seconds: (took.as_secs_f64() * 1000.0).round() / 1000.0,
            files: self.files.iter().map(file).collect(),
        };
        // Strings and numbers always make JSON.
        serde_json::to_string(&report).map(|line| line + "\n").unwrap_or_default()
    }
}
