//! Generated files, in memory, until all of them are there.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use crate::error::GenerateError;
use crate::insertion;
use crate::name;
use crate::response::GeneratedFile;

/// The files of one output directory, by their checked names: each leads to a place beneath the directory, on every platform.
#[derive(Debug, Default)]
pub struct OutputTree(BTreeMap<String, Output>);

/// A name that a plugin gave with empty parts or single dots in it, as in `./a//b.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanedName {
    /// The name as the plugin gave it.
    pub given: String,
    /// The name that the file has.
    pub written: String,
}

impl fmt::Display for CleanedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the file name {:?} is written as {:?}", self.given, self.written)
    }
}

#[derive(Debug)]
struct Output {
    content: Vec<u8>,
    plugin: String,
}

impl OutputTree {
    /// Adds what `plugin` answered, and gives the names that were not written as they stood.
    ///
    /// # Errors
    ///
    /// A name leads out of the directory, is there twice or is another's directory; a file is continued or inserted in
    /// that is not there.
    pub fn add(&mut self, plugin: &str, files: Vec<GeneratedFile>) -> Result<Vec<CleanedName>, GenerateError> {
        let mut cleaned = Vec::new();
        let mut files = files.into_iter().peekable();
        while let Some(file) = files.next() {
            let Some(given) = file.name.as_deref().filter(|name| !name.is_empty()) else {
                return Err(match file.place() {
                    Some(point) => GenerateError::InsertionInNothing { point: point.into() },
                    None => GenerateError::NothingToContinue,
                });
            };
            let name = name::clean(given)?.into_owned();
            if name != given {
                cleaned.push(CleanedName { given: given.into(), written: name.clone() });
            }
            let point = file.place().map(ToOwned::to_owned);
            let mut content = file.content.unwrap_or_default();
            // A large file may come in pieces, of which only the first has a name.
            while let Some(piece) = files.next_if(GeneratedFile::continues) {
                content.extend(piece.content.unwrap_or_default());
            }
            match point {
                None => self.create(plugin, name, content)?,
                Some(point) => self.insert(name, point, &content)?,
            }
        }
        Ok(cleaned)
    }

    /// Adds all files of the `other` tree, which take the places of those that are there.
    ///
    /// # Errors
    ///
    /// A file's name is another's directory.
    pub fn overwrite(&mut self, other: Self) -> Result<(), GenerateError> {
        other.0.into_iter().try_for_each(|(name, Output { content, plugin })| {
            self.0.remove(&name);
            self.create(&plugin, name, content)
        })
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
    fn names_are_cleaned_and_what_was_cleaned_is_told() {
        let mut tree = OutputTree::default();
        let files = vec![file("./a//b", "@@protoc_insertion_point(x)"), file("c", ""), inserted("a/./b", "x", "one")];
        let cleaned: Vec<_> = tree.add("p", files).unwrap().iter().map(ToString::to_string).collect();
        let expected =
            [r#"the file name "./a//b" is written as "a/b""#, r#"the file name "a/./b" is written as "a/b""#];
        assert_eq!(cleaned, expected);
        let files: Vec<_> = tree.files().collect();
        assert_eq!(files, [("a/b", &b"one\n@@protoc_insertion_point(x)"[..]), ("c", b"")]);
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
            (vec![("p", vec![file("a//b", ""), file("a/b", "")])], "the file \"a/b\" is written twice"),
            (vec![("p", vec![file("a/.", "")])], "the file name \"a/.\" is a directory's"),
            (
                vec![("p", vec![file("a", ""), GeneratedFile { name: None, ..inserted("", "x", "") }])],
                "the text for the insertion point \"x\" does not say which file it belongs in",
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
