//! The second and the third argument of `JSON.stringify`.

use std::collections::BTreeSet;

use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::{Completion, Js, Key, Value};

/// The keys that a replacer that is a list names.
pub(super) fn property_list(js: &mut Js<'_, '_>, list: &Value) -> Completion<Vec<Key>> {
    let mut keys = Vec::new();
    let mut known = BTreeSet::new();
    for item in js.all_elements(list)? {
        let is_name = match item.object().map(|id| js.heap().kind(id)) {
            Some(Kind::Primitive(Value::Number(_) | Value::Text(_))) => true,
            Some(_) => false,
            None => matches!(item, Value::Number(_) | Value::Text(_)),
        };
        if is_name {
            let key = Key::Text(js.to_text(&item)?);
            if known.insert(key.clone()) {
                keys.push(key);
            }
        }
    }
    Ok(keys)
}

/// What each level is indented by: up to ten spaces, or the first ten characters of a string.
pub(super) fn gap(js: &mut Js<'_, '_>, space: Value) -> Completion<String> {
    let space = match space.object().map(|id| js.heap().kind(id)) {
        Some(Kind::Primitive(Value::Number(_))) => js.to_number(&space)?.into(),
        Some(Kind::Primitive(Value::Text(_))) => js.to_text(&space)?.into(),
        _ => space,
    };
    Ok(match space {
        Value::Number(count) => " ".repeat(count.clamp(0.0, 10.0) as usize),
        Value::Text(text) => text.slice(0, text.len().min(10)).to_utf8().into_owned(),
        _ => String::new(),
    })
}
