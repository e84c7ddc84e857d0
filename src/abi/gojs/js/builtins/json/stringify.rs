//! `JSON.stringify`.

use std::collections::BTreeSet;

use super::super::object::listed_keys;
use super::MAX_DEPTH;
use super::options::{gap, property_list};
use super::quote::quoted;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::text_buffer::TextBuffer;
use crate::abi::gojs::js::{Abrupt, Completion, Invocation, Js, Key, ObjectId, Text, Value, number};

pub(super) fn stringify(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut writer = Writer::new(js, call)?;
    let root = js.object([("", call.arg(0))]);
    match writer.prepare(js, root, &Place::Key("".into()), call.arg(0))? {
        Some(value) => writer.document(js, value),
        None => Ok(Value::Undefined),
    }
}

/// `JSON.stringify(value)` as text; a value that contains itself is `[Circular]`, as for `%j` in Node.
pub(in super::super) fn json_text(js: &mut Js<'_, '_>, value: &Value) -> Completion<String> {
    let call = Invocation { this: Value::Undefined, args: std::slice::from_ref(value), new_target: None };
    match stringify(js, &call) {
        Ok(Value::Text(text)) => Ok(text.to_utf8().into_owned()),
        Ok(_) => Ok("undefined".into()),
        Err(Abrupt::Throw(error)) if js.brief(&error).contains("circular structure") => Ok("[Circular]".into()),
        Err(abrupt) => Err(abrupt),
    }
}

/// Where a value is in its container.
#[derive(Clone)]
enum Place {
    Index(usize),
    Key(Key),
}

impl Place {
    fn value(&self) -> Value {
        match self {
            Self::Index(index) => index.to_string().into(),
            Self::Key(key) => key.clone().value(),
        }
    }
}

/// A container that is being written.
struct Open {
    id: ObjectId,
    /// Where it is in the one around it.
    place: Place,
    places: Places,
    is_empty: bool,
}

/// What of a container is still to be written.
enum Places {
    Indices(std::ops::Range<usize>),
    Keys(std::vec::IntoIter<Key>),
}

struct Writer {
    replacer: Value,
    /// The keys that objects are written with, if they are given.
    keys: Option<Vec<Key>>,
    gap: String,
    buffer: TextBuffer,
    open: Vec<Open>,
    /// The same objects, to be found in no time.
    seen: BTreeSet<ObjectId>,
    /// Where the value that is written next is.
    place: Place,
}

impl Writer {
    fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<Self> {
        let replacer = call.arg(1);
        let is_list = replacer.object().is_some_and(|id| matches!(js.heap().kind(id), Kind::Array(_)));
        Ok(Self {
            keys: if is_list { Some(property_list(js, &replacer)?) } else { None },
            replacer: if js.is_callable(&replacer) { replacer } else { Value::Undefined },
            gap: gap(js, call.arg(2))?,
            buffer: TextBuffer::default(),
            open: Vec::new(),
            seen: BTreeSet::new(),
            place: Place::Key("".into()),
        })
    }

    /// What is written for `value`: what its `toJSON` and the replacer make of it; `None` for nothing.
    fn prepare(&self, js: &mut Js<'_, '_>, holder: ObjectId, place: &Place, value: Value) -> Completion<Option<Value>> {
        let mut value = value;
        if let Some(id) = value.object() {
            let to_json = js.get(id, "toJSON")?;
            if js.is_callable(&to_json) {
                value = js.call(&to_json, value, &[place.value()])?;
            }
        }
        if !self.replacer.is_undefined() {
            value = js.call(&self.replacer, holder.into(), &[place.value(), value])?;
        }
        if let Some(Kind::Primitive(primitive)) = value.object().map(|id| js.heap().kind(id)) {
            value = match primitive.clone() {
                Value::Number(_) => js.to_number(&value)?.into(),
                Value::Text(_) => js.to_text(&value)?.into(),
                Value::Bool(primitive) => primitive.into(),
                _ => value,
            };
        }
        let is_nothing = matches!(value, Value::Undefined | Value::Symbol(_)) || js.is_callable(&value);
        Ok((!is_nothing).then_some(value))
    }

    fn document(&mut self, js: &mut Js<'_, '_>, mut value: Value) -> Completion {
        loop {
            js.round()?;
            self.begin(js, &value)?;
            match self.advance(js)? {
                Some(next) => value = next,
                None => return js.text(std::mem::take(&mut self.buffer).finish()),
            }
        }
    }

    /// Writes a value, of a container the beginning.
    fn begin(&mut self, js: &mut Js<'_, '_>, value: &Value) -> Completion<()> {
        let text = match value {
            Value::Bool(true) => "true".into(),
            Value::Bool(false) => "false".into(),
            Value::Number(number) if number.is_finite() => number::to_text(*number),
            Value::Text(text) => return self.quote(js, text),
            Value::Object(id) => return self.enter(js, *id),
            _ => "null".into(),
        };
        self.buffer.push_str(js, &text)
    }

