//! Messages, what they hold, and extensions.

use super::{Parser, Place, Result, below, count, path};
use crate::builtin::ast::{Field, Label, Message, NamePart, Oneof, Options, Value};
use crate::builtin::limits::{MAX_FIELD_NUMBER, MAX_MESSAGE_DEPTH};

/// Numbers of a message's fields in its descriptor.
pub(super) mod number {
    pub(in super::super) const FIELD: i32 = 2;
    pub(in super::super) const NESTED: i32 = 3;
    pub(in super::super) const ENUM: i32 = 4;
    pub(in super::super) const EXTENSION_RANGE: i32 = 5;
    pub(in super::super) const EXTENSION: i32 = 6;
    pub(in super::super) const OPTIONS: i32 = 7;
    pub(in super::super) const ONEOF: i32 = 8;
    pub(in super::super) const RESERVED_RANGE: i32 = 9;
    pub(in super::super) const RESERVED_NAME: i32 = 10;
}

/// Stands for `max` until it is known what that is.
pub(super) const MAX: i32 = -1;

impl Parser<'_> {
    pub(super) fn message(&mut self, at: &[i32], place: Place) -> Result<Message> {
        self.deeper(|parser| parser.message_here(at, place))
    }

    fn message_here(&mut self, at: &[i32], place: Place) -> Result<Message> {
        self.expect("message")?;
        let name_place = self.open(&below(at, &[path::NAME]));
        let name = self.identifier("Expected message name.")?;
        self.close(name_place);
        let mut message = Message { name, ..Message::default() };
        self.message_block(at, place, &mut message)?;
        if self.file.is_proto3 {
            add_synthetic_oneofs(&mut message);
        }
        Ok(message)
    }

    /// Reads what lies one message deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        let inside = if self.depth < MAX_MESSAGE_DEPTH {
            read(self)
        } else {
            Err(self.fault("Reached maximum recursion limit for nested messages."))
        };
        self.depth -= 1;
        inside
    }

    pub(super) fn message_block(&mut self, at: &[i32], place: Place, message: &mut Message) -> Result {
        self.end_of_declaration("{", Some(place))?;
        while !self.try_end_of_declaration("}", None) {
            if self.current().kind == super::Kind::End {
                return Err(self.fault("Reached end of input in message definition (missing '}')."));
            }
            let statement = self.message_statement(at, message);
            self.recover(statement);
        }
        let max = if is_message_set(&message.options) { i32::MAX } else { MAX_FIELD_NUMBER + 1 };
        let extensions = message.extension_ranges.iter_mut().map(|extensions| &mut extensions.range);
        extensions
            .chain(&mut message.reserved_ranges)
            .filter(|range| range.end == MAX)
            .for_each(|range| range.end = max);
        match message.options.written.iter().find(|option| is_plain(&option.name, "map_entry")) {
            Some(option) => {
                let (line, column) = option.name_at;
                let message = "map_entry should not be set explicitly. Use map<KeyType, ValueType> instead.";
                Err(super::Fault::at(line, column, message))
            }
            None => Ok(()),
        }
    }

    fn message_statement(&mut self, at: &[i32], message: &mut Message) -> Result {
        if self.try_end_of_declaration(";", None) {
            return Ok(());
        }
        match self.current().text {
            b"message" => {
                let at = below(at, &[number::NESTED, count(&message.nested)]);
                let place = self.open(&at);
                let nested = self.message(&at, place)?;
                self.close(place);
                message.nested.push(nested);
            }
            b"enum" => {
                let at = below(at, &[number::ENUM, count(&message.enums)]);
                let place = self.open(&at);
                let an_enum = self.an_enum(&at, place)?;
                self.close(place);
                message.enums.push(an_enum);
            }
            b"extensions" => self.extension_ranges(at, message)?,
            b"reserved" => self.reserved_in_message(at, message)?,
            b"extend" => {
                let Message { extensions, nested, .. } = message;
                self.extend(at, number::EXTENSION, extensions, number::NESTED, nested)?;
            }
            b"option" => self.option_statement(&below(at, &[number::OPTIONS]), &mut message.options)?,
            b"oneof" => self.oneof(at, message)?,
            _ => {
                let field_at = below(at, &[number::FIELD, count(&message.fields)]);
                let place = self.open(&field_at);
                let mut field = Field::default();
                let has_label = self.label(&field_at, &mut field)?;
                self.field(&field_at, place, has_label, &mut field, at, number::NESTED, &mut message.nested)?;
                self.close(place);
                message.fields.push(field);
            }
        }
        Ok(())
    }

    fn oneof(&mut self, message_at: &[i32], message: &mut Message) -> Result {
        let index = count(&message.oneofs);
        let at = below(message_at, &[number::ONEOF, index]);
        let place = self.open(&at);
        self.expect("oneof")?;
        let name_place = self.open(&below(&at, &[path::NAME]));
        let mut oneof = Oneof { name: self.identifier("Expected oneof name.")?, ..Oneof::default() };
        self.close(name_place);
        self.end_of_declaration("{", Some(place))?;
        loop {
            if self.current().kind == super::Kind::End {
                return Err(self.fault("Reached end of input in oneof definition (missing '}')."));
            }
            if self.looks_at("option") {
                const OPTIONS: i32 = 2;
                self.option_statement(&below(&at, &[OPTIONS]), &mut oneof.options)?;
            } else {
                if matches!(self.current().text, b"required" | b"optional" | b"repeated") {
                    let message = "Fields in oneofs must not have labels (required / optional / repeated).";
                    self.note(self.fault(message));
                    self.next();
                }
                let field_at = below(message_at, &[number::FIELD, count(&message.fields)]);
                let field_place = self.open(&field_at);
                let mut field = Field { oneof: Some(index as u32), ..Field::default() };
                let nested = &mut message.nested;
                let read = self.field(&field_at, field_place, true, &mut field, message_at, number::NESTED, nested);
                self.recover(read);
                self.close(field_place);
                message.fields.push(field);
            }
            if self.try_end_of_declaration("}", None) {
                break;
            }
        }
        self.close(place);
        message.oneofs.push(oneof);
        Ok(())
    }

    /// `extend`, in the scope at `scope`. Groups in it become `nested` messages of the scope.
    pub(super) fn extend(
        &mut self,
        scope: &[i32],
        number: i32,
        extensions: &mut Vec<Field>,
        nested_number: i32,
        nested: &mut Vec<Message>,
    ) -> Result {
        const EXTENDEE: i32 = 2;
        let at = below(scope, &[number]);
        let place = self.open(&at);
        self.expect("extend")?;
        let first = self.current();
        let extendee = self.user_type()?;
        let last = self.tokens.previous;
        let mut begins_extend = true;
        self.end_of_declaration("{", Some(place))?;
        loop {
            if self.current().kind == super::Kind::End {
                return Err(self.fault("Reached end of input in extend definition (missing '}')."));
            }
            let field_at = below(&at, &[count(extensions)]);
            let field_place = self.open(&field_at);
            self.place_of_token(&below(&field_at, &[EXTENDEE]), first, last);
            let mut field = Field { extendee: Some(extendee.clone()), begins_extend, ..Field::default() };
            begins_extend = false;
            let has_label = self.label(&field_at, &mut field)?;
            let read = self.field(&field_at, field_place, has_label, &mut field, scope, nested_number, nested);
            self.recover(read);
            self.close(field_place);
            extensions.push(field);
            if self.try_end_of_declaration("}", None) {
                break;
            }
        }
        self.close(place);
        Ok(())
    }
}

