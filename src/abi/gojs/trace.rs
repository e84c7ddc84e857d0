//! Values as the trace shows them: on one line, and no deeper than one level.

use super::js::{Js, Value};

/// Characters of a text that the trace shows.
const SHOWN_TEXT: usize = 256;

impl Js<'_, '_> {
    /// The value in a few words.
    pub(super) fn in_short(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => {
                let shown: String = text.chars().take(SHOWN_TEXT).collect();
                let rest = if shown.len() < text.len() { "…" } else { "" };
                format!("{shown:?}{rest}")
            }
            Value::Object(id) => match self.realm().name(*id) {
                Some(name) => name.into(),
                None if self.is_callable(value) => "function".into(),
                None => {
                    let class = self.class_name(*id);
                    match self.heap().bytes(value) {
                        Some(bytes) => format!("{class}({})", bytes.len()),
                        None => class.into(),
                    }
                }
            },
            _ => self.to_text(value).to_string(),
        }
    }
}
