//! Finds the files that protoc needs, and lays them out for it.

use std::collections::BTreeSet;

use bufwasm_codegen::{imports, names_in_set};

use super::arguments::Arguments;
use super::mirror::Mirror;
use super::source_tree::SourceTree;
use super::wanted::Wanted;
use crate::failure::Result;

/// All that protoc may look at when it is given these `arguments`, as far as it is there.
///
/// # Errors
///
/// A file is there and cannot be read.
pub(super) fn gather(arguments: &Arguments, wanted: &Wanted<'_>) -> Result<Mirror> {
    let mut mirror = Mirror::new()?;
    for (path, lines) in arguments.files() {
        mirror.write(path, lines.into_bytes());
    }
    for (_, directory) in &wanted.proto_path {
        mirror.copy(directory)?;
    }
    let mut names = Names::default();
    for set in wanted.sets.iter().filter(|set| **set != STDIN) {
        let contents = mirror.copy(set)?;
        // What is in no set may be among the sources.
        contents.iter().for_each(|set| names.add(names_in_set(set)));
    }
    let tree = SourceTree::new(&wanted.proto_path);
    for input in &wanted.inputs {
        mirror.copy(input)?;
        names.add([Some((*input).to_owned()), tree.name_of(input)].into_iter().flatten());
    }
    while let Some(name) = names.pending.pop() {
        for path in tree.disk_files(&name) {
            let contents = mirror.copy(&path)?;
            contents.iter().for_each(|text| names.add(imports(text)));
        }
    }
    for path in wanted.generators.iter().map(|generator| generator.out).chain(wanted.files.iter().copied()) {
        mirror.outline(path);
    }
    Ok(mirror)
}

/// protoc takes a set from its own stdin under this name.
const STDIN: &str = "/dev/stdin";

/// Names of .proto files, each of which is looked for once.
#[derive(Default)]
struct Names {
    seen: BTreeSet<String>,
    pending: Vec<String>,
}

impl Names {
    fn add(&mut self, names: impl IntoIterator<Item = String>) {
        for name in names {
            if self.seen.insert(name.clone()) {
                self.pending.push(name);
            }
        }
    }
}
