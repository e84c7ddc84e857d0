//! What follows from options and names once they are known.

use super::ast::{Field, File, Label, Message};
use super::check::{default_json_name, must_be_declared};
use super::declare::joined;
use super::interpret::{flag, flags};
use super::mistakes::{below, path};
use super::pool::{Declaration, Pool, Symbol};

/// Numbers of options that count here.
mod number {
    pub(super) const OPTIMIZE_FOR: u32 = 9;
    pub(super) const LITE_RUNTIME: u64 = 3;
    pub(super) const MESSAGE_SET_WIRE_FORMAT: u32 = 1;
    pub(super) const PACKED: u32 = 2;
    pub(super) const RETENTION: u32 = 17;
    pub(super) const RETENTION_SOURCE: u64 = 2;
    pub(super) const TARGETS: u32 = 19;
}

/// Notes in the pool what plain options of `file` say about values: values of other options depend on it.
pub(super) fn note_options(pool: &mut Pool, index: usize, file: &File) {
    pool.files[index].is_lite = flag(&file.options, number::OPTIMIZE_FOR) == Some(number::LITE_RUNTIME);
    let package = file.package.as_deref().unwrap_or_default();
    file.messages.iter().for_each(|message| note_message(pool, package, message));
    file.extensions.iter().for_each(|field| note_field(pool, package, field));
}

fn note_message(pool: &mut Pool, scope: &str, message: &Message) {
    let full_name = joined(scope, &message.name);
    if let Some(index) = pool.message_named(&full_name) {
        let info = &mut pool.messages[index];
        info.is_message_set = flag(&message.options, number::MESSAGE_SET_WIRE_FORMAT) == Some(1);
        let ranges = message.extension_ranges.iter();
        info.declarations = ranges
            .map(|range| (range.range, Declaration::read_all(&range.options), must_be_declared(&range.options)))
            .collect();
    }
    message.fields.iter().chain(&message.extensions).for_each(|field| note_field(pool, &full_name, field));
    message.nested.iter().for_each(|nested| note_message(pool, &full_name, nested));
}

fn note_field(pool: &mut Pool, scope: &str, field: &Field) {
    let Some(Symbol::Field { index, .. }) = pool.symbols.get(&joined(scope, &field.name)).copied() else { return };
    let info = &mut pool.fields[index];
    let is_packable = info.label == Label::Repeated && info.kind.is_packable();
    let packed = flag(&field.options, number::PACKED).map_or(info.is_proto3, |packed| packed != 0);
    info.is_packed = is_packable && packed;
    info.targets = flags(&field.options, number::TARGETS).fold(0, |targets, target| targets | 1 << (target & 31));
    info.is_source_only = flag(&field.options, number::RETENTION) == Some(number::RETENTION_SOURCE);
}

/// Gives every field the name that it has in JSON, which plugins are told; the paths of those that had one, sorted.
pub(super) fn give_json_names(file: &mut File) -> Vec<Vec<i32>> {
    let mut written = Vec::new();
    for (at, message) in file.messages.iter_mut().enumerate() {
        give_json_names_in(message, &[path::file::MESSAGE, at as i32], &mut written);
    }
    for (at, field) in file.extensions.iter_mut().enumerate() {
        give_json_name(field, &[path::file::EXTENSION, at as i32], &mut written);
    }
    written.sort();
    written
}

fn give_json_names_in(message: &mut Message, at: &[i32], written: &mut Vec<Vec<i32>>) {
    for (step, fields) in
        [(path::message::FIELD, &mut message.fields), (path::message::EXTENSION, &mut message.extensions)]
    {
        for (field_at, field) in fields.iter_mut().enumerate() {
            give_json_name(field, &below(at, &[step, field_at as i32]), written);
        }
    }
    for (nested_at, nested) in message.nested.iter_mut().enumerate() {
        give_json_names_in(nested, &below(at, &[path::message::NESTED, nested_at as i32]), written);
    }
}

fn give_json_name(field: &mut Field, at: &[i32], written: &mut Vec<Vec<i32>>) {
    match field.json_name {
        Some(_) => written.push(at.to_vec()),
        None => field.json_name = Some(default_json_name(&field.name).into_bytes()),
    }
}
