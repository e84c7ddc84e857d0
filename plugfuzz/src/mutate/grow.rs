//! Changes that add to a request.

use super::{Change, any_file, in_message, words};
use crate::dice::Dice;
use crate::model::{
    Enum, EnumValue, Field, File, MAP_ENTRY, Method, Named, Range, Request, Service, Type, json_name, kind, label,
};
use crate::types::{self, Defined};

pub(super) const CHANGES: &[Change] = &[
    field,
    field,
    reference,
    recursion,
    map,
    optional,
    oneof,
    message,
    nest,
    many_fields,
    one_enum,
    value,
    service,
    extension,
    reserved,
    file,
    shared_dependency,
];

/// Adds a field of a scalar type.
fn field(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let proto3 = is_proto3(request);
    in_message(request, dice, |_, message, dice| {
        let kind = dice.one(kind::SCALARS);
        let mut field = Field { kind: Some(kind), ..new_field(message, dice)? };
        if !proto3 && field.label() != label::REPEATED && dice.once_in(3) {
            field.default_value = Some(default_of(kind, dice));
        }
        message.fields.push(field);
        Some(())
    })
}

/// Whether one of the files is of proto3, where some things cannot be.
fn is_proto3(request: &Request) -> bool {
    request.files.iter().any(|file| file.syntax() == "proto3" && request.generates(file))
}

fn default_of(kind: i32, dice: &mut Dice) -> String {
    match kind {
        1 | 2 => dice.one(["inf", "-inf", "nan", "0", "-0", "1e308", "5e-324", "1.5"]).into(),
        8 => dice.one(["true", "false"]).into(),
        kind::STRING => words::text(dice),
        12 => dice.one(["", "\\000\\377", "\\n", "abc", "\\\"", "\\\\"]).into(),
        3 | 16 | 18 => dice.one(["0", "-1", "9223372036854775807", "-9223372036854775808"]).into(),
        4 | 6 => dice.one(["0", "18446744073709551615"]).into(),
        5 | 15 | 17 => dice.one(["0", "-1", "2147483647", "-2147483648"]).into(),
        _ => dice.one(["0", "4294967295"]).into(),
    }
}

/// A field of no type yet, which `message` has room for.
fn new_field(message: &Type, dice: &mut Dice) -> Option<Field> {
    let name = words::identifier(dice);
    let is_taken = message.fields.iter().any(|field| field.name() == name);
    let label = dice.one([label::OPTIONAL, label::OPTIONAL, label::REPEATED]);
    let number = free_number(message, dice);
    let json_name = Some(json_name(&name));
    let field = Field { name: Some(name), number: Some(number), label: Some(label), json_name, ..Field::default() };
    (!is_taken).then_some(field)
}

/// A number that no field has.
pub(super) fn free_number(message: &Type, dice: &mut Dice) -> i32 {
    let edges = [1, 2, 15, 16, 100, 2047, 2048, 18_999, 20_000, 536_870_911];
    let is_free = |number: &i32| message.fields.iter().all(|field| field.number() != *number);
    let edge = dice.one(edges);
    if dice.once_in(3) && is_free(&edge) {
        return edge;
    }
    (1..).find(is_free).unwrap_or(1)
}

/// A type that the file at `from` can refer to without a cycle of imports, and imports if need be.
fn some_type(request: &mut Request, from: usize, is_enum: Option<bool>, dice: &mut Dice) -> Option<Defined> {
    let fits = |defined: &Defined| {
        defined.file <= from && !defined.is_entry && is_enum.is_none_or(|is_enum| is_enum == defined.is_enum)
    };
    let fitting: Vec<_> = types::all(request).into_iter().filter(fits).collect();
    let chosen = dice.pick(&fitting)?.clone();
    if chosen.file != from {
        let dependency = request.files[chosen.file].name().to_owned();
        let dependencies = &mut request.files[from].dependencies;
        if !dependencies.contains(&dependency) {
            dependencies.push(dependency);
        }
    }
    Some(chosen)
}

