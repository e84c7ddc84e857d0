//! Changes of options, comments and the parameter.

use prost::encoding::{WireType, encode_key, encode_varint};

use super::{Change, any_file, in_message, words};
use crate::dice::Dice;
use crate::model::{Location, Request};

pub(super) const CHANGES: &[Change] = &[file_option, message_option, field_option, other_option, comment, comment];

/// Options of a kind of descriptor that are booleans or enums, by their numbers, with what they can be.
type Switches = &'static [(u32, &'static [u64])];

/// `FileOptions`: `java_multiple_files`, `java_string_check_utf8`, `optimize_for`, the generic services, `deprecated`,
/// `cc_enable_arenas`.
const FILE: Switches = &[
    (10, &[0, 1]),
    (27, &[0, 1]),
    (9, &[1, 2, 3]),
    (16, &[0, 1]),
    (17, &[0, 1]),
    (18, &[0, 1]),
    (23, &[0, 1]),
    (31, &[0, 1]),
];
/// `MessageOptions`: `no_standard_descriptor_accessor`, `deprecated`.
const MESSAGE: Switches = &[(2, &[0, 1]), (3, &[0, 1])];
/// `FieldOptions`: `ctype`, `packed`, `deprecated`, `lazy`, `jstype`, `debug_redact`.
const FIELD: Switches = &[(1, &[0, 1, 2]), (2, &[0, 1]), (3, &[0, 1]), (5, &[0, 1]), (6, &[0, 1, 2]), (16, &[0, 1])];
/// `deprecated` of enums, their values, services and methods; `idempotency_level`.
const ENUM: Switches = &[(3, &[0, 1])];
const VALUE: Switches = &[(1, &[0, 1])];
const SERVICE: Switches = &[(33, &[0, 1])];
const METHOD: Switches = &[(33, &[0, 1]), (34, &[0, 1, 2])];

/// `FileOptions` that are strings: names of packages and classes, and prefixes.
const FILE_STRINGS: &[u32] = &[1, 8, 11, 36, 37, 39, 40, 41, 44, 45];

/// Sets one of `switches`. One that is there already is set again: the last one counts.
fn switch(options: &mut Option<Vec<u8>>, switches: Switches, dice: &mut Dice) {
    let (number, values) = dice.of(switches);
    let bytes = options.get_or_insert_default();
    encode_key(number, WireType::Varint, bytes);
    encode_varint(dice.of(values), bytes);
}

fn file_option(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    if !dice.once_in(5) {
        switch(&mut file.options, FILE, dice);
        return Some(());
    }
    let names = ["", "a.b", "example.com/a/b;c", "./a", "A", "a-b", "com.example.type", "a\\b", "*", " "];
    let text = dice.one(names);
    let bytes = file.options.get_or_insert_default();
    encode_key(dice.of(FILE_STRINGS), WireType::LengthDelimited, bytes);
    encode_varint(text.len() as u64, bytes);
    bytes.extend_from_slice(text.as_bytes());
    Some(())
}

fn message_option(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        switch(&mut message.options, MESSAGE, dice);
        Some(())
    })
}

fn field_option(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        switch(&mut dice.pick_mut(&mut message.fields)?.options, FIELD, dice);
        Some(())
    })
}

/// Sets an option of an enum, a value, a service or a method.
fn other_option(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    if dice.once_in(2) {
        let one = dice.pick_mut(&mut file.enums)?;
        match dice.once_in(2) {
            true => switch(&mut one.options, ENUM, dice),
            false => switch(&mut dice.pick_mut(&mut one.values)?.options, VALUE, dice),
        }
    } else {
        let service = dice.pick_mut(&mut file.services)?;
        match dice.once_in(2) {
            true => switch(&mut service.options, SERVICE, dice),
            false => switch(&mut dice.pick_mut(&mut service.methods)?.options, METHOD, dice),
        }
    }
    Some(())
}

/// Writes a comment on something: a file's syntax, package, a message, a field of it, an enum, a value, a service, a method.
fn comment(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let index = |dice: &mut Dice, count: usize| i32::try_from(dice.below(count)).unwrap_or(0);
    let (messages, enums, services) = (file.messages.len(), file.enums.len(), file.services.len());
    let path = match dice.below(6) {
        0 => vec![dice.one([12, 2])],
        1 => vec![5, index(dice, enums)],
        2 => vec![6, index(dice, services)],
        3 => vec![4, index(dice, messages)],
        4 => vec![dice.one([5, 6]), 0, 2, 0],
        _ => {
            let message = index(dice, messages);
            let fields = file.messages.get(message as usize).map_or(0, |message| message.fields.len());
            vec![4, message, 2, index(dice, fields)]
        }
    };
    let source = file.source.get_or_insert_default();
    source.locations.retain(|location| location.path != path);
    source.locations.push(Location {
        path,
        span: vec![1, 0, 10],
        leading: dice.once_in(2).then(|| words::text(dice)),
        trailing: dice.once_in(2).then(|| words::text(dice)),
        detached: (0..dice.below(3)).map(|_| words::text(dice)).collect(),
    });
    Some(())
}
