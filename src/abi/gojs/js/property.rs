//! Reading, writing and removing properties, with what arrays and bytes make of indices.

use super::class::Class;
use super::object::ObjectKind;
use super::{Completion, Js, ObjectId, Text, Value};

/// The array index that `key` is the canonical form of.
fn index(key: &str) -> Option<usize> {
    let canonical = key.bytes().all(|byte| byte.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    let index = canonical.then(|| key.parse::<u32>().ok()).flatten()?;
    (index != u32::MAX).then_some(index as usize)
}

impl Js<'_, '_> {
    /// `object[key]`; `undefined` if there is no such property.
    pub(crate) fn get(&self, id: ObjectId, key: &str) -> Value {
        self.own(id, key).or_else(|| self.prototypes(id).find_map(|id| self.own(id, key))).unwrap_or(Value::Undefined)
    }

    /// The object's own property.
    pub(super) fn own(&self, id: ObjectId, key: &str) -> Option<Value> {
        let object = self.heap().get(id);
        let special = match (&object.kind, key) {
            (ObjectKind::Array(items), "length") => Some(items.len().into()),
            (ObjectKind::Array(items), _) => index(key).and_then(|index| items.get(index).cloned()),
            (ObjectKind::ArrayBuffer(bytes), "byteLength") => Some(bytes.len().into()),
            (ObjectKind::Bytes { buffer }, "buffer") => Some((*buffer).into()),
            (ObjectKind::Bytes { buffer }, _) => byte_property(self.heap().buffer(*buffer), key),
            (ObjectKind::References, "length") => Some(self.state().refs.slots().into()),
            _ => None,
        };
        special.or_else(|| object.properties.get(key).cloned())
    }

    /// `Reflect.set(object, key, value)`. A frozen object stays as it is.
    pub(crate) fn set(&mut self, id: ObjectId, key: impl Into<Text>, value: Value) -> Completion<()> {
        let key = key.into();
        let object = self.heap().get(id);
        match (&object.kind, index(&key)) {
            _ if object.frozen => {}
            (ObjectKind::Array(_), Some(index)) => self.set_item(id, index, value)?,
            (ObjectKind::Array(_), None) if &*key == "length" => {
                let length = self.number_of(&value)?;
                self.set_array_length(id, length)?;
            }
            (ObjectKind::Bytes { buffer }, Some(index)) => {
                let (buffer, byte) = (*buffer, to_byte(self.number_of(&value)?));
                if let Some(old) = self.heap_mut().buffer_mut(buffer).get_mut(index) {
                    *old = byte;
                }
            }
            _ => self.heap_mut().define(id, key, value),
        }
        Ok(())
    }

    /// `delete object[key]`. A frozen object stays as it is.
    pub(crate) fn delete(&mut self, id: ObjectId, key: &str) {
        let object = self.heap_mut().get_mut(id);
        match (&mut object.kind, index(key)) {
            _ if object.frozen => {}
            (ObjectKind::Array(items), Some(index)) => {
                if let Some(item) = items.get_mut(index) {
                    *item = Value::Undefined;
                }
            }
            _ => drop(object.properties.remove(key)),
        }
    }

    /// Writes the item of an array, which grows as far as the heap's limit allows.
    fn set_item(&mut self, id: ObjectId, index: usize, value: Value) -> Completion<()> {
        let ObjectKind::Array(items) = self.heap().kind(id) else { return Ok(()) };
        if index >= items.len() {
            self.resize_array(id, index + 1)?;
        }
        if let ObjectKind::Array(items) = self.heap_mut().kind_mut(id) {
            items[index] = value;
        }
        Ok(())
    }

    /// `array.length = length`, which has to be a whole number below 2^32.
    pub(super) fn set_array_length(&mut self, id: ObjectId, length: f64) -> Completion<()> {
        if length.fract() != 0.0 || !(0.0..4_294_967_296.0).contains(&length) {
            return Err(self.throw(Class::RangeError, "Invalid array length"));
        }
        self.resize_array(id, length as usize)
    }

    fn resize_array(&mut self, id: ObjectId, length: usize) -> Completion<()> {
        let ObjectKind::Array(items) = self.heap().kind(id) else { return Ok(()) };
        let more = length.saturating_sub(items.len());
        self.reserve(more.saturating_mul(size_of::<Value>()))?;
        if let ObjectKind::Array(items) = self.heap_mut().kind_mut(id) {
            items.resize(length, Value::Undefined);
        }
        Ok(())
    }
}

/// What a `Uint8Array` of `bytes` has.
fn byte_property(bytes: &[u8], key: &str) -> Option<Value> {
    match key {
        "length" | "byteLength" => Some(bytes.len().into()),
        _ => index(key).and_then(|index| bytes.get(index)).map(|byte| u32::from(*byte).into()),
    }
}

/// `ToUint8`: the whole part modulo 256.
fn to_byte(number: f64) -> u8 {
    if number.is_finite() { number.trunc().rem_euclid(256.0) as u8 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_canonical_numbers_are_indices() {
        for (text, found) in [("0", Some(0)), ("10", Some(10)), ("01", None), ("", None), ("-1", None), ("1.5", None)] {
            assert_eq!(index(text), found, "{text}");
        }
        assert_eq!(index("4294967294"), Some(4_294_967_294));
        assert_eq!(index("4294967295"), None);
    }

    #[test]
    fn bytes_keep_what_is_left_of_a_number_modulo_256() {
        for (number, byte) in [(255.9, 255), (257.0, 1), (-1.0, 255), (-0.5, 0), (f64::NAN, 0), (f64::INFINITY, 0)] {
            assert_eq!(to_byte(number), byte, "{number}");
        }
    }
}
