//! Messages, enums, extensions and services.

use super::value::quoted;
use super::writer::Writer;
use crate::model::{Enum, Field, File, Range, Service, Type, json_name, kind, label};

/// Numbers of the fields that hold elements, by descriptor.proto.
mod tag {
    pub(super) const FILE: [i32; 4] = [4, 5, 7, 6];
    pub(super) const FIELD: i32 = 2;
    pub(super) const NESTED: [i32; 3] = [3, 4, 6];
    pub(super) const ONEOF: i32 = 8;
    /// A value of an enum, or a method of a service.
    pub(super) const MEMBER: i32 = 2;
}

/// Messages, enums and extensions that stand side by side.
struct Siblings<'f> {
    messages: &'f [Type],
    enums: &'f [Enum],
    extensions: &'f [Field],
    /// The fields that stand beside them.
    fields: &'f [Field],
    /// What precedes the paths of each, and the numbers of their lists.
    path: &'f [i32],
    tags: [i32; 3],
}

impl Writer<'_> {
    /// What `file` defines.
    pub(super) fn definitions(&mut self, file: &File) -> Option<()> {
        let [messages, enums, extensions, services] = tag::FILE;
        self.siblings(&Siblings {
            messages: &file.messages,
            enums: &file.enums,
            extensions: &file.extensions,
            fields: &[],
            path: &[],
            tags: [messages, enums, extensions],
        })?;
        (0..).zip(&file.services).try_for_each(|(at, service)| self.service(&[services, at], service))
    }

    fn siblings(&mut self, all: &Siblings<'_>) -> Option<()> {
        let [messages, enums, extensions] = all.tags;
        let path = |tag, at| [all.path, &[tag, at]].concat();
        for (at, message) in (0..).zip(all.messages) {
            let is_group = |field: &Field| field.kind() == kind::GROUP && group(field, all.messages) == Some(message);
            if !message.is_map_entry() && !all.fields.iter().chain(all.extensions).any(is_group) {
                let path = path(messages, at);
                self.block(&path, &format!("message {}", message.name()), |writer| writer.inside(&path, message))?;
            }
        }
        for (at, one) in (0..).zip(all.enums) {
            self.one_enum(&path(enums, at), one)?;
        }
        let mut at = 0;
        for extensions_of_one in all.extensions.chunk_by(|one, next| one.extendee == next.extendee) {
            self.block(&[], &format!("extend {}", extensions_of_one.first()?.extendee()), |writer| {
                extensions_of_one.iter().try_for_each(|field| {
                    at += 1;
                    writer.field(&path(extensions, at - 1), field, all.messages)
                })
            })?;
        }
        Some(())
    }

    /// What is between the braces of `message`.
    fn inside(&mut self, path: &[i32], message: &Type) -> Option<()> {
        self.options("MessageOptions", message.options.as_deref())?;
        for (at, field) in (0..).zip(&message.fields) {
            let first = |oneof: i32| message.fields.iter().position(|other| other.oneof_index == Some(oneof));
            match field.oneof_index.filter(|_| !field.proto3_optional()) {
                None => self.field(&[path, &[tag::FIELD, at]].concat(), field, &message.nested)?,
                Some(oneof) if first(oneof) == usize::try_from(at).ok() => self.oneof(path, message, oneof)?,
                Some(_) => {}
            }
        }
        self.siblings(&Siblings {
            messages: &message.nested,
            enums: &message.enums,
            extensions: &message.extensions,
            fields: &message.fields,
            path,
            tags: tag::NESTED,
        })?;
        for range in &message.extension_ranges {
            let brackets = self.brackets(Vec::new(), "ExtensionRangeOptions", range.options.as_deref())?;
            self.statement(&[], &format!("extensions {}{brackets}", numbers(range, 1, 1 << 29)));
        }
        self.reserved(&message.reserved_ranges, &message.reserved_names, 1, 1 << 29);
        Some(())
    }

    fn oneof(&mut self, path: &[i32], message: &Type, index: i32) -> Option<()> {
        let oneof = message.oneofs.get(usize::try_from(index).ok()?)?;
        self.block(&[path, &[tag::ONEOF, index]].concat(), &format!("oneof {}", oneof.name()), |writer| {
            writer.options("OneofOptions", oneof.options.as_deref())?;
            let members = (0..).zip(&message.fields).filter(|(_, field)| field.oneof_index == Some(index));
            for (at, field) in members {
                writer.field(&[path, &[tag::FIELD, at]].concat(), field, &message.nested)?;
            }
            Some(())
        })
    }

    /// A field, or an extension, beside which `messages` are defined.
    fn field(&mut self, path: &[i32], field: &Field, messages: &[Type]) -> Option<()> {
        let entry = entry(field, messages);
        let in_oneof = field.oneof_index.is_some() && !field.proto3_optional();
        let label = match field.label() {
            label::REPEATED if entry.is_some() => "",
            label::REPEATED => "repeated ",
            label::REQUIRED => "required ",
            _ if !in_oneof && (self.is_proto2 || field.proto3_optional()) => "optional ",
            _ => "",
        };
        let brackets = self.brackets(particulars(field), "FieldOptions", field.options.as_deref())?;
        let (name, number) = (field.name(), field.number());
        if field.kind() == kind::GROUP {
            let group = group(field, messages)?;
            let head = format!("{label}group {} = {number}{brackets}", group.name());
            return self.block(path, &head, |writer| writer.inside(&[], group));
        }
        let of = match entry {
            Some([key, value]) => format!("map<{}, {}>", type_name(key)?, type_name(value)?),
            None => type_name(field)?.to_owned(),
        };
        self.statement(path, &format!("{label}{of} {name} = {number}{brackets}"));
        Some(())
    }

    fn one_enum(&mut self, path: &[i32], one: &Enum) -> Option<()> {
        self.block(path, &format!("enum {}", one.name()), |writer| {
            writer.options("EnumOptions", one.options.as_deref())?;
            for (at, value) in (0..).zip(&one.values) {
                let brackets = writer.brackets(Vec::new(), "EnumValueOptions", value.options.as_deref())?;
                let statement = format!("{} = {}{brackets}", value.name(), value.number());
                writer.statement(&[path, &[tag::MEMBER, at]].concat(), &statement);
            }
            writer.reserved(&one.reserved_ranges, &one.reserved_names, 0, i32::MAX);
            Some(())
        })
    }

    fn service(&mut self, path: &[i32], service: &Service) -> Option<()> {
        self.block(path, &format!("service {}", service.name()), |writer| {
            writer.options("ServiceOptions", service.options.as_deref())?;
            for (at, method) in (0..).zip(&service.methods) {
                let stream = |streams: bool| if streams { "stream " } else { "" };
                let (asks, answers) = (stream(method.client_streaming()), stream(method.server_streaming()));
                let (name, input, output) = (method.name(), method.input(), method.output());
                let head = format!("rpc {name} ({asks}{input}) returns ({answers}{output})");
                let path = [path, &[tag::MEMBER, at]].concat();
                match &method.options {
                    Some(options) => {
                        writer.block(&path, &head, |writer| writer.options("MethodOptions", Some(options)))?;
                    }
                    None => writer.statement(&path, &head),
                }
            }
            Some(())
        })
    }

    /// Numbers and names that are reserved. A range ends `beyond` its last number, which is at most before `most`.
    fn reserved(&mut self, ranges: &[Range], names: &[String], beyond: i32, most: i32) {
        for range in ranges {
            self.statement(&[], &format!("reserved {}", numbers(range, beyond, most)));
        }
        for name in names {
            let name = if self.is_edition { name.clone() } else { quoted(name.as_bytes()) };
            self.statement(&[], &format!("reserved {name}"));
        }
    }
}

