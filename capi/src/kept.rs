//! What the pointers in a struct that the library gave out point to.

use std::any::Any;
use std::ptr;

use crate::view::{Bytes, File, Text};

/// What one of the library's structs points to. It is freed with the struct, and is the library's own business.
#[derive(Default)]
pub struct Kept(Vec<Box<dyn Any>>);

impl Kept {
    /// A text of this struct's: `text` with a NUL behind it.
    pub(crate) fn text(&mut self, text: impl Into<String>) -> Text {
        let mut bytes = text.into().into_bytes();
        bytes.push(0);
        let (data, len) = self.array(bytes);
        Text { data: data.cast(), len: len - 1 }
    }

    /// The same for a text that may not be there.
    pub(crate) fn optional(&mut self, text: Option<impl Into<String>>) -> Text {
        text.map_or_else(Text::default, |text| self.text(text))
    }

    /// A file of this struct's.
    pub(crate) fn file(&mut self, path: &str, contents: &[u8]) -> File {
        let path = self.text(path);
        let (data, len) = self.array(contents.to_vec());
        File { path, contents: Bytes { data, len } }
    }

    /// An array of this struct's: where `items` are from now on, and how many there are.
    pub(crate) fn array<T: 'static>(&mut self, items: Vec<T>) -> (*const T, usize) {
        let array = (if items.is_empty() { ptr::null() } else { items.as_ptr() }, items.len());
        // Moving a vector leaves its items where they are.
        self.0.push(Box::new(items));
        array
    }
}
