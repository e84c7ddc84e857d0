//! Where protoc finds its files, and what their user calls them.

use std::collections::BTreeMap;

use crate::compiler::gather::gather;
use crate::compiler::{Job, Source};
use crate::error::ProtoError;

/// Where sources lie in the guest's file system.
const SOURCES: &str = "/src";
/// Where `protoc.wasm` carries protoc's own .proto files. What the user has under the same names comes first.
const INCLUDE: &str = "/include";

/// Sources, laid out for protoc.
pub(super) struct Layout {
    /// Paths and contents.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// What their user calls the sources, by the paths that protoc knows them under.
    shown: BTreeMap<String, String>,
}

impl Layout {
    /// Everything that `job` needs and that is there.
    pub(super) fn of(job: &Job<'_>) -> Result<Self, ProtoError> {
        let mut layout = Self { files: Vec::new(), shown: BTreeMap::new() };
        for (name, Source { text, shown }) in gather(job)? {
            layout.shown.insert(in_guest(&name), shown);
            layout.files.push((in_guest(&name), text));
        }
        Ok(layout)
    }

    /// The arguments that tell protoc where to look, and what to compile.
    pub(super) fn arguments(&self, job: &Job<'_>) -> Vec<String> {
        let paths = [SOURCES, INCLUDE].map(|directory| format!("--proto_path={directory}"));
        // By its path where it is there: a name may begin with a dash.
        let files = job.files.iter().map(|name| match in_guest(name) {
            path if self.shown.contains_key(&path) => path,
            _ => name.clone(),
        });
        paths.into_iter().chain(files).collect()
    }

    /// What the user calls the file that protoc knows as `path`.
    pub(super) fn shown<'a>(&'a self, path: &'a str) -> &'a str {
        let bundled = || path.strip_prefix(INCLUDE)?.strip_prefix('/');
        self.shown.get(path).map(String::as_str).or_else(bundled).unwrap_or(path)
    }
}

fn in_guest(name: &str) -> String {
    format!("{SOURCES}/{name}")
}
