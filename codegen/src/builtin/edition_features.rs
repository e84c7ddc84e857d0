//! What editions' features say about how values are encoded, for files that come as descriptors.

use super::ast::{Enum, Field, File, Message, Options, Type};
use super::declare::joined;
use super::pool::{Pool, Symbol};
use super::wire::{Fields, Payload};

/// Numbers of `features` in the options of files, messages, fields and enums.
mod number {
    pub(super) const OF_FILE: u32 = 50;
    pub(super) const OF_MESSAGE: u32 = 12;
    pub(super) const OF_FIELD: u32 = 21;
    pub(super) const OF_ENUM: u32 = 7;
}

/// Those fields of `FeatureSet` that count for the encoding.
#[derive(Clone, Copy)]
struct Features {
    has_presence: bool,
    is_closed: bool,
    is_packed: bool,
    is_delimited: bool,
}

impl Features {
    /// The same in what has these `options`, with `features` in the field `number`.
    fn within(self, options: &Options, number: u32) -> Self {
        let encoded = options.encoded.as_deref().unwrap_or_default();
        let sets = Fields(encoded).filter(|(other, _)| *other == number).filter_map(|(_, payload)| match payload {
            Payload::Bytes(features) => Some(features),
            _ => None,
        });
        sets.flat_map(Fields).fold(self, |features, (number, payload)| match (number, payload) {
            (1, Payload::Varint(presence)) => Self { has_presence: presence != 2, ..features },
            (2, Payload::Varint(kind)) => Self { is_closed: kind == 2, ..features },
            (3, Payload::Varint(encoding)) => Self { is_packed: encoding != 2, ..features },
            (5, Payload::Varint(encoding)) => Self { is_delimited: encoding == 2, ..features },
            _ => features,
        })
    }
}

/// Notes in the pool what the features of `file`, which is one of an edition, say.
pub(super) fn note_features(pool: &mut Pool, file: &File) {
    let defaults = Features { has_presence: true, is_closed: false, is_packed: true, is_delimited: false };
    let features = defaults.within(&file.options, number::OF_FILE);
    let package = file.package.as_deref().unwrap_or_default();
    file.messages.iter().for_each(|message| note_message(pool, package, message, features));
    file.extensions.iter().for_each(|field| note_field(pool, package, field, features));
    file.enums.iter().for_each(|an_enum| note_enum(pool, package, an_enum, features));
}

fn note_message(pool: &mut Pool, scope: &str, message: &Message, features: Features) {
    let features = features.within(&message.options, number::OF_MESSAGE);
    let scope = joined(scope, &message.name);
    // An entry of a map is never delimited.
    let of_fields = Features { is_delimited: features.is_delimited && !message.is_map_entry, ..features };
    let fields = message.fields.iter().chain(&message.extensions);
    fields.for_each(|field| note_field(pool, &scope, field, of_fields));
    message.nested.iter().for_each(|nested| note_message(pool, &scope, nested, features));
    message.enums.iter().for_each(|an_enum| note_enum(pool, &scope, an_enum, features));
}

fn note_field(pool: &mut Pool, scope: &str, field: &Field, features: Features) {
    let Some(Symbol::Field { index, .. }) = pool.symbols.get(&joined(scope, &field.name)).copied() else { return };
    let features = features.within(&field.options, number::OF_FIELD);
    let is_map = pool.fields[index].message().is_some_and(|of| pool.messages[of].is_map_entry);
    let info = &mut pool.fields[index];
    info.is_packed = info.is_repeated() && info.kind.is_packable() && features.is_packed;
    info.has_presence |= features.has_presence && !info.is_repeated();
    if !features.has_presence && info.kind != Type::Message && info.oneof.is_none() && field.extendee.is_none() {
        info.has_presence = false;
    }
    if features.is_delimited && info.kind == Type::Message && !is_map {
        info.kind = Type::Group;
    }
}

fn note_enum(pool: &mut Pool, scope: &str, an_enum: &Enum, features: Features) {
    if let Some(Symbol::Enum { index, .. }) = pool.symbols.get(&joined(scope, &an_enum.name)) {
        pool.enums[*index].is_closed = features.within(&an_enum.options, number::OF_ENUM).is_closed;
    }
}
