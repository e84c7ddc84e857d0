//! Errors that JavaScript throws, and what becomes of those that nobody catches.

use super::builtins::TO_STRING_WITH_CODE;
use super::function::Function;
use super::object::{Kind, Object, Property};
use super::{Abrupt, Intrinsic, Js, Text, Value};
use crate::run::Stop;

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

    /// Node's error for an argument of the wrong type, which has a code.
    pub(in crate::abi::gojs) fn invalid_argument(&mut self, name: &str, expected: &str, value: &Value) -> Abrupt {
        let received = self.received(value);
        let message = format!("The \"{name}\" argument must be {expected}. Received {received}");
        let stack = format!("TypeError [ERR_INVALID_ARG_TYPE]: {message}\n    at <anonymous>");
        let error = self.error(Intrinsic::TypeError, message);
        if let Some(id) = error.object() {
            self.define(id, "code", "ERR_INVALID_ARG_TYPE".into());
            self.heap_mut().define(id, "stack", Property::hidden(stack.into()));
            let to_string = self.function(Function::Native(&TO_STRING_WITH_CODE)).into();
            self.heap_mut().define(id, "toString", Property::hidden(to_string));
        }
        Abrupt::Throw(error)
    }

    /// What was passed, as Node says it: `type number (1)`, `an instance of Object`.
    fn received(&self, value: &Value) -> String {
        let kind = match value {
            Value::Undefined | Value::Null => return self.inspect(value),
            Value::Object(id) if self.is_callable(value) => return format!("function {}", self.function_name(*id)),
            Value::Object(id) => {
                let class = self.class_name(*id);
                return class.map_or_else(|| self.inspect(value), |class| format!("an instance of {class}"));
            }
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::Symbol(_) => "symbol",
        };
        let mut shown = self.inspect(value);
        if shown.chars().nth(28).is_some() {
            let end = shown.char_indices().nth(25).map_or(shown.len(), |(end, _)| end);
            shown.truncate(end);
            shown.push_str("...");
        }
        format!("type {kind} ({shown})")
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

    /// The value as V8 names it in its messages, by `NoSideEffectsToString`: `abc`, `#<Object>`, `[object Array]`.
    pub(super) fn brief(&self, value: &Value) -> String {
        let Value::Object(id) = value else {
            return match value {
                Value::Text(text) => text.to_utf8().into_owned(),
                _ => self.inspect(value),
            };
        };
        match self.heap().kind(*id) {
            Kind::Function(_) => format!("function {}() {{ [native code] }}", self.function_name(*id)),
            Kind::Error => self.error_line(*id),
            Kind::Ordinary | Kind::Promise(_) => {
                format!("#<{}>", self.class_name(*id).unwrap_or_else(|| "Object".into()))
            }
            Kind::Primitive(value) => self.brief(value),
            kind => format!("[object {}]", kind.tag()),
        }
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
