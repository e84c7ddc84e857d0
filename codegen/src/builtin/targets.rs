//! What options may be set on, where they say so.

use super::ast::File;
use super::interpret::Known;
use super::pool::Pool;
use super::visit::each_options;
use super::wire::{Fields, Payload};
use crate::error::ProtoError;

/// What has options: `FieldOptions.OptionTargetType`, its number, and the name that errors give it.
type Target = (&'static str, u32, &'static str);

const TARGETS: &[Target] = &[
    ("google.protobuf.FileOptions", 1, "file"),
    ("google.protobuf.ExtensionRangeOptions", 2, "extension range"),
    ("google.protobuf.MessageOptions", 3, "message"),
    ("google.protobuf.FieldOptions", 4, "field"),
    ("google.protobuf.OneofOptions", 5, "oneof"),
    ("google.protobuf.EnumOptions", 6, "enum"),
    ("google.protobuf.EnumValueOptions", 7, "enum entry"),
    ("google.protobuf.ServiceOptions", 8, "service"),
    ("google.protobuf.MethodOptions", 9, "method"),
];

/// Checks the options of a `file` that code is generated for.
///
/// # Errors
///
/// Some are set on what they are not for.
pub(super) fn check(known: Known<'_>, file: &mut File) -> Result<(), Vec<ProtoError>> {
    let name = file.name.clone();
    let mut errors = Vec::new();
    each_options(file, &mut |options, place| {
        let pool = if known.pool.message_named(place.message).is_some() { known.pool } else { known.built_in };
        let target = TARGETS.iter().find(|(message, ..)| *message == place.message);
        let (Some(target), Some(message)) = (target, pool.message_named(place.message)) else { return };
        let encoded = options.encoded.as_deref().unwrap_or_default();
        let mut misplaced = Vec::new();
        find_misplaced(pool, message, encoded, target.1, &mut misplaced);
        errors.extend(misplaced.into_iter().map(|option| ProtoError {
            file: Some(name.clone()),
            position: None,
            message: format!("Option {option} cannot be set on an entity of type `{}`.", target.2),
        }));
    });
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Adds the names of fields that are not for `target`, at any depth.
fn find_misplaced(pool: &Pool, message: usize, encoded: &[u8], target: u32, misplaced: &mut Vec<String>) {
    for (number, payload) in Fields(encoded) {
        let Some(field) = pool.field_of(message, number as i32) else { continue };
        if field.targets != 0 && field.targets & 1 << target == 0 {
            misplaced.push(field.full_name.clone());
        }
        if let (Some(nested), Payload::Bytes(encoded)) = (field.message(), payload) {
            find_misplaced(pool, nested, encoded, target, misplaced);
        }
    }
}
