//! Mappings of YAML by their fields: those that are known, each of the type that it has to have.

use super::yaml::{Node, Place, Value, name};
use crate::failure::{Failure, Result};

/// A mapping, all of whose fields are known.
#[derive(Clone, Copy)]
pub(super) struct Fields<'n> {
    pub(super) place: &'n Place,
    entries: &'n [(Node, Node)],
}

impl Node {
    /// The mapping `what`, which may have the fields `known` and no others. What says nothing has no fields.
    ///
    /// # Errors
    ///
    /// It is no mapping, or has another field.
    pub(super) fn fields(&self, what: &str, known: &[&str]) -> Result<Fields<'_>> {
        let fields = self.open(what)?;
        for (key, _) in fields.entries {
            let unknown = name(key).filter(|name| !known.contains(name));
            if let Some(unknown) = unknown {
                let failure = key.place.wrong(format!("{what} has no field {unknown}"));
                return Err(failure.hint(format!("it may have {}", known.join(", "))));
            }
        }
        Ok(fields)
    }

    /// The mapping `what`, whatever fields it has.
    pub(super) fn open(&self, what: &str) -> Result<Fields<'_>> {
        match &self.value {
            Value::Mapping(entries) => Ok(Fields { place: &self.place, entries }),
            _ if self.is_null() => Ok(Fields { place: &self.place, entries: &[] }),
            other => Err(self.place.wrong(format!("{what} has to be a mapping, and is {}", kind(other)))),
        }
    }

    /// The text of the field `what`.
    pub(super) fn text(&self, what: &str) -> Result<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Ok(text),
            other => Err(self.place.wrong(format!("{what} has to be a string, and is {}", kind(other)))),
        }
    }

    /// The texts in the list `what`.
    pub(super) fn texts(&self, what: &str) -> Result<Vec<String>> {
        self.items(what)?.iter().map(|item| Ok(item.text(what)?.to_owned())).collect()
    }

    /// What the list `what` holds.
    pub(super) fn items(&self, what: &str) -> Result<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Ok(items),
            other => Err(self.place.wrong(format!("{what} has to be a list, and is {}", kind(other)))),
        }
    }

    /// The boolean `what`.
    pub(super) fn flag(&self, what: &str) -> Result<bool> {
        match &self.value {
            Value::Scalar { text, is_plain: true } => match &*text.to_ascii_lowercase() {
                "true" | "yes" | "on" | "y" => Ok(true),
                "false" | "no" | "off" | "n" => Ok(false),
                _ => Err(self.place.wrong(format!("{what} has to be true or false, and is {text}"))),
            },
            other => Err(self.place.wrong(format!("{what} has to be true or false, and is {}", kind(other)))),
        }
    }
}

impl<'n> Fields<'n> {
    /// The field, unless it says nothing.
    pub(super) fn node(&self, field: &str) -> Option<&'n Node> {
        let node = self.entries.iter().find(|(key, _)| name(key) == Some(field)).map(|(_, value)| value);
        node.filter(|node| !node.is_null())
    }

    /// All fields, by their names.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'n str, &'n Node)> + use<'n> {
        self.entries.iter().filter_map(|(key, value)| Some((name(key)?, value)))
    }

    /// The text of the field; `None` if it is empty.
    pub(super) fn text(&self, field: &str) -> Result<Option<&'n str>> {
        let text = self.node(field).map(|node| node.text(field)).transpose()?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// The texts in the list that the field is.
    pub(super) fn texts(&self, field: &str) -> Result<Vec<String>> {
        self.node(field).map_or(Ok(Vec::new()), |node| node.texts(field))
    }

    /// The text that the field is, or those in the list that it is.
    pub(super) fn text_or_texts(&self, field: &str) -> Result<Vec<String>> {
        match self.node(field) {
            None => Ok(Vec::new()),
            Some(Node { value: Value::Scalar { text, .. }, .. }) => Ok(vec![text.clone()]),
            Some(node @ Node { value: Value::Sequence(_), .. }) => node.texts(field),
            Some(node) => Err(node.place.wrong(format!("{field} has to be a string or a list of them"))),
        }
    }

    /// The boolean that the field is; `false` if it is not there.
    pub(super) fn flag(&self, field: &str) -> Result<bool> {
        self.node(field).map_or(Ok(false), |node| node.flag(field))
    }

    /// The number that the field is; 0 if it is not there.
    pub(super) fn count(&self, field: &str) -> Result<usize> {
        let Some(node) = self.node(field) else { return Ok(0) };
        let parsed = match &node.value {
            Value::Scalar { text, is_plain: true } => text.parse::<u32>().ok(),
            _ => None,
        };
        let wrong = || node.place.wrong(format!("{field} has to be a number from 0 on"));
        parsed.and_then(|number| number.try_into().ok()).ok_or_else(wrong)
    }

    /// What the list holds that the field is.
    pub(super) fn items(&self, field: &str) -> Result<&'n [Node]> {
        self.node(field).map_or(Ok(&[]), |node| node.items(field))
    }

    /// A mistake in the field, or in the whole if it is not there.
    pub(super) fn wrong(&self, field: &str, message: impl Into<String>) -> Failure {
        self.node(field).map_or(self.place, |node| &node.place).wrong(message)
    }
}

/// What a value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Scalar { is_plain: true, .. } => "a word or number",
        Value::Scalar { .. } => "a string",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
    }
}
