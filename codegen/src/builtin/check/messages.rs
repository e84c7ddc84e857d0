//! What messages declare: numbers, names, ranges and oneofs.

use std::collections::HashSet;

use super::Checking;
use crate::builtin::ast::Message;
use crate::builtin::limits::MAX_FIELDS;
use crate::builtin::mistakes::{below, path};

impl Checking<'_, '_, '_, '_> {
    pub(super) fn declared_message(&mut self, message: &Message, at: &[i32]) {
        let name = &message.name;
        if message.fields.len() > MAX_FIELDS {
            let count = message.fields.len();
            self.mistakes.add(at, format!("{count} fields in {name} exceeds the limit of {MAX_FIELDS}"));
        }
        self.ranges(message, at);
        self.reserved_names(message, at);
        self.oneofs(message, at);
    }

    fn ranges(&mut self, message: &Message, at: &[i32]) {
        let extension_at = |index: usize| below(at, &[path::message::EXTENSION_RANGE, index as i32]);
        let reserved_at = |index: usize| below(at, &[path::message::RESERVED_RANGE, index as i32]);
        let extensions: Vec<_> = message.extension_ranges.iter().map(|range| range.range).collect();
        let reserved = &message.reserved_ranges;
        for (ranges, what, place) in [
            (&extensions, "Extension", &extension_at as &dyn Fn(usize) -> Vec<i32>),
            (reserved, "Reserved", &reserved_at),
        ] {
            for (index, range) in ranges.iter().enumerate() {
                if range.start <= 0 {
                    self.mistakes.add(&place(index), format!("{what} numbers must be positive integers."));
                }
                if range.start >= range.end {
                    let message = format!("{what} range end number must be greater than start number.");
                    self.mistakes.add(&place(index), message);
                }
                for other in &ranges[index + 1..] {
                    if range.overlaps(*other) {
                        let message = format!("{what} range {other} overlaps with already-defined range {range}.");
                        self.mistakes.add(&place(index), message);
                    }
                }
            }
        }
        for (index, range) in extensions.iter().enumerate() {
            for other in reserved.iter().filter(|other| range.overlaps(**other)) {
                let message = format!("Extension range {range} overlaps with reserved range {other}.");
                self.mistakes.add(&extension_at(index), message);
            }
        }
        for field in &message.fields {
            let (name, number) = (&field.name, field.number);
            for (index, range) in extensions.iter().enumerate().filter(|(_, range)| range.holds(number)) {
                let message = format!("Extension range {range} includes field \"{name}\" ({number}).");
                self.mistakes.add(&extension_at(index), message);
            }
            for (index, _) in reserved.iter().enumerate().filter(|(_, range)| range.holds(number)) {
                self.mistakes.add(&reserved_at(index), format!("Field \"{name}\" uses reserved number {number}."));
            }
        }
    }

    fn reserved_names(&mut self, message: &Message, at: &[i32]) {
        let mut reserved = HashSet::new();
        for name in &message.reserved_names {
            if !reserved.insert(&**name) {
                let name = String::from_utf8_lossy(name);
                self.mistakes
                    .add(&below(at, &[path::NAME]), format!("Field name \"{name}\" is reserved multiple times."));
            }
        }
        for (index, field) in message.fields.iter().enumerate() {
            if reserved.contains(field.name.as_bytes()) {
                let at = below(at, &[path::message::FIELD, index as i32, path::NAME]);
                self.mistakes.add(&at, format!("Field name \"{}\" is reserved.", field.name));
            }
        }
    }

    fn oneofs(&mut self, message: &Message, at: &[i32]) {
        for (index, oneof) in message.oneofs.iter().enumerate() {
            if message.fields.iter().all(|field| field.oneof != Some(index as u32)) {
                let at = below(at, &[path::message::ONEOF, index as i32, path::NAME]);
                self.mistakes.add(&at, format!("Oneof must have at least one field: \"{}\".", oneof.name));
            }
        }
    }
}
