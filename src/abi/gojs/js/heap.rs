//! Where objects live, how much they take, and how those that nothing leads to any more are found.

use super::object::{FIRST_PROPERTY_BYTES, Object, ObjectKind, PROPERTY_BYTES};
use super::text::Text;
use super::value::{ObjectId, Symbol, Value};

/// The objects of one run.
#[derive(Debug)]
pub(crate) struct Heap {
    /// `None`: free.
    slots: Vec<Option<Object>>,
    free: Vec<u32>,
    /// What stands for objects that are gone.
    nothing: Object,
    /// Bytes in use at most: exact after a collection, and counting what has been dropped since.
    bytes: usize,
    limit: usize,
    /// Bytes from which on a collection is due.
    collect_at: usize,
    /// Symbols that have been made.
    symbols: u64,
}

/// Bytes that may gather before the first collection.
const FIRST_COLLECTION: usize = 16 << 20;

/// Bytes that gather at least between two collections.
const LEAST_COLLECTION: usize = 1 << 20;

impl Heap {
    /// An empty heap, for objects of `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            nothing: Object::new(None, ObjectKind::Ordinary),
            bytes: 0,
            limit,
            collect_at: FIRST_COLLECTION.min(limit),
            symbols: 0,
        }
    }

    /// Keeps `object`.
    pub(super) fn add(&mut self, object: Object) -> ObjectId {
        self.bytes = self.bytes.saturating_add(object.size());
        if let Some(index) = self.free.pop() {
            self.slots[index as usize] = Some(object);
            return ObjectId(index);
        }
        // A run's limit on bytes keeps their number far below 2^32.
        self.slots.push(Some(object));
        ObjectId((self.slots.len() - 1) as u32)
    }

    /// The object; a guest that makes one unreachable while a host function is at work on it gets an empty one.
    pub(super) fn get(&self, id: ObjectId) -> &Object {
        self.slots[id.0 as usize].as_ref().unwrap_or(&self.nothing)
    }

    pub(super) fn get_mut(&mut self, id: ObjectId) -> &mut Object {
        self.slots[id.0 as usize].as_mut().unwrap_or(&mut self.nothing)
    }

    pub(super) fn kind(&self, id: ObjectId) -> &ObjectKind {
        &self.get(id).kind
    }

    pub(super) fn kind_mut(&mut self, id: ObjectId) -> &mut ObjectKind {
        &mut self.get_mut(id).kind
    }

    /// A symbol that equals no other.
    pub(super) fn symbol(&mut self) -> Symbol {
        self.symbols += 1;
        Symbol(self.symbols)
    }

    /// Sets the object's property, whatever was there.
    pub(super) fn define(&mut self, id: ObjectId, key: impl Into<Text>, value: Value) {
        let key = key.into();
        let (bytes, properties) = (key.len(), &mut self.get_mut(id).properties);
        if properties.insert(key, value).is_none() {
            let first = properties.len() == 1;
            self.charge(bytes + if first { FIRST_PROPERTY_BYTES } else { PROPERTY_BYTES });
        }
    }

    /// Counts `bytes` more.
    pub(crate) fn charge(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Bytes that may still be counted.
    pub(crate) fn left(&self) -> usize {
        self.limit.saturating_sub(self.bytes)
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Whether the objects take more than they may, as far as is known without a collection.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes > self.limit
    }

    pub(crate) fn is_due(&self) -> bool {
        self.bytes > self.collect_at
    }

    #[cfg(test)]
    pub(super) fn limit_to(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// How many objects there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Drops every object that `roots` do not lead to; `other` bytes are in use beside the objects.
    pub(crate) fn collect(&mut self, roots: impl Iterator<Item = ObjectId>, other: usize) {
        let mut alive = vec![false; self.slots.len()];
        let mut reached: Vec<ObjectId> = roots.collect();
        while let Some(id) = reached.pop() {
            if !std::mem::replace(&mut alive[id.0 as usize], true) {
                reached.extend(self.get(id).links());
            }
        }
        self.bytes = other;
        self.free.clear();
        self.nothing = Object::new(None, ObjectKind::Ordinary);
        for (index, slot) in self.slots.iter_mut().enumerate() {
            if !alive[index] {
                *slot = None;
            }
            match slot {
                Some(object) => self.bytes = self.bytes.saturating_add(object.size()),
                None => self.free.push(index as u32),
            }
        }
        // Half of what is left is kept free, for host functions, which collect nothing.
        let left = self.limit.saturating_sub(self.bytes);
        let more = self.bytes.max(FIRST_COLLECTION).min((left / 2).max(LEAST_COLLECTION));
        self.collect_at = self.bytes.saturating_add(more).min(self.limit);
    }
}
