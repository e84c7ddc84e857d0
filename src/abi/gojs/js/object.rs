//! Objects: a prototype, properties in the order in which they were made, and what makes some of them special.

use std::collections::BTreeMap;

use super::function::Function;
use super::gather::Gathering;
use super::iterate::Iteration;
use super::promise::Promise;
use super::typed_array::View;
use super::value::{Key, ObjectId, Value};

/// An object.
#[derive(Debug)]
pub(in crate::abi::gojs) struct Object {
    pub(super) prototype: Option<ObjectId>,
    pub(super) properties: Properties,
    pub(super) kind: Kind,
    /// Whether properties may be added.
    pub(super) extensible: bool,
    /// What may be done to its items: those of an array have no attributes of their own.
    pub(super) items: Integrity,
}

/// How far an object is kept from being changed (ECMAScript, integrity levels), beside getting new properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::abi::gojs) enum Integrity {
    /// Properties can be changed and deleted.
    Open,
    /// They can be changed.
    Sealed,
    /// They can be neither.
    Frozen,
}

/// What an object is beside its properties.
#[derive(Debug)]
pub(in crate::abi::gojs) enum Kind {
    Ordinary,
    /// An array without holes: what was never set, or was deleted, is `undefined`.
    Array(Vec<Value>),
    Function(Function),
    Error,
    /// `new Boolean`, `new Number`, `new String`, `Object(symbol)`.
    Primitive(Value),
    /// Milliseconds since 1970, or NaN.
    Date(f64),
    ArrayBuffer(Vec<u8>),
    TypedArray(View),
    DataView(View),
    Promise(Promise),
    /// What `Promise.all` and its like keep; nothing but their functions leads to it.
    Gathering(Gathering),
    Iterator(Iteration),
}

impl Kind {
    /// What `Object.prototype.toString` calls it.
    pub(super) fn tag(&self) -> &'static str {
        match self {
            Self::Ordinary | Self::Gathering(_) => "Object",
            Self::Array(_) => "Array",
            Self::Function(_) => "Function",
            Self::Error => "Error",
            Self::Primitive(Value::Bool(_)) => "Boolean",
            Self::Primitive(Value::Number(_)) => "Number",
            Self::Primitive(Value::Text(_)) => "String",
            Self::Primitive(_) => "Symbol",
            Self::Date(_) => "Date",
            Self::ArrayBuffer(_) => "ArrayBuffer",
            Self::TypedArray(view) => view.element.class().name(),
            Self::DataView(_) => "DataView",
            Self::Promise(_) => "Promise",
            Self::Iterator(iteration) => iteration.tag(),
        }
    }
}

impl Object {
    pub(super) fn new(prototype: Option<ObjectId>, kind: Kind) -> Self {
        Self { prototype, properties: Properties::default(), kind, extensible: true, items: Integrity::Open }
    }

    /// Bytes that it takes on the host, about.
    pub(super) fn size(&self) -> usize {
        let own = match &self.kind {
            Kind::Array(items) => items.len() * size_of::<Value>(),
            Kind::ArrayBuffer(bytes) => bytes.len(),
            Kind::Function(Function::Bound { args, .. }) => args.len() * size_of::<Value>(),
            Kind::Gathering(gathering) => gathering.len() * size_of::<Value>(),
            Kind::Promise(promise) => promise.reactions.len() * 4 * size_of::<Value>(),
            _ => 0,
        };
        size_of::<Self>() + own + self.properties.size() + self.values().map(Value::text_share).sum::<usize>()
    }

    /// Every value that it holds.
    pub(super) fn values(&self) -> Box<dyn Iterator<Item = &Value> + '_> {
        let properties = self.properties.values();
        match &self.kind {
            Kind::Array(items) => Box::new(properties.chain(items)),
            Kind::Primitive(value) => Box::new(properties.chain([value])),
            Kind::Function(function) => Box::new(properties.chain(function.values())),
            Kind::Promise(promise) => Box::new(properties.chain(promise.values())),
            Kind::Gathering(gathering) => Box::new(properties.chain(gathering.values())),
            Kind::Iterator(iteration) => Box::new(properties.chain([&iteration.source])),
            _ => Box::new(properties),
        }
    }

    /// Every object that it leads to other than by [`Self::values`].
    pub(super) fn links(&self) -> impl Iterator<Item = ObjectId> {
        let special = match &self.kind {
            Kind::TypedArray(view) | Kind::DataView(view) => Some(view.buffer),
            Kind::Function(Function::Bound { target, .. }) => Some(*target),
            Kind::Function(Function::Settle { promise, .. }) => Some(*promise),
            Kind::Function(Function::Gather { group, .. }) => Some(*group),
            Kind::Gathering(gathering) => Some(gathering.promise),
            _ => None,
        };
        special.into_iter().chain(self.prototype)
    }
}

