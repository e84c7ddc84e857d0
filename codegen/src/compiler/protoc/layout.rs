//! Where protoc finds its files, and what their user calls them.

use std::collections::BTreeMap;

use crate::compiler::gather::gather;
use crate::error::ProtoError;
use crate::job::{Job, Source};

/// Where sources lie in the guest's file system.
const SOURCES: &str = "/src";
/// Where `protoc.wasm` carries protoc's own .proto files. What the user has under the same names comes first.
const INCLUDE: &str = "/include";
/// Where descriptor sets lie, by their numbers.
const SETS: &str = "/sets";

/// Sources, laid out for protoc.
pub(super) struct Layout {
    /// Paths and contents.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// What their user calls the sources, by the paths that protoc knows them under.
    shown: BTreeMap<String, String>,
    /// The same of descriptor sets.
    sets: BTreeMap<String, String>,
}

impl Layout {
    /// Everything that `job` needs and that is there.
    pub(super) fn of(job: &Job<'_>) -> Result<Self, ProtoError> {
        let mut layout = Self { files: Vec::new(), shown: BTreeMap::new(), sets: BTreeMap::new() };
        for (name, Source { text, shown }) in gather(job)? {
            layout.shown.insert(in_guest(&name), shown);
            layout.files.push((in_guest(&name), text));
        }
        let sets = job.sets.iter().enumerate().map(|(number, set)| (set_in_guest(number), set.shown.clone()));
        layout.sets = sets.collect();
        layout
            .files
            .extend(job.sets.iter().enumerate().map(|(number, set)| (set_in_guest(number), set.encoded.clone())));
        Ok(layout)
    }

    /// The arguments that tell protoc where to look, and what to compile.
    pub(super) fn arguments(&self, job: &Job<'_>) -> Vec<String> {
        let paths: &[_] = match (self.shown.is_empty(), job.sets.is_empty()) {
            // As protoc has it: with descriptor sets alone, there is no directory to look in.
            (true, false) => &[],
            // Without files, there is no directory either.
            (true, true) => &[INCLUDE],
            (false, _) => &[SOURCES, INCLUDE],
        };
        let paths = paths.iter().map(|directory| format!("--proto_path={directory}"));
        let sets: Vec<_> = (0..job.sets.len()).map(set_in_guest).collect();
        let sets = (!sets.is_empty()).then(|| format!("--descriptor_set_in={}", sets.join(":")));
        // By its path where it is there: a name may begin with a dash.
        let files = job.files.iter().map(|name| match in_guest(name) {
            path if self.shown.contains_key(&path) => path,
            _ => name.clone(),
        });
        paths.chain(sets).chain(files).collect()
    }

    /// What the user calls the file that protoc knows as `path`.
    pub(super) fn shown<'a>(&'a self, path: &'a str) -> &'a str {
        let bundled = || [SOURCES, INCLUDE].into_iter().find_map(|root| path.strip_prefix(root)?.strip_prefix('/'));
        let known = self.shown.get(path).or_else(|| self.sets.get(path));
        known.map(String::as_str).or_else(bundled).unwrap_or(path)
    }

    /// The same of all paths that protoc names in the middle of a `message`.
    pub(super) fn shown_in(&self, message: &str) -> String {
        let is_end = |letter: char| letter.is_whitespace() || "\"',;:()".contains(letter);
        let pieces = message.split_inclusive(is_end).map(|piece| {
            let path = piece.trim_end_matches(is_end);
            format!("{}{}", self.shown(path), &piece[path.len()..])
        });
        pieces.collect()
    }
}

fn set_in_guest(number: usize) -> String {
    format!("{SETS}/{number}")
}

fn in_guest(name: &str) -> String {
    format!("{SOURCES}/{name}")
}
