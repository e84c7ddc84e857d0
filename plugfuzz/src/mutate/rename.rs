//! Changes of names and numbers, wherever they are referred to.

use super::{Change, any_file, grow, in_message, words};
use crate::dice::Dice;
use crate::model::{Enum, Request, Type, json_name, kind, label};
use crate::types;

pub(super) const CHANGES: &[Change] =
    &[message, field, value, service, package, file, number, scalar, cardinality, order, syntax, asked];

/// Renames a message.
fn message(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let new = words::identifier(dice);
    let (old, new) = in_message(request, dice, |name, message, _| {
        let scope = &name[..name.len() - message.name().len()];
        message.name = Some(new.clone());
        Some((name.to_owned(), format!("{scope}{new}")))
    })?;
    types::rename(request, &old, &new);
    Some(())
}

/// Renames a field that is not a map, whose entry would have to follow.
fn field(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let name = words::identifier(dice);
        let field = dice.pick_mut(&mut message.fields)?;
        if field.type_name().ends_with("Entry") {
            return None;
        }
        field.json_name = Some(if dice.once_in(8) { words::text(dice) } else { json_name(&name) });
        field.name = Some(name);
        Some(())
    })
}

/// Renames or renumbers a value of an enum.
fn value(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let one = dice.pick_mut(&mut file.enums)?;
    let value = dice.pick_mut(&mut one.values)?;
    match dice.once_in(2) {
        true => value.name = Some(words::identifier(dice)),
        false => value.number = Some(dice.one([0, 1, -1, i32::MIN, i32::MAX])),
    }
    Some(())
}

/// Renames a service or a method.
fn service(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let service = dice.pick_mut(&mut file.services)?;
    let name = Some(words::identifier(dice));
    match dice.pick_mut(&mut service.methods) {
        Some(method) if dice.once_in(2) => method.name = name,
        _ => service.name = name,
    }
    Some(())
}

/// Moves a file to another package.
fn package(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let new = dice.one(["", "a", "a.b.c", "type", "google.protobuf2", "A_B.c", "self.fn", "x.y.z.w.v.u.t.s", "_"]);
    let (at, file) = any_file(request, dice)?;
    let before: Vec<_> = file.messages.iter().map(Type::name).chain(file.enums.iter().map(Enum::name)).collect();
    let names: Vec<_> = before.into_iter().map(ToOwned::to_owned).collect();
    let old = types::scope(file);
    file.package = (!new.is_empty()).then(|| new.into());
    let new = types::scope(&request.files[at]);
    for name in names {
        types::rename(request, &format!("{old}{name}"), &format!("{new}{name}"));
    }
    Some(())
}

/// Renames a file.
fn file(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let directory =
        dice.one(["", "a/", "deep/er/and/deeper/", "with-dash/", "with.dot/", "UPPER/", "sp ace/", "google/"]);
    let new = format!("{directory}{}.proto", words::identifier(dice));
    let (_, file) = any_file(request, dice)?;
    let old = file.name.replace(new.clone())?;
    let dependencies = request.files.iter_mut().flat_map(|file| &mut file.dependencies);
    dependencies.chain(&mut request.file_to_generate).filter(|name| **name == old).for_each(|name| *name = new.clone());
    Some(())
}

/// Gives a field another number.
fn number(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let number = grow::free_number(message, dice);
        dice.pick_mut(&mut message.fields)?.number = Some(number);
        Some(())
    })
}

/// Gives a field another scalar type.
fn scalar(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let field = dice.pick_mut(&mut message.fields)?;
        if field.type_name().ends_with("Entry") {
            return None;
        }
        (field.kind, field.type_name, field.default_value) = (Some(dice.one(kind::SCALARS)), None, None);
        Some(())
    })
}

/// Makes a field repeated, optional or required.
fn cardinality(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let field = dice.pick_mut(&mut message.fields)?;
        field.label = Some(dice.one([label::OPTIONAL, label::REPEATED, label::REQUIRED]));
        Some(())
    })
}

/// Swaps two members.
fn order(request: &mut Request, dice: &mut Dice) -> Option<()> {
    in_message(request, dice, |_, message, dice| {
        let count = message.fields.len();
        (count > 1).then(|| message.fields.swap(dice.below(count), dice.below(count)))
    })
}

/// `FileOptions.features { field_presence: IMPLICIT }`, which is what proto3 has without `optional`.
const IMPLICIT_PRESENCE: [u8; 5] = [0x92, 0x03, 0x02, 0x08, 0x02];
/// `EDITION_2023` and `EDITION_2024`.
const EDITIONS: [i32; 2] = [1000, 1001];

/// Changes the language of a file: proto2, proto3, or an edition.
fn syntax(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let (_, file) = any_file(request, dice)?;
    let from_proto3 = file.syntax() == "proto3";
    let to = dice.one(["proto2", "proto3", "editions"]);
    (file.edition, file.syntax) = (None, Some(to.into()));
    if to != "proto3" {
        types::each_message(file, &mut |_, message| drop_synthetic(message));
    }
    if to == "editions" {
        file.edition = Some(dice.one(EDITIONS));
        if from_proto3 {
            file.options.get_or_insert_default().extend(IMPLICIT_PRESENCE);
        }
    }
    Some(())
}

/// Makes proto3's optional fields ordinary ones.
fn drop_synthetic(message: &mut Type) {
    let first = (0..message.oneofs.len()).find(|&at| message.is_synthetic(at)).unwrap_or(message.oneofs.len());
    message.oneofs.truncate(first);
    for field in message.fields.iter_mut().filter(|field| field.proto3_optional()) {
        (field.oneof_index, field.proto3_optional) = (None, None);
    }
}

/// Asks for the code of other files, or in another order.
fn asked(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let count = request.file_to_generate.len();
    match dice.below(3) {
        0 if count > 0 => request.file_to_generate.swap(dice.below(count), dice.below(count)),
        1 => request.file_to_generate = request.files.iter().map(|file| file.name().to_owned()).collect(),
        _ => request.file_to_generate = vec![dice.pick(&request.file_to_generate)?.clone()],
    }
    Some(())
}
