//! Extensions, the ranges they are in, and what those say about them.

use std::collections::HashSet;

use super::Checking;
use crate::builtin::ast::{Field, Message, Options, Type};
use crate::builtin::interpret::flag;
use crate::builtin::limits::MAX_FIELD_NUMBER;
use crate::builtin::mistakes::{below, path};
use crate::builtin::pool::{Declaration, FieldInfo, MessageInfo};
use crate::builtin::wire::{Fields, Payload};

/// Numbers of options of ranges.
const DECLARATION: u32 = 2;
const VERIFICATION: u32 = 3;
const UNVERIFIED: u64 = 1;

impl Declaration {
    /// Those that the options of a range hold.
    pub(in crate::builtin) fn read_all(options: &Options) -> Vec<Self> {
        let encoded = options.encoded.as_deref().unwrap_or_default();
        let declarations = Fields(encoded).filter(|(number, _)| *number == DECLARATION);
        declarations
            .filter_map(|(_, payload)| if let Payload::Bytes(one) = payload { Some(Self::read(one)) } else { None })
            .collect()
    }

    fn read(encoded: &[u8]) -> Self {
        let mut declaration = Self::default();
        for (number, payload) in Fields(encoded) {
            let text = |bytes: &[u8]| Some(String::from_utf8_lossy(bytes).into_owned());
            match (number, payload) {
                (1, Payload::Varint(value)) => declaration.number = value as i32,
                (2, Payload::Bytes(name)) => declaration.full_name = text(name),
                (3, Payload::Bytes(name)) => declaration.type_name = text(name),
                (5, Payload::Varint(value)) => declaration.is_reserved = value != 0,
                (6, Payload::Varint(value)) => declaration.is_repeated = value != 0,
                _ => {}
            }
        }
        declaration
    }
}

/// Whether every extension in a range with these options has to be declared.
pub(in crate::builtin) fn must_be_declared(options: &Options) -> bool {
    flag(options, VERIFICATION) == Some(0)
}

impl Checking<'_, '_, '_, '_> {
    pub(super) fn extension_ranges(&mut self, message: &Message, at: &[i32]) {
        if self.file.is_proto3 && !message.extension_ranges.is_empty() {
            let at = below(at, &[path::message::EXTENSION_RANGE, 0]);
            self.mistakes.add(&at, "Extension ranges are not allowed in proto3.");
        }
        const MESSAGE_SET_WIRE_FORMAT: u32 = 1;
        let is_message_set = flag(&message.options, MESSAGE_SET_WIRE_FORMAT) == Some(1);
        if self.file.is_proto3 && is_message_set {
            self.mistakes.add(&below(at, &[path::NAME]), "MessageSet is not supported in proto3.");
        }
        let most = if is_message_set { i64::from(i32::MAX) } else { i64::from(MAX_FIELD_NUMBER) };
        let mut names = HashSet::new();
        for (index, range) in message.extension_ranges.iter().enumerate() {
            let at = below(at, &[path::message::EXTENSION_RANGE, index as i32]);
            if i64::from(range.range.end) > most + 1 {
                self.mistakes.add(&at, format!("Extension numbers cannot be greater than {most}."));
            }
            let declarations = Declaration::read_all(&range.options);
            if !declarations.is_empty() && flag(&range.options, VERIFICATION) == Some(UNVERIFIED) {
                let message = "Cannot mark the extension range as UNVERIFIED when it has extension(s) declared.";
                return self.mistakes.add(&at, message);
            }
            let mut numbers = HashSet::new();
            for declaration in declarations {
                let number = declaration.number;
                if !range.range.holds(number) {
                    let message = format!("Extension declaration number {number} is not in the extension range.");
                    self.mistakes.add(&at, message);
                }
                if !numbers.insert(number) {
                    let message = format!("Extension declaration number {number} is declared multiple times.");
                    self.mistakes.add(&at, message);
                }
                self.declaration(declaration, &mut names, &at);
            }
        }
    }

