//! Values as text and as numbers. Nothing here calls the guest, whatever its objects have for `toString`.

use super::function::Function;
use super::object::ObjectKind;
use super::{Completion, Js, ObjectId, Text, Value, number};

impl Js<'_, '_> {
    /// `String(value)`. Go asks for it of strings, numbers and booleans; of an object, this is what messages call it.
    pub(crate) fn to_text(&self, value: &Value) -> Text {
        match value {
            Value::Text(text) => text.clone(),
            _ => self.describe(value).into(),
        }
    }

    /// The value in messages and on the console.
    pub(super) fn describe(&self, value: &Value) -> String {
        match value {
            Value::Undefined => "undefined".into(),
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number::to_text(*number),
            Value::Text(text) => text.to_string(),
            Value::Symbol(_) => "Symbol()".into(),
            Value::Object(id) => match self.heap().kind(*id) {
                ObjectKind::Wrapper(value) => self.describe(value),
                ObjectKind::Function(Function::Native(name, _)) => format!("function {name}"),
                ObjectKind::Function(Function::Class(class)) => format!("class {}", class.name),
                ObjectKind::Function(_) => "function".into(),
                ObjectKind::Error => self.error_line(*id),
                _ => self.tag(*id),
            },
        }
    }

    /// `Object.prototype.toString`: `[object Array]`.
    pub(super) fn tag(&self, id: ObjectId) -> String {
        format!("[object {}]", self.class_name(id))
    }

    /// The class that the object is of.
    pub(crate) fn class_name(&self, id: ObjectId) -> &'static str {
        self.prototypes(id).find_map(|prototype| self.realm().class_of(prototype)).unwrap_or("Object")
    }

    /// `Error.prototype.toString`: the name and the message.
    pub(super) fn error_line(&self, id: ObjectId) -> String {
        // What an error holds is text or a number, unless the guest has put something else there.
        let part = |name| match self.get(id, name) {
            Value::Object(id) => self.tag(id),
            value => self.describe(&value),
        };
        match (part("name"), part("message")) {
            (name, message) if message.is_empty() => name,
            (name, message) if name.is_empty() => message,
            (name, message) => format!("{name}: {message}"),
        }
    }

    /// `Number(value)`, which reads no text. Throws for what is no number then.
    pub(super) fn number_of(&mut self, value: &Value) -> Completion<f64> {
        match value {
            Value::Undefined => Ok(f64::NAN),
            Value::Null => Ok(0.0),
            Value::Bool(value) => Ok(f64::from(u8::from(*value))),
            Value::Number(number) => Ok(*number),
            Value::Text(_) | Value::Symbol(_) | Value::Object(_) => {
                let shown = self.describe(value);
                Err(self.type_error(format!("{shown} is not a number")))
            }
        }
    }
}

/// `Boolean(value)`.
pub(super) fn to_boolean(value: &Value) -> bool {
    match value {
        Value::Undefined | Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => *number != 0.0 && !number.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::Symbol(_) | Value::Object(_) => true,
    }
}
