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
            let (name, content) = (file.name?, file.content.unwrap_or_default());
            if !is_beneath(&name) {
                return None;
            }
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
        let piece = file.content.iter().flatten();
        joined.last_mut()?.content.get_or_insert_default().extend(piece);
    }
    Some(joined)
}

/// Whether `name` leads down, with one spelling alone, on every platform.
fn is_beneath(name: &str) -> bool {
    let drive = name.chars().nth(1) == Some(':') && name.is_char_boundary(1);
    !drive && !name.contains(['\0', '\\']) && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// `content` with each line of `text`, as far indented, above the first line that has the marker, or before the comment
/// that the marker is in.
fn inserted(content: &[u8], point: &str, text: &[u8]) -> Option<Vec<u8>> {
    let marker = format!("@@protoc_insertion_point({point})").into_bytes();
    let mut before = 0;
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        if let Some(found) = (0..line.len()).find(|at| line[*at..].starts_with(&marker)) {
            let comment = ["/* ", "/*"].iter().find_map(|open| line[..found].strip_suffix(open.as_bytes()));
            let (at, rest) = comment.map_or((0, line), |kept| (kept.len(), &line[kept.len()..]));
            let indent: Vec<u8> = rest.iter().copied().take_while(|byte| b" \t".contains(byte)).collect();
            let lines = text.split_inclusive(|byte| *byte == b'\n');
            let text: Vec<u8> = lines.flat_map(|line| [&indent, line].concat()).collect();
            let at = before + at;
            return Some([&content[..at], &text, &content[at..]].concat());
        }
        before += line.len();
    }
    None
}
