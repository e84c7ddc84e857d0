//! Options, of which requests hold the encoded messages.

use super::raw::{Raw, fields};
use super::schema::Schema;
use super::value::values;
use crate::model::{Field, label};

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
pub(super) fn aggregate(schema: &Schema, name: &str, bytes: &[u8]) -> Option<String> {
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
    if field.kind() == crate::model::kind::MESSAGE && pieces.len() == set.len() {
        // What is set in pieces is merged, as if it were one.
        return values(schema, field, Raw::Bytes(&pieces.concat()));
    }
    values(schema, field, *set.last()?)
}
