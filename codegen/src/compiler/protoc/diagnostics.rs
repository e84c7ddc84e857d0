//! What protoc says of files, line by line.

use super::layout::Layout;
use crate::error::{Position, ProtoError};

/// What protoc wrote to stderr: each line's file, place and message. Displayed again, the lines are protoc's own, with the
/// names that the user knows the files by.
pub(super) fn read_diagnostics(stderr: &[u8], layout: &Layout) -> Vec<ProtoError> {
    String::from_utf8_lossy(stderr).lines().map(|line| read_line(line, layout)).collect()
}

fn read_line(line: &str, layout: &Layout) -> ProtoError {
    let ProtoError { file, position, message } = ProtoError::of_protoc(line);
    let file = file.map(|path| layout.shown(&path).to_owned());
    ProtoError { file, position, message: layout.shown_in(&message) }
}

impl ProtoError {
    /// A line that protoc wrote to stderr, which need not be about a file. Displayed again, it is the same.
    pub fn of_protoc(line: &str) -> Self {
        let plain = || Self { file: None, position: None, message: line.to_owned() };
        let Some((place, message)) = line.split_once(": ") else { return plain() };
        let (path, position) = split_place(place);
        // Other lines may hold a colon too.
        if !path.ends_with(".proto") && position.is_none() {
            return plain();
        }
        Self { file: Some(path.to_owned()), position, message: message.to_owned() }
    }
}

/// `a.proto:2:13` or `a.proto`.
fn split_place(place: &str) -> (&str, Option<Position>) {
    let split = || {
        let (rest, column) = place.rsplit_once(':')?;
        let (path, line) = rest.rsplit_once(':')?;
        Some((path, Position { line: line.parse().ok()?, column: column.parse().ok()? }))
    };
    split().map_or((place, None), |(path, position)| (path, Some(position)))
}
