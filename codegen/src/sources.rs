//! .proto files that are held in memory.

use std::collections::BTreeMap;

use crate::error::ProtoError;
use crate::job::{FindSource, Source};

/// The text of .proto files, by the names that imports use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// The files' names, sorted.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Sources {
    /// Of two files with one name, the later one counts.
    fn from_iter<I: IntoIterator<Item = (N, T)>>(files: I) -> Self {
        Self(files.into_iter().map(|(name, text)| (name.into(), text.into())).collect())
    }
}

impl FindSource for Sources {
    fn find(&self, name: &str) -> Result<Option<Source>, ProtoError> {
        let source = |text: &String| Source { text: text.clone().into_bytes(), shown: name.into() };
        Ok(self.0.get(name).map(source))
    }
}
