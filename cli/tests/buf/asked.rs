//! A request to a plugin, taken apart for comparison.
//!
//! Encoders of Go and C++ put options in different orders, and buf's compiler notes other places than protoc's: more of them
//! within options that are extensions. The rest has to be the same.

use std::collections::BTreeSet;

/// A `CodeGeneratorRequest`.
#[derive(Debug, PartialEq)]
pub(crate) struct Asked {
    /// All fields but descriptors.
    fields: Vec<String>,
    descriptors: Vec<Descriptor>,
}

/// A `FileDescriptorProto`.
#[derive(Debug, PartialEq)]
struct Descriptor {
    /// The field of the request.
    field: u32,
    /// All fields but `source_code_info`, a line each.
    lines: Vec<String>,
    /// The encoded locations; none of files that protobuf brings.
    locations: BTreeSet<String>,
}

/// The kinds of messages in a descriptor that may hold options.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    File,
    Message,
    Field,
    Enum,
    Service,
    /// What has a name, perhaps a number, and options in this field.
    Other(u32),
    Options,
}

impl Kind {
    /// What the field `number` of such a message holds.
    fn within(self, number: u32) -> Option<Self> {
        Some(match (self, number) {
            (Self::File, 4) | (Self::Message, 3) => Self::Message,
            (Self::File, 5) | (Self::Message, 4) => Self::Enum,
            (Self::File, 6) => Self::Service,
            (Self::File, 7) | (Self::Message, 2 | 6) => Self::Field,
            (Self::File | Self::Field, 8) | (Self::Message, 7) | (Self::Enum | Self::Service, 3) => Self::Options,
            (Self::Message, 5) | (Self::Enum, 2) => Self::Other(3),
            (Self::Message, 8) => Self::Other(2),
            (Self::Service, 2) => Self::Other(4),
            (Self::Other(options), number) if options == number => Self::Options,
            _ => return None,
        })
    }
}

impl Asked {
    pub(crate) fn read(request: &[u8]) -> Self {
        let (mut fields, mut descriptors) = (Vec::new(), Vec::new());
        for (number, bytes) in read(request) {
            match number {
                15 | 17 => descriptors.push(Descriptor::read(number, &bytes)),
                _ => fields.push(format!("{number}: {}", bytes.escape_ascii())),
            }
        }
        Self { fields, descriptors }
    }
}

impl Descriptor {
    fn read(field: u32, bytes: &[u8]) -> Self {
        const SOURCE_INFO: u32 = 9;
        let (infos, others): (Vec<_>, Vec<_>) = read(bytes).into_iter().partition(|(number, _)| *number == SOURCE_INFO);
        let mut lines = Vec::new();
        others.iter().for_each(|(number, bytes)| show(Kind::File, *number, bytes, 0, &mut lines));
        let is_protobufs = lines[0].starts_with("1: google/protobuf/");
        let locations = infos.iter().flat_map(|(_, info)| read(info));
        // What else there is, buf notes for itself.
        let locations = locations.filter(|(number, _)| *number == 1);
        let locations = locations.filter(|(_, location)| !is_protobufs && !is_in_extension(location));
        let locations = locations.map(|(_, location)| location.escape_ascii().to_string()).collect();
        Self { field, lines, locations }
    }
}

/// Whether the path of the location leads into an option that is an extension.
fn is_in_extension(location: &[u8]) -> bool {
    const LEAST_EXTENSION: u64 = 1000;
    let path = read(location).into_iter().find(|(number, _)| *number == 1).map(|(_, path)| path).unwrap_or_default();
    let mut rest = &path[..];
    while !rest.is_empty() {
        if varint(&mut rest) >= LEAST_EXTENSION {
            return true;
        }
    }
    false
}

/// A line for each field, with those of messages further to the right; options by their numbers.
fn show(kind: Kind, number: u32, bytes: &[u8], depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    match kind.within(number) {
        Some(inner) => {
            lines.push(format!("{indent}{number}:"));
            let mut fields = read(bytes);
            if inner == Kind::Options {
                fields.sort_by_key(|(number, _)| *number);
            }
            fields.iter().for_each(|(number, bytes)| show(inner, *number, bytes, depth + 1, lines));
        }
        None => lines.push(format!("{indent}{number}: {}", bytes.escape_ascii())),
    }
}

/// The fields of an encoded message; those that are no bytes, with the bytes of their encoding.
fn read(mut rest: &[u8]) -> Vec<(u32, Vec<u8>)> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let tag = varint(&mut rest);
        let before = rest;
        let length = match tag & 7 {
            0 => {
                varint(&mut rest);
                before.len() - rest.len()
            }
            1 => 8,
            5 => 4,
            2 => {
                let length = varint(&mut rest) as usize;
                fields.push((tag as u32 >> 3, rest[..length].to_vec()));
                rest = &rest[length..];
                continue;
            }
            other => panic!("wire type {other}"),
        };
        fields.push((tag as u32 >> 3, before[..length].to_vec()));
        rest = &before[length..];
    }
    fields
}

fn varint(rest: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = rest[0];
        *rest = &rest[1..];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}
