//! Reading, writing, listing and removing properties, with what arrays, strings and typed arrays make of indices.

use super::object::{Content, Integrity, Kind, Property};
use super::{Completion, Heap, Js, Key, ObjectId, Text, Value};

/// Bytes that a key takes in a list, about: itself, and the text of an index.
const KEY_BYTES: usize = 64;

impl Heap {
    /// The object's own property.
    pub(super) fn own(&self, id: ObjectId, key: &Key) -> Option<Property> {
        let object = self.get(id);
        let special = match &object.kind {
            Kind::Array(items) if key.is("length") => {
                let content = Content::Data { value: items.len().into(), writable: object.items < Integrity::Frozen };
                Some(Property { content, enumerable: false, configurable: false })
            }
            Kind::Array(items) => {
                let item = key.index().and_then(|index| items.get(index as usize));
                item.map(|item| Property::element(item.clone(), object.items))
            }
            Kind::Primitive(Value::Text(text)) => own_of_text(text, key),
            Kind::TypedArray(view) => {
                let item = key.index().and_then(|index| view.get(self, index as usize));
                item.map(|item| Property::element(item, Integrity::Open))
            }
            _ => None,
        };
        special.or_else(|| object.properties.get(key).cloned())
    }

    /// The keys of all the object's own properties, in JavaScript's order.
    pub(super) fn own_keys(&self, id: ObjectId) -> Vec<Key> {
        let object = self.get(id);
        let (indices, length) = match &object.kind {
            Kind::Array(items) => (items.len(), true),
            Kind::Primitive(Value::Text(text)) => (text.len(), true),
            Kind::TypedArray(view) => (view.length, false),
            _ => (0, false),
        };
        let indices = (0..indices as u64).map(Key::from);
        indices.chain(length.then(|| "length".into())).chain(object.properties.keys()).collect()
    }

    /// `delete`: whether the property is gone.
    pub(in crate::abi::gojs) fn delete(&mut self, id: ObjectId, key: &Key) -> bool {
        match self.own(id, key) {
            None => true,
            Some(property) if !property.configurable => false,
            Some(_) => {
                let object = self.get_mut(id);
                match &mut object.kind {
                    Kind::Array(items) if key.index().is_some_and(|index| (index as usize) < items.len()) => {
                        items[key.index().expect("it is an index") as usize] = Value::Undefined;
                    }
                    Kind::TypedArray(_) if key.index().is_some() => return false,
                    _ => object.properties.remove(key),
                }
                true
            }
        }
    }
}

/// What a string has as if it were an object.
fn own_of_text(text: &Text, key: &Key) -> Option<Property> {
    if key.is("length") {
        return Some(Property::constant(text.len().into()));
    }
    let index = key.index()? as usize;
    (index < text.len()).then(|| Property::element(text.slice(index, index + 1).into(), Integrity::Frozen))
}

impl Js<'_, '_> {
    /// [`Heap::own_keys`], if there is room for the list.
    pub(super) fn own_keys(&mut self, id: ObjectId) -> Completion<Vec<Key>> {
        let object = self.heap().get(id);
        let indices = match &object.kind {
            Kind::Array(items) => items.len(),
            Kind::Primitive(Value::Text(text)) => text.len(),
            Kind::TypedArray(view) => view.length,
            _ => 0,
        };
        self.room(indices.saturating_add(object.properties.len()).saturating_mul(KEY_BYTES))?;
        Ok(self.heap().own_keys(id))
    }

    /// `object[key]`, for an object of any kind.
    pub(in crate::abi::gojs) fn get(&mut self, id: ObjectId, key: impl Into<Key>) -> Completion {
        self.get_for(id, &key.into(), &id.into())
    }

    /// `value[key]`, for any value.
    pub(in crate::abi::gojs) fn get_of(&mut self, value: &Value, key: impl Into<Key>) -> Completion {
        let key = key.into();
        if let Value::Text(text) = value
            && let Some(Property { content: Content::Data { value, .. }, .. }) = own_of_text(text, &key)
        {
            return Ok(value);
        }
        let Some(id) = self.prototype_of(value) else {
            let (shown, name) = (self.inspect(value), key.shown());
            return Err(self.type_error(format!("Cannot read properties of {shown} (reading '{name}')")));
        };
        self.get_for(id, &key, value)
    }

    /// Where the properties of `value` are looked up: `None` for `undefined` and `null`.
    fn prototype_of(&self, value: &Value) -> Option<ObjectId> {
        use super::Intrinsic::{Boolean, Number, String, Symbol};
        match value {
            Value::Undefined | Value::Null => None,
            Value::Bool(_) => Some(self.realm().prototype(Boolean)),
            Value::Number(_) => Some(self.realm().prototype(Number)),
            Value::Text(_) => Some(self.realm().prototype(String)),
            Value::Symbol(_) => Some(self.realm().prototype(Symbol)),
            Value::Object(id) => Some(*id),
        }
    }

