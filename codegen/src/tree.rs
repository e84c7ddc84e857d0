//! Generated files, in memory, until all of them are there.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::error::GenerateError;
use crate::insertion;
use crate::response::GeneratedFile;

/// The files of one output directory, by their checked names: each leads to a place beneath the directory, on every platform.
#[derive(Debug, Default)]
pub struct OutputTree(BTreeMap<String, Output>);

#[derive(Debug)]
struct Output {
    content: Vec<u8>,
    plugin: String,
}

impl OutputTree {
    /// Adds what `plugin` answered.
    ///
    /// # Errors
    ///
    /// A name leads out of the directory, is there twice or is another's directory; a file is continued or inserted in
    /// that is not there.
    pub fn add(&mut self, plugin: &str, files: Vec<GeneratedFile>) -> Result<(), GenerateError> {
        let mut files = files.into_iter().peekable();
        while let Some(file) = files.next() {
            let Some(name) = file.name.filter(|name| !name.is_empty()) else {
                return Err(GenerateError::NothingToContinue);
            };
            check_name(&name)?;
            let mut content = file.content.unwrap_or_default();
            // A large file may come in pieces, of which only the first has a name.
            while let Some(piece) = files.next_if(|next| next.name.as_ref().is_none_or(String::is_empty)) {
                content.extend(piece.content.unwrap_or_default());
            }
            match file.insertion_point.filter(|point| !point.is_empty()) {
                None => self.create(plugin, name, content)?,
                Some(point) => self.insert(name, point, &content)?,
            }
        }
        Ok(())
    }

    /// The files' names and contents.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, output)| (&**name, &*output.content))
    }

    fn create(&mut self, plugin: &str, name: String, content: Vec<u8>) -> Result<(), GenerateError> {
        let directory = format!("{name}/");
        if let Some((below, _)) =
            self.0.range(directory.clone()..).next().filter(|(next, _)| next.starts_with(&directory))
        {
            return Err(GenerateError::FileIsDirectory { file: name, below: below.clone() });
        }
        let mut above = name.rmatch_indices('/').map(|(end, _)| &name[..end]);
        if let Some(file) = above.find(|directory| self.0.contains_key(*directory)) {
            return Err(GenerateError::FileIsDirectory { file: file.into(), below: name.clone() });
        }
        match self.0.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(Output { content, plugin: plugin.into() });
                Ok(())
            }
            Entry::Occupied(entry) => {
                let other = Some(&entry.get().plugin).filter(|other| *other != plugin).cloned();
                Err(GenerateError::Duplicate { name: entry.key().clone(), other })
            }
        }
    }

    fn insert(&mut self, name: String, point: String, text: &[u8]) -> Result<(), GenerateError> {
        let Some(output) = self.0.get_mut(&name) else { return Err(GenerateError::NoFileToInsertIn { name }) };
        match insertion::insert(&output.content, &point, text) {
            Some(content) => output.content = content,
            None => return Err(GenerateError::NoInsertionPoint { name, point }),
        }
        Ok(())
    }
}