/// A oneof of its own for each optional field of proto3, behind all others.
fn add_synthetic_oneofs(message: &mut Message) {
    let mut names: std::collections::HashSet<String> = message.fields.iter().map(|field| field.name.clone()).collect();
    names.extend(message.oneofs.iter().map(|oneof| oneof.name.clone()));
    for field in message.fields.iter_mut().filter(|field| field.is_proto3_optional) {
        let mut name = field.name.clone();
        if !name.starts_with('_') {
            name.insert(0, '_');
        }
        while names.contains(&name) {
            name.insert(0, 'X');
        }
        names.insert(name.clone());
        field.oneof = Some(message.oneofs.len() as u32);
        message.oneofs.push(Oneof { name, ..Oneof::default() });
    }
}

pub(super) fn is_plain(option: &[NamePart], name: &str) -> bool {
    option.first().is_some_and(|part| !part.is_extension && part.name == name)
}

fn is_message_set(options: &Options) -> bool {
    let is_true = Value::Identifier("true".into());
    options.written.iter().any(|option| {
        option.name.len() == 1 && is_plain(&option.name, "message_set_wire_format") && option.value == is_true
    })
}

impl Parser<'_> {
    /// `optional`, `repeated` or `required`, if one of them stands here.
    fn label(&mut self, at: &[i32], field: &mut Field) -> Result<bool> {
        const LABEL: i32 = 4;
        let label = match self.current().text {
            b"optional" => Label::Optional,
            b"repeated" => Label::Repeated,
            b"required" => Label::Required,
            _ => return Ok(false),
        };
        let place = self.open(&below(at, &[LABEL]));
        self.next();
        self.close(place);
        field.label = label;
        field.is_proto3_optional = label == Label::Optional && self.file.is_proto3;
        Ok(true)
    }
}
