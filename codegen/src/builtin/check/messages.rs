//! What messages declare: numbers, names, ranges and oneofs.

use std::collections::HashSet;

use super::Checking;
use crate::builtin::ast::{Field, Message, Range};
use crate::builtin::limits::MAX_FIELDS;
use crate::builtin::mistakes::{below, path};

impl Checking<'_, '_, '_, '_> {
    /// What holds for each range of the message's field `step` by itself.
    pub(super) fn declared_ranges(&mut self, step: i32, message: &Message, at: &[i32]) {
        let (what, ranges) = match step {
            path::message::EXTENSION_RANGE => ("Extension", extension_ranges(message)),
            _ => ("Reserved", message.reserved_ranges.clone()),
        };
        for (index, range) in ranges.iter().enumerate() {
            let at = below(at, &[step, index as i32]);
            if range.start <= 0 {
                self.suggestions.want(&at, *range);
                self.mistakes.add(&at, format!("{what} numbers must be positive integers."));
            }
            if range.start >= range.end {
                self.mistakes.add(&at, format!("{what} range end number must be greater than start number."));
            }
        }
    }

    /// What holds for the parts of the message together.
    pub(super) fn declared_message(&mut self, message: &Message, at: &[i32]) {
        self.overlapping("Reserved", &message.reserved_ranges, &below(at, &[path::message::RESERVED_RANGE]));
        let reserved = self.reserved_names(message, at);
        let (name, count) = (&message.name, message.fields.len());
        if count > MAX_FIELDS {
            self.mistakes.add(at, format!("{count} fields in {name} exceeds the limit of {MAX_FIELDS}"));
        }
        for (index, field) in message.fields.iter().enumerate() {
            self.number_of(field, message, at);
            if reserved.contains(field.name.as_bytes()) {
                let at = below(at, &[path::message::FIELD, index as i32, path::NAME]);
                self.mistakes.add(&at, format!("Field name \"{}\" is reserved.", field.name));
            }
        }
        let extensions = extension_ranges(message);
        let extensions_at = below(at, &[path::message::EXTENSION_RANGE]);
        for (index, range) in extensions.iter().enumerate() {
            for other in message.reserved_ranges.iter().filter(|other| range.overlaps(**other)) {
                let message = format!("Extension range {range} overlaps with reserved range {other}.");
                self.mistakes.add(&below(&extensions_at, &[index as i32]), message);
            }
        }
        self.overlapping("Extension", &extensions, &extensions_at);
    }

    /// No two of the `ranges`, which are those at `at`, have a number in common.
    fn overlapping(&mut self, what: &str, ranges: &[Range], at: &[i32]) {
        for (index, range) in ranges.iter().enumerate() {
            for other in ranges[index + 1..].iter().filter(|other| range.overlaps(**other)) {
                let message = format!("{what} range {other} overlaps with already-defined range {range}.");
                self.mistakes.add(&below(at, &[index as i32]), message);
            }
        }
    }

    /// A field's number is in none of the message's ranges.
    fn number_of(&mut self, field: &Field, message: &Message, at: &[i32]) {
        let Field { name, number, .. } = field;
        let holds = |range: &Range| range.holds(*number);
        for (index, range) in extension_ranges(message).iter().enumerate().filter(|(_, range)| holds(range)) {
            let at = below(at, &[path::message::EXTENSION_RANGE, index as i32]);
            self.suggestions.want(&at, Range::ONE);
            self.mistakes.add(&at, format!("Extension range {range} includes field \"{name}\" ({number})."));
        }
        for (index, _) in message.reserved_ranges.iter().enumerate().filter(|(_, range)| holds(range)) {
            let at = below(at, &[path::message::RESERVED_RANGE, index as i32]);
            self.suggestions.want(&at, Range::ONE);
            self.mistakes.add(&at, format!("Field \"{name}\" uses reserved number {number}."));
        }
    }

    fn reserved_names<'m>(&mut self, message: &'m Message, at: &[i32]) -> HashSet<&'m [u8]> {
        let mut reserved = HashSet::new();
        for name in &message.reserved_names {
            if !reserved.insert(&**name) {
                let name = String::from_utf8_lossy(name);
                self.mistakes
                    .add(&below(at, &[path::NAME]), format!("Field name \"{name}\" is reserved multiple times."));
            }
        }
        reserved
    }
}

fn extension_ranges(message: &Message) -> Vec<Range> {
    message.extension_ranges.iter().map(|extensions| extensions.range).collect()
}