/// `1 to 5`, of a range that ends `beyond` its last number.
fn numbers(range: &Range, beyond: i32, most: i32) -> String {
    let (start, end) = (range.start(), range.end().wrapping_sub(beyond));
    match () {
        () if range.end() == most => format!("{start} to max"),
        () if start == end => start.to_string(),
        () => format!("{start} to {end}"),
    }
}

/// The message among `messages` that `field`, a group, is of: its name in small letters is the field's.
fn group<'m>(field: &Field, messages: &'m [Type]) -> Option<&'m Type> {
    let is_its = |message: &&Type| {
        message.name().to_ascii_lowercase() == field.name() && is_called(field.type_name(), message.name())
    };
    messages.iter().find(is_its)
}

/// Key and value of `field`, if it is a map.
fn entry<'m>(field: &Field, messages: &'m [Type]) -> Option<&'m [Field; 2]> {
    let is_its = |message: &&Type| message.is_map_entry() && is_called(field.type_name(), message.name());
    let entry = messages.iter().find(is_its).filter(|_| field.kind() == kind::MESSAGE)?;
    entry.fields.first_chunk()
}

/// Whether the full name `name` ends in `last`.
fn is_called(name: &str, last: &str) -> bool {
    name.rsplit('.').next() == Some(last)
}

/// What a field says in brackets that is no option.
fn particulars(field: &Field) -> Vec<String> {
    let default = field.default_value.as_ref().map(|value| match field.kind() {
        kind::STRING => quoted(value.as_bytes()),
        // Escaped already.
        12 => format!("\"{value}\""),
        _ => value.clone(),
    });
    let json_name =
        field.json_name.as_ref().filter(|name| field.extendee.is_none() && **name != json_name(field.name()));
    let default = default.map(|value| format!("default = {value}"));
    let json_name = json_name.map(|name| format!("json_name = {}", quoted(name.as_bytes())));
    default.into_iter().chain(json_name).collect()
}

/// A field's type, as it is written.
fn type_name(field: &Field) -> Option<&str> {
    Some(match field.kind() {
        1 => "double",
        2 => "float",
        3 => "int64",
        4 => "uint64",
        5 => "int32",
        6 => "fixed64",
        7 => "fixed32",
        8 => "bool",
        kind::STRING => "string",
        12 => "bytes",
        13 => "uint32",
        15 => "sfixed32",
        16 => "sfixed64",
        17 => "sint32",
        18 => "sint64",
        kind::MESSAGE | kind::ENUM => field.type_name.as_deref()?,
        _ => return None,
    })
}
