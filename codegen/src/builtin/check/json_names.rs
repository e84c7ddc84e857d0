//! The names that fields have in JSON, which must differ.

use std::collections::HashMap;

use super::Checking;
use crate::builtin::ast::Message;
use crate::builtin::interpret::flag;
use crate::builtin::mistakes::{below, path};

const LEGACY_JSON_CONFLICTS: u32 = 11;

/// The name that a field has in JSON unless it says otherwise.
pub(in crate::builtin) fn default(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    let mut capital = false;
    for letter in name.chars() {
        match letter {
            '_' => capital = true,
            _ if std::mem::take(&mut capital) => result.push(letter.to_ascii_uppercase()),
            _ => result.push(letter),
        }
    }
    result
}

impl Checking<'_, '_, '_, '_> {
    pub(super) fn json_names(&mut self, message: &Message, at: &[i32]) {
        if flag(&message.options, LEGACY_JSON_CONFLICTS) == Some(1) {
            return;
        }
        for with_custom in [false, true] {
            let mut seen: HashMap<Vec<u8>, (&str, bool)> = HashMap::new();
            for (index, field) in message.fields.iter().enumerate() {
                let default = default(&field.name).into_bytes();
                let custom = field.json_name.as_ref().filter(|custom| with_custom && **custom != default);
                let is_custom = custom.is_some();
                let name = custom.cloned().unwrap_or(default);
                let field_at = below(at, &[path::message::FIELD, index as i32, path::NAME]);
                let shown = String::from_utf8_lossy(&name).into_owned();
                if is_custom && name.starts_with(b"[") && name.ends_with(b"]") {
                    let message = format!(
                        "The custom JSON name of field \"{}\" (\"{shown}\") is invalid: JSON names may not start with '[' \
                         and end with ']'.",
                        field.name
                    );
                    self.mistakes.add(&field_at, message);
                    continue;
                }
                let (other, other_is_custom) = *seen.entry(name).or_insert((&field.name, is_custom));
                let is_told_before = with_custom && !is_custom && !other_is_custom;
                // In proto2 a conflict with a default name is but a warning.
                let are_custom = is_custom && other_is_custom;
                let is_warning = !(self.file.is_proto3 || are_custom);
                if other == field.name || is_told_before {
                    continue;
                }
                let kind = |is_custom| if is_custom { "custom" } else { "default" };
                let message = format!(
                    "The {} JSON name of field \"{}\" (\"{shown}\") conflicts with the {} JSON name of field \"{other}\".",
                    kind(is_custom),
                    field.name,
                    kind(other_is_custom)
                );
                match is_warning {
                    true => self.mistakes.warn(&field_at, message),
                    false => self.mistakes.add(&field_at, message),
                }
            }
        }
    }
}
