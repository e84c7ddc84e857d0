//! What an output directory holds, told in the simplest way.

use std::collections::BTreeMap;

use bufwasm_codegen::GeneratedFile;

/// Contents by name.
#[derive(Debug, Default)]
pub(super) struct Model(pub(super) BTreeMap<String, Vec<u8>>);

impl Model {
    /// Adds an answer; `None` if it is to be refused.
    pub(super) fn add(&mut self, files: &[GeneratedFile]) -> Option<()> {
        for file in joined(files)? {
            let (name, content) = (cleaned(&file.name?)?, file.content.unwrap_or_default());
            match file.insertion_point.as_deref() {
                None | Some("") => self.create(name, content)?,
                Some(point) => {
                    let old = self.0.get_mut(&name)?;
                    *old = inserted(old, point, &content)?;
                }
            }
        }
        Some(())
    }

    fn create(&mut self, name: String, content: Vec<u8>) -> Option<()> {
        let is_in = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        let clashes = |other: &String| *other == name || is_in(other, &name) || is_in(&name, other);
        if self.0.keys().any(clashes) {
            return None;
        }
        self.0.insert(name, content);
        Some(())
    }
}

/// The files, with pieces that have no name joined to the file before them; `None` if there is none.
fn joined(files: &[GeneratedFile]) -> Option<Vec<GeneratedFile>> {
    let mut joined: Vec<GeneratedFile> = Vec::new();
    for file in files {
        if file.name.as_ref().is_some_and(|name| !name.is_empty()) {
            joined.push(file.clone());
            continue;
        }
        if file.insertion_point.as_ref().is_some_and(|point| !point.is_empty()) {
            return None;
        }
        let piece = file.content.iter().flatten();
        joined.last_mut()?.content.get_or_insert_default().extend(piece);
    }
    Some(joined)
}

/// `name` without parts that lead nowhere, if what is left leads down on every platform.
fn cleaned(name: &str) -> Option<String> {
    let is_drive = |name: &str| name.chars().nth(1) == Some(':') && name.is_char_boundary(1);
    let parts: Vec<_> = name.split('/').collect();
    let (first, last) = (parts.first()?, parts.last()?);
    if name.contains(['\0', '\\']) || first.is_empty() || matches!(*last, "" | ".") || parts.contains(&"..") {
        return None;
    }
    let cleaned = parts.into_iter().filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/");
    (!is_drive(name) && !is_drive(&cleaned)).then_some(cleaned)
}

/// `content` with each line of `text`, as far indented, above the first line that has the marker, or before the comment
/// that the marker is in.
fn inserted(content: &[u8], point: &str, text: &[u8]) -> Option<Vec<u8>> {
    let marker = format!("@@protoc_insertion_point({point})").into_bytes();
    let mut before = 0;
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        if let Some(found) = (0..line.len()).find(|at| line[*at..].starts_with(&marker)) {
            let is_comment = content[..before + found].iter().rev().skip(1).take(2).eq(b"*/");
            let at = if is_comment { before + found - 3 } else { before };
            let rest = &content[at..];
            let indent: Vec<u8> = rest.iter().copied().take_while(|byte| b" \t".contains(byte)).collect();
            let lines = text.split_inclusive(|byte| *byte == b'\n');
            let mut text: Vec<u8> = lines.flat_map(|line| [&indent, line].concat()).collect();
            if text.last().is_some_and(|last| *last != b'\n') {
                text.push(b'\n');
            }
            return Some([&content[..at], &text, &content[at..]].concat());
        }
        before += line.len();
    }
    None
}
