//! Strings that are put together.

use super::{Completion, Js, Text};

/// A string that grows, as far as the heap allows.
#[derive(Debug, Default)]
pub(super) struct TextBuffer {
    whole: String,
    /// The code units so far, once a lone surrogate has come.
    units: Option<Vec<u16>>,
}

impl TextBuffer {
    /// Adds `text` at the end.
    pub(super) fn push(&mut self, js: &mut Js<'_, '_>, text: &Text) -> Completion<()> {
        js.room_for_text(self.bytes() + text.bytes())?;
        match (&mut self.units, text) {
            (None, Text::Whole(text)) => self.whole.push_str(text),
            (Some(units), text) => units.extend(text.units()),
            (None, text) => {
                let mut units: Vec<u16> = std::mem::take(&mut self.whole).encode_utf16().collect();
                units.extend(text.units());
                self.units = Some(units);
            }
        }
        Ok(())
    }

    /// Adds `text` at the end.
    pub(super) fn push_str(&mut self, js: &mut Js<'_, '_>, text: &str) -> Completion<()> {
        js.room_for_text(self.bytes() + text.len())?;
        match &mut self.units {
            None => self.whole.push_str(text),
            Some(units) => units.extend(text.encode_utf16()),
        }
        Ok(())
    }

    pub(super) fn bytes(&self) -> usize {
        self.whole.len() + 2 * self.units.as_ref().map_or(0, Vec::len)
    }

    pub(super) fn finish(self) -> Text {
        match self.units {
            Some(units) => Text::from_units(&units),
            None => self.whole.into(),
        }
    }
}