/// A property.
#[derive(Clone, Debug)]
pub(super) struct Property {
    pub(super) content: Content,
    pub(super) enumerable: bool,
    pub(super) configurable: bool,
}

/// What reading and writing a property does.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Data {
        value: Value,
        writable: bool,
    },
    /// Functions, or `undefined`.
    Accessor {
        get: Value,
        set: Value,
    },
}

impl Property {
    /// Whether nothing tells the two apart.
    pub(super) fn same(&self, other: &Self) -> bool {
        let content = match (&self.content, &other.content) {
            (Content::Data { value, writable }, Content::Data { value: other, writable: and }) => {
                value.same(other) && writable == and
            }
            (Content::Accessor { get, set }, Content::Accessor { get: other, set: and }) => {
                get.same(other) && set.same(and)
            }
            _ => false,
        };
        content && (self.enumerable, self.configurable) == (other.enumerable, other.configurable)
    }

    /// As assignment makes it.
    pub(super) fn plain(value: Value) -> Self {
        Self { content: Content::Data { value, writable: true }, enumerable: true, configurable: true }
    }

    /// As built-in functions are: writable, but not listed.
    pub(super) fn hidden(value: Value) -> Self {
        Self { enumerable: false, ..Self::plain(value) }
    }

    /// As the names and lengths of functions are: fixed, unless they are defined anew.
    pub(super) fn label(value: Value) -> Self {
        Self { configurable: true, ..Self::constant(value) }
    }

    /// As constants are.
    pub(super) fn constant(value: Value) -> Self {
        Self { content: Content::Data { value, writable: false }, enumerable: false, configurable: false }
    }

    /// One that can be listed and not changed.
    pub(super) fn element(value: Value, integrity: Integrity) -> Self {
        let content = Content::Data { value, writable: integrity < Integrity::Frozen };
        Self { content, enumerable: true, configurable: integrity == Integrity::Open }
    }
}

/// Properties in the order in which they were made. Every operation costs O(log n).
#[derive(Debug, Default)]
pub(super) struct Properties {
    by_key: BTreeMap<Key, (u64, Property)>,
    by_age: BTreeMap<u64, Key>,
}

/// Bytes that a property takes on the host beside its name, about: its share of two maps' nodes, which are half full.
pub(super) const PROPERTY_BYTES: usize = 270;

/// Bytes that the first property takes: a node of each map, with room for 11.
pub(super) const FIRST_PROPERTY_BYTES: usize =
    11 * (size_of::<(Key, (u64, Property))>() + size_of::<(u64, Key)>()) + 2 * size_of::<[usize; 4]>();

impl Properties {
    pub(super) fn get(&self, key: &Key) -> Option<&Property> {
        self.by_key.get(key).map(|(_, property)| property)
    }

    pub(super) fn get_mut(&mut self, key: &Key) -> Option<&mut Property> {
        self.by_key.get_mut(key).map(|(_, property)| property)
    }

    /// Replaces the property, or adds it as the youngest.
    pub(super) fn insert(&mut self, key: Key, property: Property) {
        if let Some((_, old)) = self.by_key.get_mut(&key) {
            *old = property;
            return;
        }
        let age = self.by_age.last_key_value().map_or(0, |(age, _)| age + 1);
        self.by_age.insert(age, key.clone());
        self.by_key.insert(key, (age, property));
    }

    pub(super) fn remove(&mut self, key: &Key) {
        if let Some((age, _)) = self.by_key.remove(key) {
            self.by_age.remove(&age);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// The keys in JavaScript's order: indices, then names, then symbols.
    pub(super) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.by_age.values().cloned().collect();
        // The sort is stable, so that names keep their age.
        keys.sort_by_key(|key| match key {
            Key::Symbol(_) => (2, 0),
            Key::Text(text) => text.index().map_or((1, 0), |index| (0, index)),
        });
        keys
    }

    fn values(&self) -> impl Iterator<Item = &Value> {
        self.by_key
            .values()
            .flat_map(|(_, property)| match &property.content {
                Content::Data { value, .. } => [Some(value), None],
                Content::Accessor { get, set } => [Some(get), Some(set)],
            })
            .flatten()
    }

    fn size(&self) -> usize {
        let nodes = match self.by_key.len() {
            0 => 0,
            count => FIRST_PROPERTY_BYTES.max(count * PROPERTY_BYTES),
        };
        nodes + self.by_key.keys().map(Key::bytes).sum::<usize>()
    }
}
