//! What plugins have answered about an input, as trees of files.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use bufwasm_codegen::{CodeGeneratorResponse, GeneratedFile, OutputTree, Protos};

use super::plan::Generator;
use crate::failure::{Failure, Result};
use crate::message;

/// Answers of a plugin to all that it was asked.
pub(super) type Answers<'p> = (&'p Generator, Vec<CodeGeneratorResponse>);

/// Files by the directory or archive that they go to.
type Trees<'p> = BTreeMap<&'p Path, OutputTree>;

/// The files of all `answers`, of one plugin after the other.
///
/// # Errors
///
/// An answer cannot be used, or two say what one file is.
pub(super) fn trees(answers: Vec<Answers<'_>>) -> Result<Trees<'_>> {
    let mut trees = BTreeMap::new();
    for (generator, responses) in answers {
        responses.into_iter().try_for_each(|response| add(&mut trees, generator, response.file))?;
    }
    Ok(trees)
}

/// The same as buf has it: if a plugin is asked several times and answers with one file each time, the first answer counts. That
/// it does not say it supports what `protos` use is no more than a warning.
///
/// # Errors
///
/// Those of [`trees`].
pub(super) fn trees_as_buf<'p>(answers: Vec<Answers<'p>>, protos: &Protos) -> Result<Trees<'p>> {
    let mut trees = BTreeMap::new();
    for (generator, responses) in answers {
        let plugin = &generator.plugin.name;
        let missed = responses.iter().find_map(|response| response.misses_optional(plugin, protos));
        if let Some(missed) = missed {
            message::note(&format!("{plugin}: {missed}"));
        }
        let mut seen = HashSet::new();
        for response in responses {
            let (files, repeated) = without_repeated(response.file, &mut seen);
            repeated.iter().for_each(|name| message::note(&format!("{plugin}: only the first {name} is kept")));
            add(&mut trees, generator, files)?;
        }
    }
    Ok(trees)
}

/// The `files` but for those that have been `seen`, and the names of these.
fn without_repeated(files: Vec<GeneratedFile>, seen: &mut HashSet<String>) -> (Vec<GeneratedFile>, Vec<String>) {
    let (mut kept, mut repeated, mut is_kept) = (Vec::new(), Vec::new(), true);
    for file in files {
        // What has no name goes with what is before it.
        if let Some(name) = file.name.clone().filter(|name| !name.is_empty()) {
            is_kept = !file.insertion_point().is_empty() || seen.insert(name.clone());
            if !is_kept {
                repeated.push(name);
            }
        }
        if is_kept {
            kept.push(file);
        }
    }
    (kept, repeated)
}

fn add<'p>(trees: &mut Trees<'p>, generator: &'p Generator, files: Vec<GeneratedFile>) -> Result<()> {
    let Generator { plugin, out, .. } = generator;
    let added = trees.entry(out).or_default().add(&plugin.name, files);
    let cleaned = added.map_err(|error| Failure::from(error).of_plugin(&plugin.name))?;
    cleaned.iter().for_each(|name| message::note(&format!("{}: {name}", plugin.name)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_several_files_is_kept_with_all_its_pieces() {
        let file = |name: &str, point: &str, content: &str| GeneratedFile {
            name: Some(name.into()),
            insertion_point: Some(point.into()),
            content: Some(content.into()),
        };
        let mut seen = HashSet::from(["b".to_owned()]);
        let files =
            vec![file("a", "", "1"), file("", "", "2"), file("b", "", "3"), file("", "", "4"), file("b", "x", "5")];
        let (kept, repeated) = without_repeated(files, &mut seen);
        let kept: Vec<_> = kept.into_iter().map(|file| String::from_utf8(file.content.unwrap()).unwrap()).collect();
        assert_eq!((kept, repeated), (vec!["1".into(), "2".into(), "5".into()], vec!["b".to_owned()]));
    }
}