/// Adds a field of a type that some file defines.
fn reference(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (at, _) = any_file(request, dice)?;
    let ty = some_type(request, at, None, dice)?;
    let message = dice.pick_mut(&mut request.files[at].messages)?;
    let kind = if ty.is_enum { kind::ENUM } else { kind::MESSAGE };
    let field = Field { kind: Some(kind), type_name: Some(ty.name), ..new_field(message, dice)? };
    message.fields.push(field);
    Some(())
}

/// Adds a field of the message's own type.
fn recursion(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |name, message, dice| {
        let field = new_field(message, dice)?;
        message.fields.push(Field { kind: Some(kind::MESSAGE), type_name: Some(name.into()), ..field });
        Some(())
    })
}

/// Adds a map.
fn map(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |full_name, message, dice| {
        let field = new_field(message, dice)?;
        let camel: String = field.name().split('_').map(capitalised).collect();
        let entry = format!("{camel}Entry");
        let part = |name: &str, number, kind| Field {
            name: Some(name.into()),
            json_name: Some(name.into()),
            number: Some(number),
            label: Some(label::OPTIONAL),
            kind: Some(kind),
            ..Field::default()
        };
        let value = match dice.once_in(3) {
            true => Field { type_name: Some(full_name.into()), ..part("value", 2, kind::MESSAGE) },
            false => part("value", 2, dice.one(kind::SCALARS)),
        };
        let type_name = Some(format!("{full_name}.{entry}"));
        message.nested.push(Type {
            name: Some(entry),
            fields: vec![part("key", 1, dice.one(kind::KEYS)), value],
            options: Some(MAP_ENTRY.into()),
            ..Type::default()
        });
        message.fields.push(Field { kind: Some(kind::MESSAGE), label: Some(label::REPEATED), type_name, ..field });
        Some(())
    })
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// Adds an optional field as proto3 has it, with the oneof that stands for it.
fn optional(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let field = new_field(message, dice)?;
        let oneof = Named { name: Some(format!("_{}", field.name())), options: None };
        message.fields.push(Field {
            label: Some(label::OPTIONAL),
            kind: Some(dice.one(kind::SCALARS)),
            oneof_index: i32::try_from(message.oneofs.len()).ok(),
            proto3_optional: Some(true),
            ..field
        });
        message.oneofs.push(oneof);
        Some(())
    })
}

/// Puts a field into a new oneof, or into one that is there.
fn oneof(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let at = match dice.once_in(2) {
            true => {
                message.oneofs.push(Named { name: Some(words::identifier(dice)), options: None });
                message.oneofs.len() - 1
            }
            false => dice.below(message.oneofs.len()),
        };
        let field = dice.pick_mut(&mut message.fields)?;
        (field.oneof_index, field.label) = (i32::try_from(at).ok(), Some(label::OPTIONAL));
        Some(())
    })
}

fn new_message(dice: &mut Dice) -> Type {
    Type { name: Some(words::identifier(dice)), ..Type::default() }
}

/// Adds an empty message, on its own or in another.
fn message(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let message = new_message(dice);
    if dice.once_in(2) {
        any_file(request, dice)?.1.messages.push(message);
        return Some(());
    }
    in_message(request, dice, |_, outer, _| {
        outer.nested.push(message);
        Some(())
    })
}

/// Nests messages deeply.
fn nest(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let mut message = new_message(dice);
    for _ in 0..dice.one([2, 5, 20, 60]) {
        message = Type { nested: vec![message], ..new_message(dice) };
    }
    any_file(request, dice)?.1.messages.push(message);
    Some(())
}

/// Adds many fields at once.
fn many_fields(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let mut fields = Vec::new();
        let first = message.fields.iter().map(Field::number).max().unwrap_or(0).clamp(0, 1 << 20) + 1;
        for number in first..first + dice.one([8, 64, 300]) {
            let name = Some(format!("f{number}"));
            let label = Some(dice.one([label::OPTIONAL, label::REPEATED]));
            let kind = Some(dice.one(kind::SCALARS));
            fields.push(Field { json_name: name.clone(), name, number: Some(number), label, kind, ..Field::default() });
        }
        message.fields.extend(fields);
        Some(())
    })
}

