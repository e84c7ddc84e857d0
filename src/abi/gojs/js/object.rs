//! Objects: a prototype, properties, and what makes some of them special.

use std::collections::BTreeMap;

use super::function::Function;
use super::text::Text;
use super::value::{ObjectId, Value};

/// An object.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) prototype: Option<ObjectId>,
    pub(super) properties: BTreeMap<Text, Value>,
    pub(super) kind: ObjectKind,
    /// Whether nothing about it may change any more.
    pub(super) frozen: bool,
}

/// What an object is beside its properties.
#[derive(Debug)]
pub(super) enum ObjectKind {
    Ordinary,
    Error,
    /// An array without holes: what was never set, or was deleted, is `undefined`.
    Array(Vec<Value>),
    Function(Function),
    /// `new Boolean(value)` or `new Number(value)`.
    Wrapper(Value),
    ArrayBuffer(Vec<u8>),
    /// A `Uint8Array`: all the bytes of an `ArrayBuffer`.
    Bytes {
        buffer: ObjectId,
    },
    /// The table of references: there is nothing of it to see but its `length`.
    References,
}

/// Bytes that a node of a map of properties takes on the host.
const NODE_BYTES: usize = 11 * size_of::<(Text, Value)>() + 2 * size_of::<usize>();
/// Bytes that a property takes, about: nodes have at least five.
pub(super) const PROPERTY_BYTES: usize = NODE_BYTES / 5;
/// Bytes that the first property takes: a node, with room for more.
pub(super) const FIRST_PROPERTY_BYTES: usize = NODE_BYTES;

impl Object {
    pub(super) fn new(prototype: Option<ObjectId>, kind: ObjectKind) -> Self {
        Self { prototype, properties: BTreeMap::new(), kind, frozen: false }
    }

    /// Bytes that it takes on the host, about.
    pub(super) fn size(&self) -> usize {
        let own = match &self.kind {
            ObjectKind::Array(items) => size_of_val(&**items),
            ObjectKind::ArrayBuffer(bytes) => bytes.len(),
            ObjectKind::Function(Function::Bound { args, .. }) => size_of_val(&**args),
            _ => 0,
        };
        let properties = match self.properties.len() {
            0 => 0,
            count => FIRST_PROPERTY_BYTES.max(count * PROPERTY_BYTES),
        };
        let names = self.properties.keys().map(Text::share).sum::<usize>();
        size_of::<Self>() + own + properties + names + self.values().map(Value::text_share).sum::<usize>()
    }

    /// Every value that it holds.
    fn values(&self) -> impl Iterator<Item = &Value> {
        let (items, value): (&[Value], _) = match &self.kind {
            ObjectKind::Array(items) => (items, None),
            ObjectKind::Wrapper(value) | ObjectKind::Function(Function::Guest { id: value }) => (&[], Some(value)),
            ObjectKind::Function(Function::Bound { this, args, .. }) => (args, Some(this)),
            _ => (&[], None),
        };
        self.properties.values().chain(items).chain(value)
    }

    /// Every object that it leads to.
    pub(super) fn links(&self) -> impl Iterator<Item = ObjectId> {
        let special = match &self.kind {
            ObjectKind::Bytes { buffer } => Some(*buffer),
            ObjectKind::Function(Function::Bound { target, .. }) => Some(*target),
            _ => None,
        };
        self.values().filter_map(Value::object).chain(special).chain(self.prototype)
    }
}
