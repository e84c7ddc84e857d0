//! The elements of arrays, typed arrays, and whatever has a `length` and indices.

use super::object::Kind;
use super::{Completion, Js, Key, ObjectId, Value};

impl Js<'_, '_> {
    /// `value` as an object, and how many elements that has: no more than the heap could hold.
    pub(super) fn elements(&mut self, value: &Value) -> Completion<(ObjectId, usize)> {
        let id = self.to_object(value)?;
        let length = self.length_of(id)?;
        match self.heap().kind(id) {
            Kind::Array(_) | Kind::TypedArray(_) | Kind::Primitive(_) => {}
            _ if length > self.heap().limit() / size_of::<Value>() => {
                return Err(self.range_error("Invalid array length"));
            }
            _ => {}
        }
        Ok((id, length))
    }

    /// `object[index]`.
    pub(in crate::abi::gojs) fn element(&mut self, id: ObjectId, index: usize) -> Completion {
        let found = match self.heap().kind(id) {
            Kind::Array(items) => items.get(index).cloned(),
            Kind::TypedArray(view) => view.get(self.heap(), index),
            _ => None,
        };
        match found {
            Some(value) => Ok(value),
            None => self.get(id, index as u64),
        }
    }

    /// `index in object`.
    pub(super) fn has_element(&self, id: ObjectId, index: usize) -> bool {
        match self.heap().kind(id) {
            Kind::Array(items) if index < items.len() => true,
            Kind::TypedArray(view) => index < view.length,
            _ => self.has(id, &Key::from(index as u64)),
        }
    }

    /// The elements from `start` to `end`, as a new list.
    pub(super) fn elements_between(&mut self, id: ObjectId, start: usize, end: usize) -> Completion<Vec<Value>> {
        self.room_for(end.saturating_sub(start))?;
        if let Kind::Array(items) = self.heap().kind(id)
            && let Some(part) = items.get(start..end)
        {
            return Ok(part.to_vec());
        }
        let mut list = Vec::new();
        for index in start..end {
            self.round()?;
            list.push(self.element(id, index)?);
        }
        Ok(list)
    }

    /// All elements, as a new list.
    pub(super) fn all_elements(&mut self, value: &Value) -> Completion<Vec<Value>> {
        let (id, length) = self.elements(value)?;
        self.elements_between(id, 0, length)
    }

    /// `value`, which must be a function.
    pub(super) fn callable(&mut self, value: Value) -> Completion {
        if self.is_callable(&value) {
            return Ok(value);
        }
        let shown = self.brief(&value);
        Err(self.type_error(format!("{shown} is not a function")))
    }
}
