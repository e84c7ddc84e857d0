//! Errors that JavaScript throws, and what becomes of those that nobody catches.

use super::object::{Content, Kind, Object, Property};
use super::{Abrupt, Completion, Intrinsic, Js, ObjectId, Text, Value};
use crate::limits::Stop;

impl Js<'_, '_> {
    /// A new error of the class whose prototype is `class`.
    pub(in crate::abi::gojs) fn error(&mut self, class: Intrinsic, message: impl Into<Text>) -> Value {
        let message = message.into();
        let prototype = self.realm().prototype(class);
        let id = self.heap_mut().add(Object::new(Some(prototype), Kind::Error));
        let stack = format!("{}: {}\n    at <anonymous>", class.name(), message.to_utf8());
        self.heap_mut().define(id, "stack", Property::hidden(stack.into()));
        self.heap_mut().define(id, "message", Property::hidden(message.into()));
        id.into()
    }

    pub(in crate::abi::gojs) fn throw(&mut self, class: Intrinsic, message: impl Into<Text>) -> Abrupt {
        Abrupt::Throw(self.error(class, message))
    }

    pub(in crate::abi::gojs) fn type_error(&mut self, message: impl Into<Text>) -> Abrupt {
        self.throw(Intrinsic::TypeError, message)
    }

    pub(super) fn range_error(&mut self, message: impl Into<Text>) -> Abrupt {
        self.throw(Intrinsic::RangeError, message)
    }

    /// The value as V8's messages name it.
    pub(super) fn name_in_errors(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.to_utf8().into_owned(),
            Value::Object(id) => format!("#<{}>", self.class_of(*id)),
            _ => self.inspect(value),
        }
    }

    /// The value's type as V8's messages name it.
    pub(super) fn type_in_errors(&self, value: &Value) -> &'static str {
        match value {
            Value::Undefined => "a undefined",
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::Symbol(_) => "a symbol",
            Value::Object(_) if self.is_callable(value) => "a function",
            Value::Object(_) => "an object",
        }
    }

    /// The name of the object's class: of the constructor that its prototype names.
    pub(in crate::abi::gojs) fn class_of(&self, id: ObjectId) -> String {
        let heap = self.heap();
        let prototype = heap.get(id).prototype;
        let data = |id: ObjectId, key: &str| match heap.own(id, &key.into())?.content {
            Content::Data { value, .. } => Some(value),
            Content::Accessor { .. } => None,
        };
        let constructor = prototype.and_then(|prototype| data(prototype, "constructor")?.object());
        match constructor.and_then(|constructor| data(constructor, "name")) {
            Some(Value::Text(name)) if !name.is_empty() => name.to_utf8().into_owned(),
            _ => "Object".into(),
        }
    }

    /// Makes sure that `bytes` more fit into the heap, and counts them.
    pub(in crate::abi::gojs) fn reserve(&mut self, bytes: usize) -> Completion<()> {
        if bytes <= self.heap().left() {
            self.heap_mut().charge(bytes);
            return Ok(());
        }
        let limit = self.heap().limit();
        Err(self.range_error(format!("out of memory: the JavaScript objects of a run may take {limit} bytes")))
    }

    /// The end of a run in which nobody caught `abrupt`.
    pub(in crate::abi::gojs) fn uncaught(&mut self, abrupt: Abrupt) -> wasmi::Error {
        match abrupt {
            Abrupt::End(error) => error,
            Abrupt::Throw(value) => {
                let shown = self.describe_thrown(&value);
                wasmi::Error::host(Stop::Fault(format!("uncaught {shown}")))
            }
        }
    }

    /// `TypeError: …`, or the value if it is no error.
    pub(in crate::abi::gojs) fn describe_thrown(&mut self, value: &Value) -> String {
        let is_error = value.object().is_some_and(|id| matches!(self.heap().kind(id), Kind::Error));
        match self.to_text(value) {
            Ok(text) if is_error => text.to_utf8().into_owned(),
            _ => self.inspect(value),
        }
    }
}
