//! What objects, keys and symbols are called.

use std::borrow::Cow;

use super::quote;
use crate::abi::gojs::js::object::{Content, Kind, Property};
use crate::abi::gojs::js::symbol::WellKnown;
use crate::abi::gojs::js::value::Symbol;
use crate::abi::gojs::js::{Js, Key, ObjectId, Text, Value};

pub(super) fn symbol(symbol: &Symbol) -> String {
    format!("Symbol({})", symbol.description().map_or(Cow::Borrowed(""), Text::to_utf8))
}

/// A property's name before its colon.
pub(super) fn key(key: &Key, enumerable: bool) -> String {
    let text = match key {
        Key::Symbol(key) => return format!("[{}]", symbol(key)),
        Key::Text(text) => text,
    };
    let name = text.to_utf8();
    let is_word = name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        && name.starts_with(|char: char| !char.is_ascii_digit());
    match &*name {
        "__proto__" => "['__proto__']".into(),
        _ if !enumerable => format!("[{}]", quote::escaped(text, '\'')),
        _ if is_word => name.into_owned(),
        _ => quote::quoted(text),
    }
}

impl Property {
    /// The text that the property holds.
    pub(super) fn text(&self) -> Option<&Text> {
        match &self.content {
            Content::Data { value: Value::Text(text), .. } => Some(text),
            _ => None,
        }
    }
}

impl Js<'_, '_> {
    /// The text that a property of the object or of what it inherits from holds.
    fn text_of(&self, id: ObjectId, key: &Key) -> Option<String> {
        let property = self.find(id, key)?;
        property.text().map(|text| text.to_utf8().into_owned())
    }

    /// A function's name; empty if it has none.
    pub(in crate::abi::gojs::js) fn function_name(&self, id: ObjectId) -> String {
        self.text_of(id, &"name".into()).unwrap_or_default()
    }

    /// The name of the constructor that the object was made by, as far as its prototypes tell.
    pub(in crate::abi::gojs) fn class_name(&self, id: ObjectId) -> Option<String> {
        let key = Key::from("constructor");
        let mut at = Some(id);
        while let Some(id) = at {
            if let Some(Property { content: Content::Data { value: Value::Object(class), .. }, .. }) =
                self.heap().own(id, &key)
                && matches!(self.heap().kind(class), Kind::Function(_))
            {
                let name = self.function_name(class);
                if !name.is_empty() {
                    return Some(name);
                }
            }
            at = self.heap().get(id).prototype;
        }
        None
    }

    /// `Symbol.toStringTag`, or what the objects that are there from the start have as such.
    pub(in crate::abi::gojs::js) fn tag(&self, id: ObjectId) -> Option<String> {
        let key = Key::Symbol(self.realm().well_known(WellKnown::ToStringTag).clone());
        self.text_of(id, &key).or_else(|| {
            let namespace =
                self.realm().name(id).filter(|name| matches!(*name, "Math" | "JSON" | "Reflect" | "console"));
            let global = (id == self.realm().global).then_some("global");
            let iterator = match self.heap().kind(id) {
                Kind::Iterator(iteration) => Some(iteration.tag()),
                _ => None,
            };
            namespace.or(global).or(iterator).map(str::to_owned)
        })
    }

    /// What stands before the brackets: the class, the size, the tag.
    pub(super) fn prefix(&self, id: ObjectId, size: Option<usize>) -> String {
        let size = size.map_or(String::new(), |size| format!("({size})"));
        let class = match self.class_name(id) {
            Some(_) if matches!(self.heap().kind(id), Kind::Iterator(_)) => format!("Object{size}"),
            Some(class) => format!("{class}{size}"),
            None => {
                let kind = self.heap().kind(id).tag();
                format!("[{kind}{size}: null prototype]")
            }
        };
        match self.tag(id) {
            Some(tag) if !tag.is_empty() && !class.starts_with(&*tag) => format!("{class} [{tag}] "),
            _ => format!("{class} "),
        }
    }

    /// `[Function: name]`. The classes of the language are functions to Node, too.
    pub(super) fn function_base(&self, id: ObjectId) -> String {
        match &*self.function_name(id) {
            "" => "[Function (anonymous)]".into(),
            name => format!("[Function: {name}]"),
        }
    }

    /// `TypeError: message`, as `Error.prototype.toString` has it, without calling anything.
    pub(in crate::abi::gojs::js) fn error_line(&self, id: ObjectId) -> String {
        let name = self.text_of(id, &"name".into()).unwrap_or_else(|| "Error".into());
        match self.text_of(id, &"message".into()) {
            Some(message) if !message.is_empty() => format!("{name}: {message}"),
            _ => name,
        }
    }

    /// An error's stack, which begins with its class.
    pub(super) fn shown_stack(&self, id: ObjectId) -> String {
        match self.text_of(id, &"stack".into()) {
            Some(stack) if !stack.is_empty() => stack,
            _ => self.error_line(id),
        }
    }
}
