//! Options, of which requests hold the encoded messages.

use prost::encoding::WireType;

use super::raw::{Raw, fields, packed};
use super::schema::Schema;
use super::value::{BYTES, scalar};
use crate::model::{Field, kind, label};

/// An option, or a field of one.
struct Entry<'s> {
    /// The full name, with the dot in front, of one that is an extension.
    extension: Option<&'s str>,
    name: &'s str,
    value: String,
}

/// The options in `bytes`, which are a message `name` of descriptor.proto, as `option = value`. That a message is the entry
/// of a map is not among them: the map says so.
pub(super) fn options(schema: &Schema, name: &str, bytes: &[u8]) -> Option<Vec<String>> {
    let entries = entries(schema, &format!(".google.protobuf.{name}"), bytes)?;
    let entries = entries.into_iter().filter(|entry| entry.extension.is_some() || entry.name != "map_entry");
    Some(
        entries
            .map(|Entry { extension, name, value }| match extension {
                Some(extension) => format!("({extension}) = {value}"),
                None => format!("{name} = {value}"),
            })
            .collect(),
    )
}

/// The message `name` in `bytes`, as in an option's value.
fn aggregate(schema: &Schema, name: &str, bytes: &[u8]) -> Option<String> {
    let entries = entries(schema, name, bytes)?.into_iter().map(|Entry { extension, name, value }| match extension {
        Some(extension) => format!("[{}]: {value}", extension.trim_start_matches('.')),
        None => format!("{name}: {value}"),
    });
    let entries: Vec<_> = entries.collect();
    Some(if entries.is_empty() { "{}".into() } else { format!("{{ {} }}", entries.join(" ")) })
}

/// The fields that are set in `bytes`, a message `name`, in the order in which they are there first.
fn entries<'s>(schema: &'s Schema, name: &str, bytes: &[u8]) -> Option<Vec<Entry<'s>>> {
    let fields = fields(bytes)?;
    let mut entries = Vec::new();
    for (at, (number, _)) in fields.iter().enumerate() {
        if fields[..at].iter().any(|(before, _)| before == number) {
            continue;
        }
        let (extension, field) = schema.field(name, *number)?;
        let set: Vec<_> = fields.iter().filter(|(other, _)| other == number).map(|(_, raw)| *raw).collect();
        let values = set_values(schema, field, &set)?;
        entries.extend(values.into_iter().map(|value| Entry { extension, name: field.name(), value }));
    }
    Some(entries)
}

/// What `field` is set to by these, one after the other.
fn set_values(schema: &Schema, field: &Field, set: &[Raw<'_>]) -> Option<Vec<String>> {
    if field.label() == label::REPEATED {
        let all: Option<Vec<_>> = set.iter().map(|raw| values(schema, field, *raw)).collect();
        return Some(all?.concat());
    }
    let pieces: Vec<_> =
        set.iter().map_while(|raw| if let Raw::Bytes(bytes) = raw { Some(*bytes) } else { None }).collect();
    if field.kind() == kind::MESSAGE && pieces.len() == set.len() {
        // What is set in pieces is merged, as if it were one.
        return values(schema, field, Raw::Bytes(&pieces.concat()));
    }
    values(schema, field, *set.last()?)
}

/// The values in `raw` of `field`: several if they are packed.
fn values(schema: &Schema, field: &Field, raw: Raw<'_>) -> Option<Vec<String>> {
    let wire_type = match field.kind() {
        1 | 6 | 16 => WireType::SixtyFourBit,
        2 | 7 | 15 => WireType::ThirtyTwoBit,
        kind::STRING | BYTES | kind::MESSAGE | kind::GROUP => WireType::LengthDelimited,
        _ => WireType::Varint,
    };
    match raw {
        Raw::Bytes(bytes) if wire_type != WireType::LengthDelimited => {
            packed(wire_type, bytes)?.into_iter().map(|raw| value(schema, field, raw)).collect()
        }
        raw => Some(vec![value(schema, field, raw)?]),
    }
}

fn value(schema: &Schema, field: &Field, raw: Raw<'_>) -> Option<String> {
    match (field.kind(), raw) {
        (kind::ENUM, Raw::Varint(number)) => schema.value_name(field.type_name(), number as i32).map(ToOwned::to_owned),
        (kind::MESSAGE, Raw::Bytes(bytes)) => aggregate(schema, field.type_name(), bytes),
        (kind, raw) => scalar(kind, raw),
    }
}