    /// The property of `id` or of what it inherits from; getters see `this`.
    fn get_for(&mut self, id: ObjectId, key: &Key, this: &Value) -> Completion {
        let Some(property) = self.find(id, key) else { return Ok(Value::Undefined) };
        match property.content {
            Content::Data { value, .. } => Ok(value),
            Content::Accessor { get: Value::Undefined, .. } => Ok(Value::Undefined),
            Content::Accessor { get, .. } => self.call(&get, this.clone(), &[]),
        }
    }

    /// The property of `id` or of what it inherits from.
    pub(super) fn find(&self, id: ObjectId, key: &Key) -> Option<Property> {
        let mut at = Some(id);
        while let Some(id) = at {
            if let Some(property) = self.heap().own(id, key) {
                return Some(property);
            }
            at = self.heap().get(id).prototype;
        }
        None
    }

    /// `key in object`.
    pub(super) fn has(&self, id: ObjectId, key: &Key) -> bool {
        self.find(id, key).is_some()
    }

    /// `Reflect.set(object, key, value)`: whether it was set.
    pub(in crate::abi::gojs) fn set(&mut self, id: ObjectId, key: impl Into<Key>, value: Value) -> Completion<bool> {
        let key = key.into();
        if let Some(done) = self.set_special(id, &key, &value)? {
            return Ok(done);
        }
        if let Some(property) = self.heap_mut().get_mut(id).properties.get_mut(&key)
            && let Content::Data { value: old, writable } = &mut property.content
        {
            let writable = *writable;
            if writable {
                *old = value;
            }
            return Ok(writable);
        }
        match self.find(id, &key).map(|property| property.content) {
            Some(Content::Accessor { set: Value::Undefined, .. } | Content::Data { writable: false, .. }) => Ok(false),
            Some(Content::Accessor { set, .. }) => self.call(&set, id.into(), &[value]).map(|_| true),
            _ if !self.heap().get(id).extensible => Ok(false),
            _ => {
                self.heap_mut().define(id, key, Property::plain(value));
                Ok(true)
            }
        }
    }

    /// Whether an array's items may not be written.
    pub(super) fn is_frozen(&self, id: ObjectId) -> bool {
        self.heap().get(id).items == Integrity::Frozen
    }

    /// Sets what is no ordinary property; `None` if the key is one.
    fn set_special(&mut self, id: ObjectId, key: &Key, value: &Value) -> Completion<Option<bool>> {
        match self.heap().kind(id) {
            Kind::Array(_) if self.is_frozen(id) && (key.is("length") || key.index().is_some()) => Ok(Some(false)),
            Kind::Array(items) if key.is("length") => {
                let old = items.len();
                let length = self.to_number(value)?;
                if (length as usize) < old && self.heap().get(id).items > Integrity::Open {
                    return Ok(Some(false));
                }
                self.set_array_length(id, length)?;
                Ok(Some(true))
            }
            Kind::Array(items) => match key.index() {
                Some(index) if (index as usize) < items.len() || self.heap().get(id).extensible => {
                    self.set_item(id, index as usize, value.clone())?;
                    Ok(Some(true))
                }
                Some(_) => Ok(Some(false)),
                None => Ok(None),
            },
            Kind::TypedArray(view) => match key.index() {
                Some(index) => {
                    let view = view.clone();
                    let number = self.to_number(value)?;
                    view.set(self.heap_mut(), index as usize, number);
                    Ok(Some(true))
                }
                None => Ok(None),
            },
            Kind::Primitive(Value::Text(text)) if own_of_text(text, key).is_some() => Ok(Some(false)),
            _ => Ok(None),
        }
    }

    /// Writes the item of an array, which grows as far as the heap's limit allows.
    fn set_item(&mut self, id: ObjectId, index: usize, value: Value) -> Completion<()> {
        let Kind::Array(items) = self.heap().kind(id) else { return Ok(()) };
        let more = (index + 1).saturating_sub(items.len());
        self.reserve(more.saturating_mul(size_of::<Value>()))?;
        if let Kind::Array(items) = self.heap_mut().kind_mut(id) {
            if more > 0 {
                items.resize(index + 1, Value::Undefined);
            }
            items[index] = value;
        }
        Ok(())
    }

    /// Makes `items` all that the array has.
    pub(super) fn replace_items(&mut self, id: ObjectId, items: Vec<Value>) {
        let heap = self.heap_mut();
        heap.charge(items.len() * size_of::<Value>());
        if let Kind::Array(old) = heap.kind_mut(id) {
            *old = items;
        }
    }

    pub(super) fn set_array_length(&mut self, id: ObjectId, length: f64) -> Completion<()> {
        if length.fract() != 0.0 || !(0.0..4_294_967_296.0).contains(&length) {
            return Err(self.range_error("Invalid array length"));
        }
        let length = length as usize;
        let Kind::Array(items) = self.heap().kind(id) else { return Ok(()) };
        self.reserve(length.saturating_sub(items.len()).saturating_mul(size_of::<Value>()))?;
        if let Kind::Array(items) = self.heap_mut().kind_mut(id) {
            items.resize(length, Value::Undefined);
        }
        Ok(())
    }
}
