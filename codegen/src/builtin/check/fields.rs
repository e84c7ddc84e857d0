//! What fields may be, and what their options may say.

use super::Checking;
use crate::builtin::ast::{Field, Label, Range, Type};
use crate::builtin::interpret::flag;
use crate::builtin::limits::MAX_FIELD_NUMBER;
use crate::builtin::mistakes::{below, path};
use crate::builtin::pool::{FieldInfo, MessageInfo};

/// Numbers of options of fields.
mod number {
    pub(super) const PACKED: u32 = 2;
    pub(super) const LAZY: u32 = 5;
    pub(super) const JSTYPE: u32 = 6;
    pub(super) const UNVERIFIED_LAZY: u32 = 15;
}

impl Checking<'_, '_, '_, '_> {
    pub(super) fn declared_field(&mut self, field: &Field, at: &[i32]) {
        let is_extension = field.extendee.is_some();
        if is_extension && field.label == Label::Required {
            let message = format!("The extension {} cannot be required.", field.name);
            self.mistakes.add(&below(at, &[path::field::TYPE]), message);
        }
        if field.default.is_some() && field.label == Label::Repeated {
            self.mistakes.add(&below(at, &[path::field::DEFAULT]), "Repeated fields can't have default values.");
        }
        let number_at = below(at, &[path::field::NUMBER]);
        if field.number <= 0 {
            self.suggestions.want(&number_at, Range::ONE);
            self.mistakes.add(&number_at, "Field numbers must be positive integers.");
        } else if !is_extension && field.number > MAX_FIELD_NUMBER {
            self.suggestions.want(&number_at, Range::ONE);
            self.mistakes.add(&number_at, format!("Field numbers cannot be greater than {MAX_FIELD_NUMBER}."));
        }
    }

    pub(super) fn field_options(&mut self, field: &Field, info: &FieldInfo, at: &[i32], of: Option<&MessageInfo>) {
        let type_at = below(at, &[if field.type_name.is_some() { path::field::TYPE_NAME } else { path::field::TYPE }]);
        let set = |number| flag(&field.options, number).is_some_and(|value| value != 0);
        if set(number::LAZY) || set(number::UNVERIFIED_LAZY) {
            if info.kind != Type::Message {
                self.mistakes.add(&type_at, "[lazy = true] can only be specified for submessage fields.");
            }
            if set(number::UNVERIFIED_LAZY) && field.extendee.is_some() {
                self.mistakes.add(&type_at, "Extensions cannot be marked as unverified_lazy.");
            }
        }
        if set(number::PACKED) && !(info.is_repeated() && info.kind.is_packable()) {
            let message = "[packed = true] can only be specified for repeated primitive fields.";
            self.mistakes.add(&type_at, message);
        }
        self.jstype(field, info, &type_at);
        self.message_set(field, info, &type_at, at);
        self.map(field, info, &type_at, of);
        if self.file.is_proto3 {
            self.proto3(field, info, &type_at, at);
        }
        let default_name = super::json_names::default(&field.name).into_bytes();
        if field.extendee.is_some() && field.json_name.as_ref().is_some_and(|name| *name != default_name) {
            let message = "option json_name is not allowed on extension fields.";
            self.mistakes.add(&below(at, &[path::field::JSON_NAME]), message);
        }
        if field.json_name.as_ref().is_some_and(|name| name.contains(&0)) {
            let message = "json_name cannot have embedded null characters.";
            self.mistakes.add(&below(at, &[path::field::JSON_NAME]), message);
        }
        if field.extendee.is_some() {
            self.extension(field, info, at);
        }
    }

    fn jstype(&mut self, field: &Field, info: &FieldInfo, type_at: &[i32]) {
        let is_wide = matches!(info.kind, Type::Uint64 | Type::Int64 | Type::Sint64 | Type::Fixed64 | Type::Sfixed64);
        if flag(&field.options, number::JSTYPE).is_some_and(|jstype| jstype != 0) && !is_wide {
            let message = "jstype is only allowed on int64, uint64, sint64, fixed64 or sfixed64 fields.";
            self.mistakes.add(type_at, message);
        }
    }

    fn message_set(&mut self, field: &Field, info: &FieldInfo, type_at: &[i32], at: &[i32]) {
        let Some(of) = info.of.map(|index| &self.pool.messages[index]).filter(|of| of.is_message_set) else { return };
        if field.extendee.is_none() {
            let message = "MessageSets cannot have fields, only extensions.";
            self.mistakes.add(&below(at, &[path::NAME]), message);
        } else if field.label != Label::Optional || info.kind != Type::Message {
            self.mistakes
                .add(type_at, format!("Extensions of MessageSets must be optional messages: \"{}\".", of.name));
        }
    }

    fn map(&mut self, field: &Field, info: &FieldInfo, type_at: &[i32], of: Option<&MessageInfo>) {
        let Some(entry) = self.type_of(info).filter(|entry| entry.is_map_entry) else { return };
        let is_own = info.is_repeated()
            && entry.name == entry_name(&field.name)
            && of.is_some_and(|of| entry.full_name.strip_suffix(&*entry.name) == Some(&*format!("{}.", of.full_name)));
        if !is_own {
            let message = format!(
                "{} is a synthetic MapEntry message type, which is not allowed to be used as a field type.",
                entry.full_name
            );
            return self.mistakes.add(type_at, message);
        }
        let part = |number: i32| entry.by_number.get(&number).map(|index| &self.pool.fields[*index]);
        let (Some(key), Some(value)) = (part(1), part(2)) else { return };
        match key.kind {
            Type::Enum => self.mistakes.add(type_at, "Key in map fields cannot be enum types."),
            Type::Float | Type::Double | Type::Message | Type::Group | Type::Bytes => {
                let message = "Key in map fields cannot be float/double, bytes or message types.";
                self.mistakes.add(type_at, message);
            }
            _ => {}
        }
        if value.kind == Type::Enum {
            let values = value.type_index.map(|index| &self.pool.enums[index].values);
            if values.and_then(|values| values.first()).is_some_and(|(_, number)| *number != 0) {
                self.mistakes.add(type_at, "Enum value in map must define 0 as the first value.");
            }
        }
    }

    fn proto3(&mut self, field: &Field, info: &FieldInfo, type_at: &[i32], at: &[i32]) {
        if field.label == Label::Required {
            self.mistakes.add(type_at, "Required fields are not allowed in proto3.");
        }
        if field.default.is_some() {
            let message = "Explicit default values are not allowed in proto3.";
            self.mistakes.add(&below(at, &[path::field::DEFAULT]), message);
        }
        if info.kind == Type::Group {
            self.mistakes.add(type_at, "Groups are not supported in proto3 syntax.");
        }
        if let (Type::Enum, Some(index)) = (info.kind, info.type_index) {
            let an_enum = &self.pool.enums[index];
            if an_enum.is_closed {
                let of = info.of.map_or("", |of| &self.pool.messages[of].full_name);
                let message = format!(
                    "Enum type \"{}\" is not an open enum, but is used in \"{of}\" which is a proto3 message type.",
                    an_enum.full_name
                );
                self.mistakes.add(type_at, message);
            }
        }
    }
}

/// What the message of a map field's entries is called.
fn entry_name(field: &str) -> String {
    let mut name = String::new();
    let mut capital = true;
    for letter in field.chars() {
        match letter {
            '_' => capital = true,
            _ if std::mem::take(&mut capital) => name.push(letter.to_ascii_uppercase()),
            _ => name.push(letter),
        }
    }
    name + "Entry"
}