/// Adds an enum.
fn one_enum(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let name = words::identifier(dice);
    let value = |name: String, number| EnumValue { name: Some(name), number: Some(number), options: None };
    let values = vec![value(words::identifier(dice), 0), value(format!("{name}_{}", words::identifier(dice)), -1)];
    let new = Enum { name: Some(name), values, ..Enum::default() };
    if dice.once_in(2) {
        any_file(request, dice)?.1.enums.push(new);
        return Some(());
    }
    in_message(request, dice, |_, message, _| {
        message.enums.push(new);
        Some(())
    })
}

/// Adds a value to an enum.
fn value(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let one = dice.pick_mut(&mut file.enums)?;
    let number = dice.one([0, 1, 2, -1, i32::MIN, i32::MAX, 1000]);
    if one.values.iter().any(|value| value.number() == number) {
        one.options = Some(crate::valid::ALLOW_ALIAS.into());
    }
    one.values.push(EnumValue { name: Some(words::identifier(dice)), number: Some(number), options: None });
    Some(())
}

/// Adds a method, and a service if need be.
fn service(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (at, _) = any_file(request, dice)?;
    let input = some_type(request, at, Some(false), dice)?.name;
    let output = some_type(request, at, Some(false), dice)?.name;
    let services = &mut request.files[at].services;
    if services.is_empty() || dice.once_in(4) {
        services.push(Service { name: Some(words::identifier(dice)), ..Service::default() });
    }
    dice.pick_mut(services)?.methods.push(Method {
        name: Some(words::identifier(dice)),
        input: Some(input),
        output: Some(output),
        options: None,
        client_streaming: dice.one([None, Some(true), Some(false)]),
        server_streaming: dice.one([None, Some(true), Some(false)]),
    });
    Some(())
}

/// Adds an extension of a message that has room for it.
fn extension(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let extendee = in_message(request, dice, |name, message, dice| {
        if message.extension_ranges.is_empty() {
            let start = message.fields.iter().map(Field::number).max().unwrap_or(0).max(99).checked_add(1)?;
            let end = Some(dice.one([start + 1, start + 100, 536_870_912]));
            message.extension_ranges.push(Range { start: Some(start), end, options: None });
        }
        Some((name.to_owned(), message.extension_ranges[0].start()))
    });
    let (extendee, number) = extendee?;
    let name = words::identifier(dice);
    let extension = Field {
        json_name: Some(json_name(&name)),
        name: Some(name),
        extendee: Some(extendee),
        number: Some(number),
        label: Some(dice.one([label::OPTIONAL, label::REPEATED])),
        kind: Some(dice.one(kind::SCALARS)),
        ..Field::default()
    };
    any_file(request, dice)?.1.extensions.push(extension);
    Some(())
}

/// Reserves a range and a name.
fn reserved(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let start = message.fields.iter().map(Field::number).max().unwrap_or(0).checked_add(1)?;
        message.reserved_ranges.push(Range { start: Some(start), end: start.checked_add(1), options: None });
        message.reserved_names.push(format!("{}_old", words::identifier(dice)));
        Some(())
    })
}

/// Adds a file that is empty but for its name, its package and its options.
fn file(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, like) = any_file(request, dice)?;
    let name =
        Some(format!("{}{}.proto", dice.one(["", "x/", "a/b/c/", "Mixed/", "d-e/", "f.g/"]), words::identifier(dice)));
    let package = dice.one([None, Some("a"), Some("a.b"), Some("type.self"), Some("A.b_c.D1")]).map(Into::into);
    let (options, syntax, edition) = (like.options.clone(), like.syntax.clone(), like.edition);
    request.file_to_generate.extend(name.clone());
    request.files.push(File { name, package, options, syntax, edition, ..File::default() });
    Some(())
}

/// Makes a file import what it does not need, or hand an import on.
fn shared_dependency(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (at, _) = any_file(request, dice)?;
    let name = request.files[dice.below(at)].name().to_owned();
    let file = &mut request.files[at];
    if file.name() != name && !file.dependencies.contains(&name) {
        file.dependencies.push(name);
    }
    let index = i32::try_from(dice.below(file.dependencies.len())).ok()?;
    if !file.dependencies.is_empty() && !file.public_dependencies.contains(&index) {
        file.public_dependencies.push(index);
    }
    Some(())
}
