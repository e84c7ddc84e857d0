//! Changes after which no compiler would send the request.

use super::{Change, any_file, in_message, words};
use crate::dice::Dice;
use crate::model::{Field, Location, MAP_ENTRY, Range, Request, Source, Type};
use crate::prune;

pub(super) const CHANGES: &[Change] = &[
    remove,
    file_name,
    asked,
    dependency,
    files,
    message_name,
    field_name,
    field_type,
    field_number,
    field_label,
    oneof_index,
    default_value,
    map_entry,
    duplicate,
    nesting,
    enums,
    methods,
    syntax,
    places,
    ranges,
    parameter,
    options,
];

/// Removes a part, whatever refers to it.
fn remove(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let number = dice.below(prune::parts(request));
    prune::prune(request, number..number + 1);
    Some(())
}

fn file_name(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let name = words::strange(dice);
    let (_, file) = any_file(request, dice)?;
    let old = file.name.replace(name.clone())?;
    if dice.once_in(2) {
        request.file_to_generate.iter_mut().filter(|asked| **asked == old).for_each(|asked| *asked = name.clone());
    }
    Some(())
}

/// Asks for files that are not there, twice, or not at all.
fn asked(request: &mut Request, dice: &mut Dice) -> Option<()> {
    match dice.below(4) {
        0 => request.file_to_generate.clear(),
        1 => request.file_to_generate.push(words::strange(dice)),
        2 => request.file_to_generate.push("missing.proto".into()),
        _ => {
            let again = dice.pick(&request.file_to_generate)?.clone();
            request.file_to_generate.push(again);
        }
    }
    Some(())
}

/// Makes files import what is not there, themselves, or each other.
fn dependency(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let names: Vec<_> = request.files.iter().map(|file| file.name().to_owned()).collect();
    let (_, file) = any_file(request, dice)?;
    match dice.below(5) {
        0 => file.dependencies.push("missing.proto".into()),
        1 => file.dependencies.push(file.name().into()),
        2 => file.dependencies.push(dice.pick(&names)?.clone()),
        3 => file.dependencies.clear(),
        _ => file.public_dependencies.push(dice.one([-1, 1, 1000, i32::MAX, i32::MIN])),
    }
    Some(())
}

/// Sends files in another order, twice, or not at all.
fn files(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let count = request.files.len();
    match dice.below(4) {
        0 => request.files.reverse(),
        1 => {
            let again = dice.pick(&request.files)?.clone();
            request.files.push(again);
        }
        2 if count > 1 => drop(request.files.remove(dice.below(count))),
        _ => request.files.clear(),
    }
    Some(())
}

fn message_name(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        message.name = if dice.once_in(4) { None } else { Some(words::strange(dice)) };
        Some(())
    })
}

/// Changes some field of some message.
fn in_field(request: &mut Request, dice: &mut Dice, change: fn(&mut Field, &mut Dice)) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        change(dice.pick_mut(&mut message.fields)?, dice);
        Some(())
    })
}

fn field_name(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_field(request, dice, |field, dice| match dice.below(4) {
        0 => field.name = None,
        1 => field.json_name = None,
        2 => field.json_name = Some(words::strange(dice)),
        _ => field.name = Some(words::strange(dice)),
    })
}

/// Lets a field refer to what is not there, or to something of another kind.
fn field_type(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_field(request, dice, |field, dice| match dice.below(5) {
        0 => field.type_name = None,
        1 => field.type_name = Some(words::strange(dice)),
        2 => field.type_name = Some(field.type_name().trim_start_matches('.').into()),
        3 => field.kind = Some(dice.one([0, 10, 11, 14, 19, -1, i32::MAX])),
        _ => field.type_name = Some(".missing.Type".into()),
    })
}

fn field_number(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_field(request, dice, |field, dice| {
        field.number = dice.one([None, Some(0), Some(-1), Some(1), Some(19_500), Some(i32::MAX), Some(i32::MIN)]);
    })
}

fn field_label(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_field(request, dice, |field, dice| {
        field.label = dice.one([None, Some(0), Some(2), Some(4), Some(-1)]);
        field.proto3_optional = dice.one([None, Some(true)]);
    })
}

fn oneof_index(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_field(request, dice, |field, dice| {
        field.oneof_index = Some(dice.one([0, 1, 7, -1, 1 << 20, i32::MAX, i32::MIN]));
    })
}

fn default_value(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_field(request, dice, |field, dice| {
        field.default_value = Some(match dice.once_in(2) {
            true => words::text(dice),
            false => {
                dice.one(["abc", "-", "0x", "1e999999", "\\", "\\x", "\\777", "99999999999999999999", "NaN"]).into()
            }
        });
    })
}

