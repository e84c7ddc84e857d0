//! Names that a module has given, as messages have them.

use std::borrow::Cow;

/// Characters of a name that a message shows.
const MAX_SHOWN_NAME: usize = 200;

/// `name`, or its beginning if it is longer than any that a person has chosen.
pub(super) fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_SHOWN_NAME) {
        Some((end, _)) => format!("{}...", &name[..end]).into(),
        None => name.into(),
    }
}

/// The names in one line.
pub(crate) fn names(functions: &[String]) -> String {
    functions.iter().map(|name| shortened(name)).collect::<Vec<_>>().join(", ")
}
