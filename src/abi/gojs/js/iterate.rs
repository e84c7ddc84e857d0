//! The iteration protocol: what `for (const item of value)` goes through.

use super::convert::to_boolean;
use super::object::Kind;
use super::symbol::WellKnown;
use super::{Completion, Intrinsic, Js, Key, ObjectId, Text, Value};

/// An iterator over the elements of an object or the characters of a string.
#[derive(Debug)]
pub(in crate::abi::gojs) struct Iteration {
    /// `undefined` once it is at its end.
    pub(super) source: Value,
    /// What comes next: an index, or a place in a string as [`Text::character`] counts.
    next: usize,
    yields: Yields,
}

/// What an iterator gives for each element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::abi::gojs) enum Yields {
    Keys,
    Values,
    Entries,
}

impl Iteration {
    pub(super) fn tag(&self) -> &'static str {
        if self.yields == Yields::Values && matches!(self.source, Value::Text(_)) {
            return "String Iterator";
        }
        "Array Iterator"
    }
}

impl Js<'_, '_> {
    /// A new iterator over `source`.
    pub(super) fn iterator(&mut self, source: Value, yields: Yields) -> Value {
        self.new_object(Intrinsic::Iterator, Kind::Iterator(Iteration { source, next: 0, yields })).into()
    }

    /// The iterator's next item; `None` at its end.
    pub(super) fn advance(&mut self, iterator: ObjectId) -> Completion<Option<Value>> {
        let Kind::Iterator(Iteration { source, next, yields }) = self.heap().kind(iterator) else {
            return Err(self.type_error("next method called on incompatible receiver"));
        };
        let (source, next, yields) = (source.clone(), *next, *yields);
        let (item, after) = match &source {
            Value::Text(text) => match text.character(next) {
                Some((character, after)) => (Some(character.into()), after),
                None => (None, next),
            },
            Value::Object(id) => (self.item(*id, next, yields)?, next + 1),
            _ => (None, next),
        };
        if let Kind::Iterator(iteration) = self.heap_mut().kind_mut(iterator) {
            iteration.next = after;
            if item.is_none() {
                iteration.source = Value::Undefined;
            }
        }
        Ok(item)
    }

    fn item(&mut self, id: ObjectId, index: usize, yields: Yields) -> Completion<Option<Value>> {
        if index >= self.length_of(id)? {
            return Ok(None);
        }
        if yields == Yields::Keys {
            return Ok(Some(index.into()));
        }
        let value = self.element(id, index)?;
        Ok(Some(match yields {
            Yields::Entries => self.array(vec![index.into(), value]).into(),
            _ => value,
        }))
    }

    /// What makes iterators over `value`; `undefined` if nothing does.
    pub(super) fn iterator_method(&mut self, value: &Value) -> Completion {
        if value.is_nullish() {
            return Ok(Value::Undefined);
        }
        let key = Key::Symbol(self.realm().well_known(WellKnown::Iterator).clone());
        self.get_of(value, key)
    }

    /// Everything that iterating over `value` gives.
    pub(super) fn iterate(&mut self, value: &Value) -> Completion<Vec<Value>> {
        let method = self.iterator_method(value)?;
        if !self.is_callable(&method) {
            let shown = match value {
                Value::Undefined => "undefined".into(),
                _ => format!("{} {}", type_of(self, value), self.brief(value)),
            };
            return Err(
                self.type_error(format!("{shown} is not iterable (cannot read property Symbol(Symbol.iterator))"))
            );
        }
        self.iterate_by(value, &method)
    }

    /// Everything that the iterators that `method` makes of `value` give.
    pub(super) fn iterate_by(&mut self, value: &Value, method: &Value) -> Completion<Vec<Value>> {
        let iterator = self.call(method, value.clone(), &[])?;
        let Some(id) = iterator.object() else {
            let shown = self.brief(&iterator);
            return Err(self.type_error(format!("Result of the Symbol.iterator method is not an object: {shown}")));
        };
        let mut items = Vec::new();
        if matches!(self.heap().kind(id), Kind::Iterator(_)) {
            while let Some(item) = self.advance(id)? {
                self.push(&mut items, item)?;
            }
            return Ok(items);
        }
        let next = self.get(id, "next")?;
        loop {
            let result = self.call(&next, iterator.clone(), &[])?;
            let Some(result) = result.object() else {
                let shown = self.brief(&result);
                return Err(self.type_error(format!("Iterator result {shown} is not an object")));
            };
            if to_boolean(&self.get(result, "done")?) {
                return Ok(items);
            }
            let item = self.get(result, "value")?;
            self.push(&mut items, item)?;
        }
    }

    /// Adds to a list whose length nobody knows beforehand.
    pub(super) fn push(&mut self, items: &mut Vec<Value>, item: Value) -> Completion<()> {
        self.round()?;
        self.room_for(items.len() + 1)?;
        items.push(item);
        Ok(())
    }

    /// What iterating over `value` gives, or its elements if it cannot be iterated over.
    pub(super) fn items_of(&mut self, value: &Value) -> Completion<Vec<Value>> {
        let method = self.iterator_method(value)?;
        if method.is_nullish() && !value.is_nullish() {
            return self.all_elements(value);
        }
        self.iterate(value)
    }
}

/// `typeof value`.
pub(super) fn type_of(js: &Js<'_, '_>, value: &Value) -> &'static str {
    match value {
        Value::Undefined => "undefined",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::Text(_) => "string",
        Value::Symbol(_) => "symbol",
        Value::Object(_) if js.is_callable(value) => "function",
        Value::Null | Value::Object(_) => "object",
    }
}

impl Text {
    /// The character at `place`, and the place after it; places are counted in what the text is kept as.
    pub(super) fn character(&self, place: usize) -> Option<(Self, usize)> {
        match self {
            Self::Whole(text) => {
                let character = text.get(place..)?.chars().next()?;
                let mut buffer = [0; 4];
                Some((Self::from(&*character.encode_utf8(&mut buffer)), place + character.len_utf8()))
            }
            Self::Broken(units) => {
                let rest = units.get(place..)?;
                let length = match rest {
                    [] => return None,
                    [0xd800..=0xdbff, 0xdc00..=0xdfff, ..] => 2,
                    _ => 1,
                };
                Some((Self::from_units(&rest[..length]), place + length))
            }
        }
    }
}
