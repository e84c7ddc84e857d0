//! JavaScript strings.

use std::borrow::Borrow;
use std::ops::Deref;
use std::rc::Rc;

/// A string. Clones share the contents.
///
/// It is kept as UTF-8: a surrogate that stands alone, which JavaScript's strings may have, cannot be written in Go, and
/// no function here takes a string apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text(Rc<str>);

/// Bytes of a string's allocation that are not the text's.
const OVERHEAD: usize = 32;

impl Text {
    /// What `TextDecoder` makes of `bytes`: a byte order mark is dropped, invalid UTF-8 is replaced. `wasm_exec.js`,
    /// `loadString`.
    pub(crate) fn decode(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        String::from_utf8_lossy(bytes).into_owned().into()
    }

    /// The part of its bytes, and of what an allocation takes beside them, that falls to each clone.
    pub(super) fn share(&self) -> usize {
        (self.len() + OVERHEAD) / Rc::strong_count(&self.0)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_dropped_once() {
        assert_eq!(&*Text::decode("\u{feff}\u{feff}a\u{feff}".as_bytes()), "\u{feff}a\u{feff}");
    }

    #[test]
    fn what_is_no_utf_8_is_replaced() {
        assert_eq!(&*Text::decode(b"a\xffb\xf0\x9f\x98"), "a\u{fffd}b\u{fffd}");
    }
}
