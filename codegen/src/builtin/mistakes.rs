//! Mistakes, at the places of what is wrong.

use super::ast::{Field, Location};
use super::fault::Fault;

/// What is wrong in a file that could be taken apart.
pub(super) struct Mistakes<'a> {
    locations: &'a [Location],
    pub(super) faults: Vec<Fault>,
    /// What is odd, and no mistake.
    pub(super) warnings: Vec<Fault>,
}

impl<'a> Mistakes<'a> {
    pub(super) fn in_file(locations: &'a [Location]) -> Self {
        Self { locations, faults: Vec::new(), warnings: Vec::new() }
    }

    /// Notes a mistake at the place of the descriptor's field at `path`, or of what has that field. What is not in the source,
    /// such as the fields of a map's entries, has no place.
    pub(super) fn add(&mut self, path: &[i32], message: impl Into<String>) {
        self.faults.push(self.fault(path, message));
    }

    /// Notes at the same place what protoc warns of.
    pub(super) fn warn(&mut self, path: &[i32], message: impl AsRef<str>) {
        self.warnings.push(self.fault(path, format!("warning: {}", message.as_ref())));
    }

    fn fault(&self, path: &[i32], message: impl Into<String>) -> Fault {
        let place = |path: &[i32]| self.locations.iter().find(|location| location.path == path);
        let around = path.len().saturating_sub(1);
        match place(path).or_else(|| place(&path[..around])).map(|location| &*location.span) {
            Some([line, column, ..]) => Fault::at(*line, *column, message),
            _ => Fault::of_file(message),
        }
    }

    /// Notes a mistake in what `field`, which is at `path`, extends.
    pub(super) fn add_to_extendee(&mut self, field: &Field, path: &[i32], message: impl Into<String>) {
        match field.begins_extend {
            true => self.add(&below(path, &[path::field::EXTENDEE]), message),
            false => self.faults.push(Fault::of_file(message)),
        }
    }

    pub(super) fn add_at(&mut self, (line, column): (u32, u32), message: impl Into<String>) {
        self.faults.push(Fault::at(line, column, message));
    }
}

/// Numbers of fields in descriptors, as paths have them.
pub(super) mod path {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) mod file {
        pub(in super::super::super) const PACKAGE: i32 = 2;
        pub(in super::super::super) const DEPENDENCY: i32 = 3;
        pub(in super::super::super) const MESSAGE: i32 = 4;
        pub(in super::super::super) const ENUM: i32 = 5;
        pub(in super::super::super) const SERVICE: i32 = 6;
        pub(in super::super::super) const EXTENSION: i32 = 7;
        pub(in super::super::super) const OPTIONS: i32 = 8;
    }
    pub(in super::super) mod message {
        pub(in super::super::super) const FIELD: i32 = 2;
        pub(in super::super::super) const NESTED: i32 = 3;
        pub(in super::super::super) const ENUM: i32 = 4;
        pub(in super::super::super) const EXTENSION_RANGE: i32 = 5;
        pub(in super::super::super) const EXTENSION: i32 = 6;
        pub(in super::super::super) const OPTIONS: i32 = 7;
        pub(in super::super::super) const ONEOF: i32 = 8;
        pub(in super::super::super) const RESERVED_RANGE: i32 = 9;
    }
    pub(in super::super) mod field {
        pub(in super::super::super) const EXTENDEE: i32 = 2;
        pub(in super::super::super) const NUMBER: i32 = 3;
        pub(in super::super::super) const TYPE: i32 = 5;
        pub(in super::super::super) const TYPE_NAME: i32 = 6;
        pub(in super::super::super) const DEFAULT: i32 = 7;
        pub(in super::super::super) const OPTIONS: i32 = 8;
        pub(in super::super::super) const JSON_NAME: i32 = 10;
    }
    pub(in super::super) mod enums {
        pub(in super::super::super) const VALUE: i32 = 2;
        pub(in super::super::super) const OPTIONS: i32 = 3;
        pub(in super::super::super) const RESERVED_RANGE: i32 = 4;
        /// Of a value.
        pub(in super::super::super) const NUMBER: i32 = 2;
    }
    pub(in super::super) mod service {
        pub(in super::super::super) const METHOD: i32 = 2;
        pub(in super::super::super) const OPTIONS: i32 = 3;
    }
    pub(in super::super) mod method {
        pub(in super::super::super) const INPUT: i32 = 2;
        pub(in super::super::super) const OUTPUT: i32 = 3;
        pub(in super::super::super) const OPTIONS: i32 = 4;
    }
    /// Of a oneof.
    pub(in super::super) const ONEOF_OPTIONS: i32 = 2;
    /// Of a range of extensions.
    pub(in super::super) const RANGE_OPTIONS: i32 = 3;
}

/// `path` and some steps more.
pub(super) fn below(path: &[i32], steps: &[i32]) -> Vec<i32> {
    [path, steps].concat()
}