/// Calls a message a map's entry that is none, or takes one apart.
fn map_entry(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let entry = message.nested.iter_mut().find(|nested| nested.is_map_entry());
        match entry {
            Some(entry) if dice.once_in(2) => entry.fields.truncate(dice.below(2)),
            Some(entry) => entry.fields.reverse(),
            None => message.options = Some(MAP_ENTRY.into()),
        }
        Some(())
    })
}

/// Says something twice.
fn duplicate(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    match dice.below(4) {
        0 => file.messages.push(dice.pick(&file.messages)?.clone()),
        1 => file.enums.push(dice.pick(&file.enums)?.clone()),
        2 => file.services.push(dice.pick(&file.services)?.clone()),
        _ => {
            let message = dice.pick_mut(&mut file.messages)?;
            message.fields.push(dice.pick(&message.fields)?.clone());
        }
    }
    Some(())
}

/// Nests messages more deeply than compilers allow, and than decoders of protobuf take.
fn nesting(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let mut message = Type { name: Some("M".into()), ..Type::default() };
    for _ in 0..dice.one([31, 90, 120, 500]) {
        message = Type { name: Some("M".into()), nested: vec![message], ..Type::default() };
    }
    any_file(request, dice)?.1.messages.push(message);
    Some(())
}

fn enums(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let one = dice.pick_mut(&mut file.enums)?;
    match dice.below(4) {
        0 => one.values.clear(),
        1 => one.name = Some(words::strange(dice)),
        2 => dice.pick_mut(&mut one.values)?.name = Some(words::strange(dice)),
        _ => dice.pick_mut(&mut one.values)?.number = dice.one([None, Some(i32::MIN), Some(7)]),
    }
    Some(())
}

fn methods(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let service = dice.pick_mut(&mut file.services)?;
    if dice.once_in(3) {
        service.name = Some(words::strange(dice));
    }
    let method = dice.pick_mut(&mut service.methods)?;
    match dice.below(4) {
        0 => method.input = None,
        1 => method.output = Some(".missing.Type".into()),
        2 => method.input = Some(words::strange(dice)),
        _ => method.name = Some(words::strange(dice)),
    }
    Some(())
}

fn syntax(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    file.syntax = dice.one([None, Some(""), Some("proto4"), Some("editions"), Some("proto3")]).map(Into::into);
    file.edition = dice.one([None, Some(0), Some(1), Some(998), Some(999), Some(1000), Some(99_999), Some(-1)]);
    if dice.once_in(3) {
        file.package = Some(words::strange(dice));
    }
    Some(())
}

/// Gives places in the source that do not exist.
fn places(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let path = match dice.below(4) {
        0 => vec![],
        1 => vec![4, 1000, 2, 1000],
        2 => vec![-1, i32::MAX],
        _ => vec![4; 200],
    };
    let span = match dice.below(4) {
        0 => vec![],
        1 => vec![1],
        2 => vec![-1, -1, -1, -1],
        _ => vec![i32::MAX, 0, 0],
    };
    let location = Location { path, span, leading: Some(words::text(dice)), ..Location::default() };
    file.source.get_or_insert_with(Source::default).locations.push(location);
    Some(())
}

fn ranges(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let numbers = [None, Some(0), Some(-1), Some(1), Some(i32::MAX), Some(i32::MIN)];
        let range = Range { start: dice.one(numbers), end: dice.one(numbers), options: None };
        match dice.once_in(2) {
            true => message.reserved_ranges.push(range),
            false => message.extension_ranges.push(range),
        }
        Some(())
    })
}

fn parameter(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let added = dice.one([
        "",
        ",",
        "=",
        "a",
        "a=",
        "=b",
        "a=b=c",
        ",,",
        "paths=",
        "paths=nowhere",
        "M=",
        "Ma.proto",
        "é",
        "\0",
    ]);
    let old = request.parameter.take().unwrap_or_default();
    request.parameter = Some(if old.is_empty() || dice.once_in(2) { added.into() } else { format!("{old},{added}") });
    Some(())
}

/// Appends to some options what is not one, or is cut short.
fn options(request: &mut Request, dice: &mut Dice) -> Option<()> {
    // An unknown field, one of another type, uninterpreted options, and an extension that is not there.
    let added: &[u8] = dice.one([
        &[0xf8, 0xff, 0xff, 0xff, 0x0f, 0x01][..],
        &[0x0a, 0x01, 0xff],
        &[0xba, 0x3e, 0x02, 0x0a, 0x00],
        &[0xd2, 0xbc, 0x18, 0x03, b'a', b'b', b'c'],
    ]);
    let (_, file) = any_file(request, dice)?;
    let options = match dice.below(3) {
        0 => &mut file.options,
        1 => &mut dice.pick_mut(&mut file.messages)?.options,
        _ => {
            let message = dice.pick_mut(&mut file.messages)?;
            &mut dice.pick_mut(&mut message.fields)?.options
        }
    };
    options.get_or_insert_default().extend_from_slice(added);
    Some(())
}
