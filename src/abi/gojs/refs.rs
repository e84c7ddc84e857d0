//! References: how the guest names the JavaScript values that it holds.

use std::collections::BTreeMap;

use super::js::{ObjectId, Symbol, Text, Value};

/// The values that the guest holds references to: `_values`, `_goRefCounts` and `_ids` of `wasm_exec.js`.
#[derive(Debug)]
pub(super) struct Refs {
    /// `None`: the id is free.
    slots: Vec<Option<Slot>>,
    ids: BTreeMap<Identity, u32>,
    free: Vec<u32>,
    /// Bytes of the texts among the values.
    text_bytes: usize,
}

#[derive(Debug)]
struct Slot {
    value: Value,
    /// How often the guest was handed the reference, less how often it gave it back.
    count: u64,
}

/// What makes a value with a reference the same as another: how a JavaScript `Map` compares its keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    Zero,
    Null,
    Bool(bool),
    Text(Text),
    Symbol(Symbol),
    Object(ObjectId),
}

/// A number that stands for a value: a number itself, or a NaN with the value's kind and id in it.
///
/// ```text
/// 63        51      34   32                      0
///  | 7FF8 .. | .. 0 | kind |          id          |
/// ```
/// `syscall/js/js.go`, `ref`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ref(pub(super) u64);

/// A reference that stands for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dangling(pub(super) u32);

/// The upper half of every reference that is no number.
const NAN_HEAD: u32 = 0x7ff8_0000;
/// Ids that are there from the start and stay: NaN, 0, `null`, `true`, `false`, `globalThis`, and the bridge.
const FIXED: u32 = 7;
/// Bytes that a reference takes on the host beside its value, about.
const SLOT_BYTES: usize = 128;

impl Refs {
    /// The references that every guest begins with.
    pub(super) fn new(global: ObjectId, go: ObjectId) -> Self {
        let values = [f64::NAN.into(), 0.0.into(), Value::Null, true.into(), false.into(), global.into(), go.into()];
        let mut refs = Self { slots: Vec::new(), ids: BTreeMap::new(), free: Vec::new(), text_bytes: 0 };
        for (id, value) in (0..).zip(values) {
            if let Some(identity) = Identity::of(&value) {
                refs.ids.insert(identity, id);
            }
            refs.slots.push(Some(Slot { value, count: 1 }));
        }
        refs
    }

    /// The value that `reference` stands for.
    pub(super) fn load(&self, reference: Ref) -> Result<Value, Dangling> {
        match f64::from_bits(reference.0) {
            0.0 => Ok(Value::Undefined),
            number if !number.is_nan() => Ok(number.into()),
            _ => {
                let id = reference.id();
                let slot = self.slots.get(id as usize).and_then(Option::as_ref);
                slot.map(|slot| slot.value.clone()).ok_or(Dangling(id))
            }
        }
    }

    /// A reference to `value`, which is of this kind and which the guest gives back when it needs it no longer.
    pub(super) fn store(&mut self, value: Value, kind: TypeFlag) -> Ref {
        let identity = match (&value, Identity::of(&value)) {
            (_, Some(identity)) => identity,
            (Value::Number(number), None) if !number.is_nan() => return Ref(number.to_bits()),
            (Value::Number(_), None) => return Ref::new(kind, 0),
            (_, None) => return Ref(0),
        };
        let id = match self.ids.get(&identity) {
            Some(&id) => id,
            None => self.add(identity, value),
        };
        if let Some(slot) = &mut self.slots[id as usize] {
            slot.count += 1;
        }
        Ref::new(kind, id)
    }

    fn add(&mut self, identity: Identity, value: Value) -> u32 {
        if let Identity::Text(text) = &identity {
            self.text_bytes += text.len();
        }
        let slot = Some(Slot { value, count: 0 });
        let id = match self.free.pop() {
            Some(id) => {
                self.slots[id as usize] = slot;
                id
            }
            // The heap's limit, which references count against, keeps their number far below 2^32.
            None => {
                self.slots.push(slot);
                (self.slots.len() - 1) as u32
            }
        };
        self.ids.insert(identity, id);
        id
    }

    /// Takes one reference back; the id of the last one is free for another value.
    pub(super) fn release(&mut self, id: u32) -> Result<(), Dangling> {
        let slot = self.slots.get_mut(id as usize).and_then(Option::as_mut).ok_or(Dangling(id))?;
        if id < FIXED {
            return Ok(());
        }
        slot.count -= 1;
        if slot.count == 0
            && let Some(identity) = Identity::of(&slot.value)
        {
            if let Identity::Text(text) = &identity {
                self.text_bytes -= text.len();
            }
            self.ids.remove(&identity);
            self.slots[id as usize] = None;
            self.free.push(id);
        }
        Ok(())
    }