    fn enter(&mut self, js: &mut Js<'_, '_>, id: ObjectId) -> Completion<()> {
        if !self.seen.insert(id) {
            return Err(self.circular(js, id));
        }
        let is_array = matches!(js.heap().kind(id), Kind::Array(_));
        let places = if is_array {
            Places::Indices(0..js.length_of(id)?)
        } else {
            let keys = match &self.keys {
                Some(keys) => keys.clone(),
                None => listed_keys(js, id)?,
            };
            js.reserve(keys.len() * size_of::<Key>())?;
            Places::Keys(keys.into_iter())
        };
        if self.open.len() >= MAX_DEPTH {
            return Err(js.range_error("Maximum call stack size exceeded"));
        }
        js.reserve(size_of::<Open>())?;
        self.open.push(Open { id, place: self.place.clone(), places, is_empty: true });
        self.buffer.push_str(js, if is_array { "[" } else { "{" })
    }

    /// The next value to be written, after all that comes before it; `None` at the end of the text.
    fn advance(&mut self, js: &mut Js<'_, '_>) -> Completion<Option<Value>> {
        loop {
            let Some(open) = self.open.last_mut() else { return Ok(None) };
            let (id, next) = (open.id, open.places.next());
            let Some(place) = next else {
                self.close(js)?;
                continue;
            };
            js.round()?;
            let value = match &place {
                Place::Index(index) => js.element(id, *index)?,
                Place::Key(key) => js.get(id, key.clone())?,
            };
            let value = match (self.prepare(js, id, &place, value)?, &place) {
                (Some(value), _) => value,
                (None, Place::Index(_)) => Value::Null,
                (None, Place::Key(_)) => continue,
            };
            self.separate(js)?;
            if let Place::Key(Key::Text(key)) = &place {
                self.quote(js, key)?;
                self.buffer.push_str(js, if self.gap.is_empty() { ":" } else { ": " })?;
            }
            self.place = place;
            return Ok(Some(value));
        }
    }

    /// Writes what stands before an item.
    fn separate(&mut self, js: &mut Js<'_, '_>) -> Completion<()> {
        let is_first = self.open.last_mut().is_none_or(|open| std::mem::take(&mut open.is_empty));
        if !is_first {
            self.buffer.push_str(js, ",")?;
        }
        self.line(js)
    }

    fn line(&mut self, js: &mut Js<'_, '_>) -> Completion<()> {
        if self.gap.is_empty() {
            return Ok(());
        }
        self.buffer.push_str(js, "\n")?;
        for _ in 0..self.open.len() {
            js.round()?;
            self.buffer.push_str(js, &self.gap)?;
        }
        Ok(())
    }

    fn close(&mut self, js: &mut Js<'_, '_>) -> Completion<()> {
        let Some(Open { id, places, is_empty, .. }) = self.open.pop() else { return Ok(()) };
        self.seen.remove(&id);
        if !is_empty {
            self.line(js)?;
        }
        self.buffer.push_str(js, if matches!(places, Places::Indices(_)) { "]" } else { "}" })
    }

    fn quote(&mut self, js: &mut Js<'_, '_>, text: &Text) -> Completion<()> {
        js.room(2 * text.bytes())?;
        self.buffer.push_str(js, &quoted(text))
    }

    /// V8's picture of the way from an object to itself.
    fn circular(&self, js: &mut Js<'_, '_>, id: ObjectId) -> Abrupt {
        let class = |js: &Js<'_, '_>, id: ObjectId| {
            let name = js.class_name(id).unwrap_or_else(|| "Object".into());
            format!("object with constructor '{name}'")
        };
        let name = |place: &Place| match place {
            Place::Index(index) => format!("index {index}"),
            Place::Key(key) => format!("property '{}'", key.shown()),
        };
        let start = self.open.iter().position(|open| open.id == id).unwrap_or(0);
        let mut picture = format!("\n    --> starting at {}", class(js, id));
        let between = &self.open[start + 1..];
        let (first, last) = match between.len() {
            0..=3 => (between, &[][..]),
            count => (&between[..2], &between[count - 1..]),
        };
        for open in first {
            picture.push_str(&format!("\n    |     {} -> {}", name(&open.place), class(js, open.id)));
        }
        for open in last {
            picture.push_str(&format!("\n    |     ...\n    |     {} -> {}", name(&open.place), class(js, open.id)));
        }
        picture.push_str(&format!("\n    --- {} closes the circle", name(&self.place)));
        js.type_error(format!("Converting circular structure to JSON{picture}"))
    }
}

impl Iterator for Places {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        match self {
            Self::Indices(indices) => indices.next().map(Place::Index),
            Self::Keys(keys) => keys.next().map(Place::Key),
        }
    }
}