    fn declaration(&mut self, declaration: Declaration, names: &mut HashSet<String>, at: &[i32]) {
        let Declaration { number, full_name, type_name, is_reserved, .. } = declaration;
        let (Some(full_name), Some(type_name)) = (&full_name, &type_name) else {
            if full_name.is_some() != type_name.is_some() || !is_reserved {
                let message =
                    format!("Extension declaration #{number} should have both \"full_name\" and \"type\" set.");
                self.mistakes.add(at, message);
            }
            return;
        };
        if !names.insert(full_name.clone()) {
            let message = format!("Extension field name \"{full_name}\" is declared multiple times.");
            return self.mistakes.add(at, message);
        }
        let is_scalar = Type::of_keyword(type_name.as_bytes()).is_some();
        for name in [Some(full_name), Some(type_name).filter(|_| !is_scalar)].into_iter().flatten() {
            if !name.starts_with('.') {
                let message = format!("\"{name}\" must have a leading dot to indicate the fully-qualified scope.");
                self.mistakes.add(at, message);
            } else if name[1..]
                .split('.')
                .any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
            {
                self.mistakes.add(at, format!("\"{name}\" contains invalid identifiers."));
            }
        }
    }

    /// An extension is declared as its range says, and in proto3 extends options alone.
    pub(super) fn extension(&mut self, field: &Field, info: &FieldInfo, at: &[i32]) {
        let Some(of) = info.of.map(|index| &self.pool.messages[index]) else { return };
        let is_option = of.full_name.strip_prefix("google.protobuf.").is_some_and(|name| {
            matches!(
                name,
                "FileOptions"
                    | "MessageOptions"
                    | "FieldOptions"
                    | "EnumOptions"
                    | "EnumValueOptions"
                    | "ServiceOptions"
                    | "MethodOptions"
                    | "OneofOptions"
                    | "ExtensionRangeOptions"
            )
        });
        if self.file.is_proto3 && !is_option {
            self.mistakes.add_to_extendee(field, at, "Extensions in proto3 are only allowed for defining options.");
        }
        if self.pool.files[of.file].name == "google/protobuf/descriptor.proto" {
            return;
        }
        let ranges = &mut of.declarations.iter();
        if let Some((_, declarations, must)) = ranges.find(|(range, ..)| range.holds(field.number)) {
            self.declared(field, info, of, declarations, *must, at);
        }
    }

    /// An extension is what one of the `declarations` says, if there are any or there must be.
    fn declared(
        &mut self,
        field: &Field,
        info: &FieldInfo,
        of: &MessageInfo,
        declarations: &[Declaration],
        must: bool,
        at: &[i32],
    ) {
        let Field { number, .. } = field;
        let (name, of_name) = (&info.full_name, &of.full_name);
        let Some(declared) = declarations.iter().find(|declared| declared.number == *number) else {
            if must || !declarations.is_empty() {
                let message = format!(
                    "Missing extension declaration for field {name} with number {number} in extendee message {of_name}. \
                     An extension range must declare for all extension fields if its verification state is DECLARATION \
                     or there's any declaration in the range already. Otherwise, consider splitting up the range."
                );
                self.mistakes.add_to_extendee(field, at, message);
            }
            return;
        };
        if declared.is_reserved {
            let message = format!(
                "Cannot use number {number} for extension field {name}, as it is reserved in the extension declarations \
                 for message {of_name}."
            );
            return self.mistakes.add_to_extendee(field, at, message);
        }
        let mut differs = |what: String| {
            let message = format!("\"{of_name}\" extension field {number} is expected to {what}.");
            self.mistakes.add_to_extendee(field, at, message);
        };
        let actual = field.type_name.as_deref().unwrap_or(info.kind.keyword());
        let expected = declared.type_name.as_ref().map(|expected| {
            let is_whole = expected.starts_with('.') || Type::of_keyword(expected.as_bytes()).is_some();
            if is_whole { expected.clone() } else { format!(".{expected}") }
        });
        if let Some(expected) = expected.filter(|expected| expected != actual) {
            differs(format!("be type \"{expected}\", not \"{actual}\""));
        }
        let actual = format!(".{name}");
        if let Some(expected) = declared.full_name.as_ref().filter(|expected| **expected != actual) {
            differs(format!("have field name \"{expected}\", not \"{actual}\""));
        }
        if declared.is_repeated != info.is_repeated() {
            differs(format!("be {}", if declared.is_repeated { "repeated" } else { "optional" }));
        }
    }
}
