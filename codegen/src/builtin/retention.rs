//! Options that are for the source alone, `RETENTION_SOURCE`: plugins do not see them, except in `source_file_descriptors`.

use super::ast::{File, Location};
use super::interpret::Known;
use super::pool::Pool;
use super::record::{Reading, Record};
use super::visit::each_options;
use super::wire::{Fields, Payload};

/// Takes what is for the source alone from the options of `file`, with its places. What is left is written anew: in the
/// order of its numbers, and packed as it is declared.
pub(super) fn strip(known: Known<'_>, file: &mut File) {
    let mut gone = Vec::new();
    // As soon as any file knows `descriptor.proto`, its extensions are known, too.
    let pool = match known.pool.message_named("google.protobuf.FileDescriptorProto") {
        Some(_) => known.pool,
        None => known.built_in,
    };
    each_options(file, &mut |options, place| {
        let Some(message) = pool.message_named(place.message) else { return };
        let Some(encoded) = options.encoded.take() else { return };
        note_source_only(pool, message, &encoded, &mut place.path.to_vec(), &mut gone);
        let kept = Record::read(pool, message, &encoded, Reading::ForPlugins).encode();
        if kept.is_empty() && !encoded.is_empty() {
            gone.push(place.path.to_vec());
        } else {
            options.encoded = Some(kept);
        }
    });
    remove_places(&mut file.locations, &mut gone);
}

/// Adds the paths of fields that are for the source alone.
fn note_source_only(pool: &Pool, message: usize, encoded: &[u8], path: &mut Vec<i32>, gone: &mut Vec<Vec<i32>>) {
    let mut counts = std::collections::HashMap::new();
    for (number, payload) in Fields(encoded) {
        let Some(field) = pool.field_of(message, number as i32) else { continue };
        path.push(number as i32);
        let depth = path.len();
        if field.is_repeated() {
            let count = counts.entry(number).or_insert(0);
            path.push(*count);
            *count += 1;
        }
        match (field.message(), payload) {
            _ if field.is_source_only => gone.push(path[..depth].to_vec()),
            (Some(nested), Payload::Bytes(encoded)) => note_source_only(pool, nested, encoded, path, gone),
            _ => {}
        }
        path.truncate(depth - 1);
    }
}

fn remove_places(locations: &mut Vec<Location>, gone: &mut Vec<Vec<i32>>) {
    if gone.is_empty() {
        return;
    }
    gone.sort();
    gone.dedup();
    locations.retain(|location| {
        !(0..=location.path.len()).any(|end| gone.binary_search_by(|path| (**path).cmp(&location.path[..end])).is_ok())
    });
}
