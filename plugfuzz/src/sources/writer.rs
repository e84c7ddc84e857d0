//! The lines of a .proto file, with their comments.

use std::collections::HashMap;

use super::options::options;
use super::schema::Schema;
use crate::model::{File, Location};

/// A .proto file under way.
pub(super) struct Writer<'a> {
    pub(super) schema: &'a Schema,
    /// Whether an optional field says so.
    pub(super) is_proto2: bool,
    /// Whether the file is one of an edition.
    pub(super) is_edition: bool,
    comments: HashMap<&'a [i32], &'a Location>,
    text: String,
    depth: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn of(file: &'a File, schema: &'a Schema) -> Self {
        let locations = file.source.iter().flat_map(|source| &source.locations);
        let comments = locations.map(|location| (&*location.path, location)).collect();
        let is_proto2 = matches!(file.syntax(), "" | "proto2");
        Self { schema, is_proto2, is_edition: file.edition.is_some(), comments, text: String::new(), depth: 0 }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// A statement, for what has this path.
    pub(super) fn statement(&mut self, path: &[i32], statement: &str) {
        self.element(path, &format!("{statement};"));
    }

    /// What begins with `head` and holds what `inside` writes.
    pub(super) fn block(
        &mut self,
        path: &[i32],
        head: &str,
        inside: impl FnOnce(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.element(path, &format!("{head} {{"));
        self.depth += 1;
        inside(self)?;
        self.depth -= 1;
        self.line("}");
        Some(())
    }

    /// A statement for each of the options in `bytes`, a message `name` of descriptor.proto.
    pub(super) fn options(&mut self, name: &str, bytes: Option<&[u8]>) -> Option<()> {
        options(self.schema, name, bytes.unwrap_or_default())?
            .iter()
            .for_each(|option| self.line(&format!("option {option};")));
        Some(())
    }

    /// ` [option = value, ...]` for `more` and the options in `bytes`, a message `name` of descriptor.proto.
    pub(super) fn brackets(&self, more: Vec<String>, name: &str, bytes: Option<&[u8]>) -> Option<String> {
        let all = [more, options(self.schema, name, bytes.unwrap_or_default())?].concat();
        Some(if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) })
    }

    fn element(&mut self, path: &[i32], line: &str) {
        let Some(comments) = self.comments.get(path).copied() else { return self.line(line) };
        for detached in &comments.detached {
            self.comment(detached);
            self.text.push('\n');
        }
        if let Some(leading) = &comments.leading {
            self.comment(leading);
        }
        match &comments.trailing {
            Some(trailing) => {
                // It ends before an empty line; the comment of what comes next does not.
                let mut lines = trailing.strip_suffix('\n').unwrap_or(trailing).split('\n');
                self.line(&format!("{line} //{}", lines.next().unwrap_or_default()));
                lines.for_each(|line| self.line(&format!("//{line}")));
                self.text.push('\n');
            }
            None => self.line(line),
        }
    }

    fn comment(&mut self, text: &str) {
        text.strip_suffix('\n').unwrap_or(text).split('\n').for_each(|line| self.line(&format!("//{line}")));
    }

    fn line(&mut self, line: &str) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
        self.text += line;
        self.text.push('\n');
    }
}