/// `Ok` if `name` is a file's beneath the output directory, on every platform: names joined by `/`.
fn check_name(name: &str) -> Result<(), GenerateError> {
    let refuse = |why| Err(GenerateError::BadName { name: name.into(), why });
    if name.contains('\0') {
        return refuse("holds a NUL byte");
    }
    if name.contains('\\') {
        return refuse("holds a backslash, which separates directories on Windows; names are joined by /");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return refuse("is absolute, and leads out of the output directory");
    }
    for part in name.split('/') {
        match part {
            "" | "." => return refuse("has an empty part, or one that is a single dot"),
            ".." => return refuse("has a part that is two dots, and leads out of the output directory"),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(name: &str, content: &str) -> GeneratedFile {
        GeneratedFile { name: Some(name.into()), insertion_point: None, content: Some(content.into()) }
    }

    fn tree(files: &[(&str, Vec<GeneratedFile>)]) -> Result<Vec<(String, String)>, String> {
        let mut tree = OutputTree::default();
        for (plugin, files) in files {
            tree.add(plugin, files.clone()).map_err(|error| error.to_string())?;
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(tree.files().map(|(name, content)| (name.to_owned(), text(content))).collect())
    }

    fn inserted(name: &str, point: &str, content: &str) -> GeneratedFile {
        GeneratedFile { insertion_point: Some(point.into()), ..file(name, content) }
    }

    #[test]
    fn files_are_continued_and_inserted_in() {
        let first = vec![
            file("a.txt", "one\n// @@protoc_insertion_point(end)\n"),
            file("b.txt", "piece, "),
            GeneratedFile { name: None, ..file("", "piece") },
            file("", "!"),
        ];
        let second = vec![inserted("a.txt", "end", "two\n"), inserted("a.txt", "end", "three\n")];
        let expected = [("a.txt", "one\ntwo\nthree\n// @@protoc_insertion_point(end)\n"), ("b.txt", "piece, piece!")];
        let expected = expected.map(|(name, content)| (name.to_owned(), content.to_owned()));
        assert_eq!(tree(&[("p", first), ("q", second)]).unwrap(), expected);
    }

    #[test]
    fn answers_that_make_no_tree_are_refused() {
        for (files, message) in [
            (vec![("p", vec![file("", "x")])], "the first file of the answer has no name"),
            (vec![("p", vec![file("a", ""), file("a", "")])], "the file \"a\" is written twice"),
            (
                vec![("p", vec![file("a", "")]), ("q", vec![file("a", "")])],
                "the file \"a\" is written twice, the first time by p",
            ),
            (
                vec![("p", vec![file("a", ""), file("a/b/c", "")])],
                "\"a\" is written as a file, and \"a/b/c\" needs it to be a directory",
            ),
            (
                vec![("p", vec![file("a/b", ""), file("a-b", ""), file("a", "")])],
                "\"a\" is written as a file, and \"a/b\" needs it to be a directory",
            ),
            (
                vec![("p", vec![inserted("a", "x", "")])],
                "text is to be inserted in \"a\", which no plugin has written before",
            ),
            (vec![("p", vec![file("a", ""), inserted("a", "x", "")])], "\"a\" has no insertion point \"x\""),
            (
                vec![("p", vec![file("../a", "")])],
                "the file name \"../a\" has a part that is two dots, and leads out of the output directory",
            ),
            (
                vec![("p", vec![file("/a", "")])],
                "the file name \"/a\" is absolute, and leads out of the output directory",
            ),
            (
                vec![("p", vec![file("C:a", "")])],
                "the file name \"C:a\" is absolute, and leads out of the output directory",
            ),
            (
                vec![("p", vec![file("a//b", "")])],
                "the file name \"a//b\" has an empty part, or one that is a single dot",
            ),
            (
                vec![("p", vec![file("a/.", "")])],
                "the file name \"a/.\" has an empty part, or one that is a single dot",
            ),
            (vec![("p", vec![file("a\0", "")])], "the file name \"a\\0\" holds a NUL byte"),
            (
                vec![("p", vec![file("a\\b", "")])],
                "the file name \"a\\\\b\" holds a backslash, which separates directories on Windows; names are joined by /",
            ),
        ] {
            assert_eq!(tree(&files).unwrap_err(), message);
        }
    }

    proptest! {
        #[test]
        fn whatever_a_plugin_answers_names_stay_beneath_the_directory(
            files in proptest::collection::vec(
                ("[a./\\\\:é\0]{0,6}", any::<Option<String>>(), any::<Option<Vec<u8>>>()), 0..6,
            )
        ) {
            let files = files.into_iter().map(|(name, insertion_point, content)| {
                GeneratedFile { name: Some(name), insertion_point, content }
            });
            let mut tree = OutputTree::default();
            let _ = tree.add("p", files.collect());
            for (name, _) in tree.files() {
                let components = std::path::Path::new(name).components();
                prop_assert!(components.clone().count() > 0);
                for component in components {
                    prop_assert!(matches!(component, std::path::Component::Normal(_)), "{}", name);
                }
            }
        }
    }
}
