//! JavaScript strings.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

/// A string of UTF-16 code units, kept as UTF-8 unless a surrogate in it stands alone. Clones share the contents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::abi::gojs) enum Text {
    /// Well-formed UTF-16, as the UTF-8 that it is worth.
    Whole(Rc<str>),
    /// Code units of which at least one surrogate has no partner.
    Broken(Rc<[u16]>),
}

impl Text {
    /// The string of these code units.
    pub(in crate::abi::gojs) fn from_units(units: &[u16]) -> Self {
        String::from_utf16(units).map_or_else(|_| Self::Broken(units.into()), Self::from)
    }

    /// What `TextDecoder` makes of `bytes`: a byte order mark is dropped, invalid UTF-8 is replaced.
    pub(in crate::abi::gojs) fn decode(bytes: &[u8]) -> Self {
        Self::from_bytes(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
    }

    /// What Node's `Buffer` makes of `bytes` as UTF-8: invalid UTF-8 is replaced.
    pub(in crate::abi::gojs) fn from_bytes(bytes: &[u8]) -> Self {
        Self::from(&*String::from_utf8_lossy(bytes))
    }

    /// The code units.
    pub(in crate::abi::gojs) fn units(&self) -> Vec<u16> {
        match self {
            Self::Whole(text) => text.encode_utf16().collect(),
            Self::Broken(units) => units.to_vec(),
        }
    }

    /// What `TextEncoder` makes of it: surrogates that stand alone are replaced.
    pub(in crate::abi::gojs) fn to_utf8(&self) -> Cow<'_, str> {
        match self {
            Self::Whole(text) => Cow::Borrowed(text),
            Self::Broken(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// How many code units there are.
    pub(in crate::abi::gojs) fn len(&self) -> usize {
        match self {
            Self::Whole(text) if text.is_ascii() => text.len(),
            Self::Whole(text) => text.encode_utf16().count(),
            Self::Broken(units) => units.len(),
        }
    }

    /// Bytes that it takes on the host.
    pub(in crate::abi::gojs) fn bytes(&self) -> usize {
        match self {
            Self::Whole(text) => text.len(),
            Self::Broken(units) => 2 * units.len(),
        }
    }

    /// The part of [`Self::bytes`], and of what an allocation takes beside them, that falls to each clone.
    pub(in crate::abi::gojs) fn share(&self) -> usize {
        /// Bytes of the allocation that are not the text's.
        const OVERHEAD: usize = 32;
        let clones = match self {
            Self::Whole(text) => Rc::strong_count(text),
            Self::Broken(units) => Rc::strong_count(units),
        };
        (self.bytes() + OVERHEAD) / clones.max(1)
    }

    pub(in crate::abi::gojs) fn is_empty(&self) -> bool {
        self.bytes() == 0
    }

    /// The code units from `start` to `end`, both within the string.
    pub(in crate::abi::gojs) fn slice(&self, start: usize, end: usize) -> Self {
        match self {
            Self::Whole(text) if text.is_ascii() => text[start..end].into(),
            _ => Self::from_units(&self.units()[start..end]),
        }
    }

    /// This string with `other` after it; two halves of a pair become one character.
    pub(in crate::abi::gojs) fn concat(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => format!("{left}{right}").into(),
            _ => Self::from_units(&[self.units(), other.units()].concat()),
        }
    }

    /// The order of JavaScript's `<`: by code units.
    pub(in crate::abi::gojs) fn compare(&self, other: &Self) -> Ordering {
        self.units().cmp(&other.units())
    }

    /// The array index that this string is the canonical form of.
    pub(in crate::abi::gojs) fn index(&self) -> Option<u32> {
        let Self::Whole(text) = self else { return None };
        let canonical = text.len() <= 10 && (&**text == "0" || !text.starts_with('0'));
        let digits = canonical && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().filter(|&index| index != u32::MAX)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Whole(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Whole(text.into())
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        matches!(self, Self::Whole(text) if **text == *other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_a_pair_come_together() {
        let whole = Text::from("a😀");
        assert_eq!(whole.len(), 3);
        let (high, low) = (whole.slice(1, 2), whole.slice(2, 3));
        assert!(matches!(high, Text::Broken(_)));
        assert_eq!(high.to_utf8(), "\u{fffd}");
        assert_eq!(high.concat(&low), Text::from("😀"));
    }

    #[test]
    fn a_byte_order_mark_is_dropped_once() {
        assert_eq!(Text::decode("\u{feff}\u{feff}a\u{feff}".as_bytes()), Text::from("\u{feff}a\u{feff}"));
        assert_eq!(Text::from_bytes("\u{feff}a".as_bytes()), Text::from("\u{feff}a"));
    }

    #[test]
    fn only_canonical_numbers_are_indices() {
        for (text, index) in [("0", Some(0)), ("10", Some(10)), ("01", None), ("", None), ("-1", None), ("1.5", None)] {
            assert_eq!(Text::from(text).index(), index, "{text}");
        }
        assert_eq!(Text::from("4294967294").index(), Some(u32::MAX - 1));
        assert_eq!(Text::from("4294967295").index(), None);
    }
}