    /// The objects that the guest can reach.
    pub(super) fn objects(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.slots.iter().flatten().filter_map(|slot| slot.value.object())
    }

    /// How many values the guest can reach, beside those that are always there.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.slots.iter().flatten().count() - FIXED as usize
    }

    /// How many ids there are, in use or free.
    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }

    /// Bytes that the references take on the host, about.
    pub(super) fn size(&self) -> usize {
        self.slots.len() * SLOT_BYTES + self.text_bytes
    }
}

/// The kind of a value that Go reads from a reference: `syscall/js/js.go`, `typeFlag…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeFlag {
    Plain = 0,
    Object = 1,
    Text = 2,
    Symbol = 3,
    Function = 4,
}

impl Ref {
    const fn new(kind: TypeFlag, id: u32) -> Self {
        Self(((NAN_HEAD | kind as u32) as u64) << 32 | id as u64)
    }

    /// A reference with the id `id`.
    pub(super) const fn of_id(id: u32) -> Self {
        Self::new(TypeFlag::Plain, id)
    }

    /// The id in a reference that is no number.
    pub(super) fn id(self) -> u32 {
        self.0 as u32
    }
}

impl Identity {
    /// `None` for what a reference holds by itself.
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Undefined => None,
            Value::Null => Some(Self::Null),
            Value::Bool(value) => Some(Self::Bool(*value)),
            Value::Number(number) => (*number == 0.0).then_some(Self::Zero),
            Value::Text(text) => Some(Self::Text(text.clone())),
            Value::Symbol(symbol) => Some(Self::Symbol(*symbol)),
            Value::Object(id) => Some(Self::Object(*id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refs() -> Refs {
        let mut heap = super::super::js::Heap::new(1 << 20);
        let realm = super::super::js::Realm::new(&mut heap);
        Refs::new(realm.global, realm.go)
    }

    #[test]
    fn numbers_and_undefined_are_their_own_references() {
        let mut refs = refs();
        for number in [1.0, -1.5, f64::INFINITY, 5e-324] {
            let reference = refs.store(number.into(), TypeFlag::Plain);
            assert_eq!(reference, Ref(number.to_bits()));
            assert!(matches!(refs.load(reference), Ok(Value::Number(loaded)) if loaded == number));
        }
        assert_eq!(refs.store(Value::Undefined, TypeFlag::Plain), Ref(0));
        assert!(matches!(refs.load(Ref((-0.0_f64).to_bits())), Ok(Value::Undefined)));
        assert_eq!(refs.len(), 0);
    }

    #[test]
    fn what_is_always_there_has_the_ids_that_go_knows() {
        let mut refs = refs();
        let values = [f64::NAN.into(), 0.0.into(), Value::Null, true.into(), false.into()];
        for (id, value) in (0..).zip(values) {
            assert_eq!(refs.store(value.clone(), TypeFlag::Plain), Ref::new(TypeFlag::Plain, id));
            assert_eq!(format!("{:?}", refs.load(Ref::new(TypeFlag::Plain, id)).unwrap()), format!("{value:?}"));
            for _ in 0..3 {
                refs.release(id).unwrap();
            }
        }
        assert_eq!(refs.store((-0.0).into(), TypeFlag::Plain), Ref::new(TypeFlag::Plain, 1));
        assert_eq!(refs.len(), 0);
    }

    #[test]
    fn equal_values_share_an_id_until_every_reference_is_given_back() {
        let mut refs = refs();
        let first = refs.store("text".into(), TypeFlag::Text);
        assert_eq!(refs.store("text".into(), TypeFlag::Text), first);
        assert_eq!(first, Ref(0x7ff8_0002_0000_0007));
        refs.release(first.id()).unwrap();
        assert!(matches!(refs.load(first), Ok(Value::Text(text)) if &*text == "text"));
        refs.release(first.id()).unwrap();
        assert_eq!((refs.load(first).unwrap_err(), refs.release(first.id())), (Dangling(7), Err(Dangling(7))));
        assert_eq!((refs.len(), refs.text_bytes), (0, 0));
        assert_eq!(refs.store("other".into(), TypeFlag::Text).id(), first.id(), "ids are used again");
    }

    #[test]
    fn ids_that_never_were_are_dangling() {
        for id in [7, 1000, u32::MAX] {
            assert_eq!(refs().load(Ref::new(TypeFlag::Object, id)).unwrap_err(), Dangling(id));
            assert_eq!(refs().release(id), Err(Dangling(id)));
        }
    }
}
