//! All options of a file, one after the other.

use super::ast::{Enum, Field, File, Message, Options};
use super::declare::joined;
use super::mistakes::{below, path};

/// Where options stand.
pub(super) struct Place<'a> {
    /// The full name of the message that they are, such as `google.protobuf.FieldOptions`.
    pub(super) message: &'static str,
    /// The full name of what they are of, whose scope names in them are looked up in.
    pub(super) scope: &'a str,
    /// The path of the field that holds them.
    pub(super) path: &'a [i32],
}

type Visitor<'v> = dyn FnMut(&mut Options, &Place<'_>) + 'v;

/// Shows `visitor` every place of `file` that may have options.
pub(super) fn each_options(file: &mut File, visitor: &mut Visitor<'_>) {
    let package = file.package.clone().unwrap_or_default();
    for (at, message) in file.messages.iter_mut().enumerate() {
        in_message(message, &package, &[path::file::MESSAGE, at as i32], visitor);
    }
    for (at, an_enum) in file.enums.iter_mut().enumerate() {
        in_enum(an_enum, &package, &[path::file::ENUM, at as i32], visitor);
    }
    for (at, service) in file.services.iter_mut().enumerate() {
        let at = [path::file::SERVICE, at as i32];
        let scope = joined(&package, &service.name);
        for (method_at, method) in service.methods.iter_mut().enumerate() {
            let at = below(&at, &[path::service::METHOD, method_at as i32, path::method::OPTIONS]);
            let scope = joined(&scope, &method.name);
            show(&mut method.options, "google.protobuf.MethodOptions", &scope, &at, visitor);
        }
        let at = below(&at, &[path::service::OPTIONS]);
        show(&mut service.options, "google.protobuf.ServiceOptions", &scope, &at, visitor);
    }
    for (at, field) in file.extensions.iter_mut().enumerate() {
        in_field(field, &package, &[path::file::EXTENSION, at as i32], visitor);
    }
    // Names are looked up in the package: the last part of the scope stands for something in it.
    let scope = joined(&package, "file");
    show(&mut file.options, "google.protobuf.FileOptions", &scope, &[path::file::OPTIONS], visitor);
}

fn show(options: &mut Options, message: &'static str, scope: &str, path: &[i32], visitor: &mut Visitor<'_>) {
    if options.encoded.is_some() {
        visitor(options, &Place { message, scope, path });
    }
}

fn in_message(message: &mut Message, scope: &str, at: &[i32], visitor: &mut Visitor<'_>) {
    let scope = joined(scope, &message.name);
    for (oneof_at, oneof) in message.oneofs.iter_mut().enumerate() {
        let at = below(at, &[path::message::ONEOF, oneof_at as i32, path::ONEOF_OPTIONS]);
        show(&mut oneof.options, "google.protobuf.OneofOptions", &joined(&scope, &oneof.name), &at, visitor);
    }
    for (field_at, field) in message.fields.iter_mut().enumerate() {
        in_field(field, &scope, &below(at, &[path::message::FIELD, field_at as i32]), visitor);
    }
    for (enum_at, an_enum) in message.enums.iter_mut().enumerate() {
        in_enum(an_enum, &scope, &below(at, &[path::message::ENUM, enum_at as i32]), visitor);
    }
    for (range_at, range) in message.extension_ranges.iter_mut().enumerate() {
        let at = below(at, &[path::message::EXTENSION_RANGE, range_at as i32, path::RANGE_OPTIONS]);
        show(&mut range.options, "google.protobuf.ExtensionRangeOptions", &scope, &at, visitor);
    }
    for (field_at, field) in message.extensions.iter_mut().enumerate() {
        in_field(field, &scope, &below(at, &[path::message::EXTENSION, field_at as i32]), visitor);
    }
    let options_at = below(at, &[path::message::OPTIONS]);
    show(&mut message.options, "google.protobuf.MessageOptions", &scope, &options_at, visitor);
    for (nested_at, nested) in message.nested.iter_mut().enumerate() {
        in_message(nested, &scope, &below(at, &[path::message::NESTED, nested_at as i32]), visitor);
    }
}

fn in_field(field: &mut Field, scope: &str, at: &[i32], visitor: &mut Visitor<'_>) {
    let at = below(at, &[path::field::OPTIONS]);
    show(&mut field.options, "google.protobuf.FieldOptions", &joined(scope, &field.name), &at, visitor);
}

fn in_enum(an_enum: &mut Enum, scope: &str, at: &[i32], visitor: &mut Visitor<'_>) {
    for (value_at, value) in an_enum.values.iter_mut().enumerate() {
        let at = below(at, &[path::enums::VALUE, value_at as i32, path::enums::OPTIONS]);
        show(&mut value.options, "google.protobuf.EnumValueOptions", &joined(scope, &value.name), &at, visitor);
    }
    let at = below(at, &[path::enums::OPTIONS]);
    show(&mut an_enum.options, "google.protobuf.EnumOptions", &joined(scope, &an_enum.name), &at, visitor);
}
