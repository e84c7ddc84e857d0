//! JavaScript values, as data.

use std::cmp::Ordering;
use std::rc::Rc;

use super::text::Text;

/// An object of one run's heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::abi::gojs) struct ObjectId(pub(super) u32);

/// A JavaScript value. There is no `BigInt`: nothing here makes one.
#[derive(Clone, Debug)]
pub(in crate::abi::gojs) enum Value {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Text),
    Symbol(Symbol),
    Object(ObjectId),
}

/// A value that equals nothing but itself.
#[derive(Clone, Debug)]
pub(in crate::abi::gojs) struct Symbol(Rc<(u64, Option<Text>)>);

impl Symbol {
    /// The `number`th symbol of a run.
    pub(super) fn new(number: u64, description: Option<Text>) -> Self {
        Self(Rc::new((number, description)))
    }

    pub(super) fn description(&self) -> Option<&Text> {
        self.0.1.as_ref()
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0
    }
}

impl Eq for Symbol {}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.0.cmp(&other.0.0)
    }
}

/// What a property is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::abi::gojs) enum Key {
    Text(Text),
    Symbol(Symbol),
}

impl Key {
    /// The key as a value.
    pub(super) fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Symbol(symbol) => Value::Symbol(symbol),
        }
    }

    pub(super) fn index(&self) -> Option<u32> {
        match self {
            Self::Text(text) => text.index(),
            Self::Symbol(_) => None,
        }
    }

    /// Bytes of its text.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.bytes(),
            Self::Symbol(_) => 0,
        }
    }

    /// The key as messages name it.
    pub(super) fn shown(&self) -> String {
        let text = match self {
            Self::Text(text) => return text.to_utf8().into_owned(),
            Self::Symbol(symbol) => symbol.description().map_or("".into(), Text::to_utf8),
        };
        format!("Symbol({text})")
    }

    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Text(text) if text == name)
    }
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::Text(name.into())
    }
}

impl From<Text> for Key {
    fn from(name: Text) -> Self {
        Self::Text(name)
    }
}

impl From<u64> for Key {
    fn from(index: u64) -> Self {
        Self::Text(index.to_string().into())
    }
}

impl Value {
    /// The object that this is.
    pub(in crate::abi::gojs) fn object(&self) -> Option<ObjectId> {
        match self {
            Self::Object(id) => Some(*id),
            _ => None,
        }
    }

    /// The part of a text's bytes that falls to this clone of it.
    pub(in crate::abi::gojs) fn text_share(&self) -> usize {
        match self {
            Self::Text(text) => text.share(),
            Self::Symbol(symbol) => symbol.description().map_or(0, Text::share),
            _ => 0,
        }
    }

    pub(in crate::abi::gojs) fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined)
    }

    /// `undefined` or `null`.
    pub(super) fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// `===`.
    pub(super) fn strictly_equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => left == right,
            _ => self.same(other),
        }
    }

    /// `Object.is`.
    pub(in crate::abi::gojs) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => {
                left.to_bits() == right.to_bits() || (left.is_nan() && right.is_nan())
            }
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Symbol(left), Self::Symbol(right)) => left == right,
            (Self::Object(left), Self::Object(right)) => left == right,
            _ => false,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<usize> for Value {
    /// Exact up to 2^53, which is more than anything here can count.
    fn from(value: usize) -> Self {
        Self::Number(value as f64)
    }
}

impl From<Text> for Value {
    fn from(value: Text) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<ObjectId> for Value {
    fn from(value: ObjectId) -> Self {
        Self::Object(value)
    }
}
