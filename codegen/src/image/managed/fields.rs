//! `jstype` of fields.

use super::super::ImageFile;
use super::{Disable, Managed, ManagedOption, OptionValue, Override, get, set};
use crate::builtin::ast::{Field, File, Message, Type};
use crate::builtin::{self, path};

/// The number of `jstype` in `google.protobuf.FieldOptions`.
const JS_TYPE: u32 = 6;
/// The steps from a field to it.
pub(super) const JS_TYPE_PATH: [i32; 2] = [path::field::OPTIONS, JS_TYPE as i32];

/// The fields of `file` whose `jstype` is to be changed, and to what.
pub(super) fn js_types(managed: &Managed, file: &ImageFile) -> Vec<(Vec<i32>, i32)> {
    let overrides = managed.overrides.iter().filter(|rule| rule.option == ManagedOption::JsType);
    let overrides: Vec<_> = overrides.filter(|rule| rule.files.match_file(file)).collect();
    let is_about = |rule: &&Disable| rule.option.is_none_or(|option| option == ManagedOption::JsType);
    let disables = managed.disables.iter().filter(is_about).filter(|rule| rule.files.match_file(file));
    let disables: Vec<_> = disables.map(|rule| rule.field.as_deref()).collect();
    if overrides.is_empty() || disables.contains(&None) {
        return Vec::new();
    }
    let mut found = Found { overrides, disables, changes: Vec::new() };
    let package = file.whole.package.as_deref().unwrap_or_default();
    for (at, message) in file.whole.messages.iter().enumerate() {
        found.in_message(message, package, &[path::file::MESSAGE, at as i32]);
    }
    for (at, field) in file.whole.extensions.iter().enumerate() {
        found.field(field, package, &[path::file::EXTENSION, at as i32]);
    }
    found.changes
}

struct Found<'m> {
    overrides: Vec<&'m Override>,
    /// Fields that are left alone.
    disables: Vec<Option<&'m str>>,
    changes: Vec<(Vec<i32>, i32)>,
}

impl Found<'_> {
    fn in_message(&mut self, message: &Message, scope: &str, own: &[i32]) {
        let scope = below(scope, &message.name);
        let at = |step: i32, index: usize| builtin::below(own, &[step, index as i32]);
        for (index, field) in message.fields.iter().enumerate() {
            self.field(field, &scope, &at(path::message::FIELD, index));
        }
        for (index, field) in message.extensions.iter().enumerate() {
            self.field(field, &scope, &at(path::message::EXTENSION, index));
        }
        for (index, nested) in message.nested.iter().enumerate() {
            self.in_message(nested, &scope, &at(path::message::NESTED, index));
        }
    }

    fn field(&mut self, field: &Field, scope: &str, at: &[i32]) {
        use Type::{Fixed64, Int64, Sfixed64, Sint64, Uint64};
        let name = below(scope, &field.name);
        let is_wide = matches!(field.kind, Some(Int64 | Uint64 | Sint64 | Fixed64 | Sfixed64));
        if !is_wide || self.disables.contains(&Some(&*name)) {
            return;
        }
        let about = self.overrides.iter().filter(|rule| rule.field.as_ref().is_none_or(|field| *field == name));
        let mut wanted = about.filter_map(|rule| match rule.value {
            OptionValue::Number(value) => Some(value),
            _ => None,
        });
        if let Some(value) =
            wanted.next_back().filter(|value| get(&field.options, JS_TYPE) != Some(OptionValue::Number(*value)))
        {
            self.changes.push((at.to_vec(), value));
        }
    }
}

fn below(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// Sets the `jstype` of the field `at`.
pub(super) fn set_js_type(file: &mut File, at: &[i32], value: i32) {
    if let Some(field) = field_at(file, at) {
        set(&mut field.options, JS_TYPE, &OptionValue::Number(value));
    }
}

/// Whether the field `at` has no options.
pub(super) fn has_no_options(file: &mut File, at: &[i32]) -> bool {
    field_at(file, at).is_none_or(|field| field.options.encoded.is_none())
}

fn field_at<'f>(file: &'f mut File, at: &[i32]) -> Option<&'f mut Field> {
    let [step, index, rest @ ..] = at else { return None };
    let index = *index as usize;
    if *step == path::file::EXTENSION {
        return file.extensions.get_mut(index);
    }
    let (mut message, mut rest) = (file.messages.get_mut(index)?, rest);
    loop {
        let [step, index, more @ ..] = rest else { return None };
        let index = *index as usize;
        match *step {
            path::message::FIELD => return message.fields.get_mut(index),
            path::message::EXTENSION => return message.extensions.get_mut(index),
            _ => message = message.nested.get_mut(index)?,
        }
        rest = more;
    }
}
