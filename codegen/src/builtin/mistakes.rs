//! Mistakes, at the places of what is wrong.

use std::collections::HashMap;

use super::ast::{Field, Location};
use super::fault::Fault;

/// What is wrong in a file that could be taken apart.
pub(super) struct Mistakes<'a> {
    locations: &'a [Location],
    /// Where the first of the locations with each path begins, as soon as anything is wrong.
    places: Option<HashMap<&'a [i32], (u32, u32)>>,
    pub(super) faults: Vec<Fault>,
    /// What is odd, and no mistake.
    pub(super) warnings: Vec<Fault>,
}

impl<'a> Mistakes<'a> {
    pub(super) fn in_file(locations: &'a [Location]) -> Self {
        Self { locations, places: None, faults: Vec::new(), warnings: Vec::new() }
    }

    /// Notes a mistake at the place of the descriptor's field at `path`, or of what has that field. What is not in the source,
    /// such as the fields of a map's entries, has no place.
    pub(super) fn add(&mut self, path: &[i32], message: impl Into<String>) {
        let fault = self.fault(path, message);
        self.faults.push(fault);
    }

    /// Notes at the same place what protoc warns of.
    pub(super) fn warn(&mut self, path: &[i32], message: impl AsRef<str>) {
        let warning = self.fault(path, format!("warning: {}", message.as_ref()));
        self.warnings.push(warning);
    }

    fn fault(&mut self, path: &[i32], message: impl Into<String>) -> Fault {
        let places = self.places.get_or_insert_with(|| places(self.locations));
        let around = path.len().saturating_sub(1);
        match places.get(path).or_else(|| places.get(&path[..around])) {
            Some((line, column)) => Fault::at(*line, *column, message),
            None => Fault::of_file(message),
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

fn places(locations: &[Location]) -> HashMap<&[i32], (u32, u32)> {
    let mut places = HashMap::new();
    for Location { path, span, .. } in locations {
        if let [line, column, ..] = **span {
            places.entry(&**path).or_insert((line, column));
        }
    }
    places
}

/// Numbers of fields in descriptors, as paths have them.
pub(crate) mod path {
    pub(crate) const NAME: i32 = 1;
    pub(crate) mod file {
        pub(crate) const PACKAGE: i32 = 2;
        pub(crate) const DEPENDENCY: i32 = 3;
        pub(crate) const MESSAGE: i32 = 4;
        pub(crate) const ENUM: i32 = 5;
        pub(crate) const SERVICE: i32 = 6;
        pub(crate) const EXTENSION: i32 = 7;
        pub(crate) const OPTIONS: i32 = 8;
        pub(crate) const PUBLIC_DEPENDENCY: i32 = 10;
        pub(crate) const WEAK_DEPENDENCY: i32 = 11;
        pub(crate) const OPTION_DEPENDENCY: i32 = 15;
    }
    pub(crate) mod message {
        pub(crate) const FIELD: i32 = 2;
        pub(crate) const NESTED: i32 = 3;
        pub(crate) const ENUM: i32 = 4;
        pub(crate) const EXTENSION_RANGE: i32 = 5;
        pub(crate) const EXTENSION: i32 = 6;
        pub(crate) const OPTIONS: i32 = 7;
        pub(crate) const ONEOF: i32 = 8;
        pub(crate) const RESERVED_RANGE: i32 = 9;
        pub(crate) const RESERVED_NAME: i32 = 10;
    }
    pub(crate) mod field {
        pub(crate) const EXTENDEE: i32 = 2;
        pub(crate) const NUMBER: i32 = 3;
        pub(crate) const TYPE: i32 = 5;
        pub(crate) const TYPE_NAME: i32 = 6;
        pub(crate) const DEFAULT: i32 = 7;
        pub(crate) const OPTIONS: i32 = 8;
        pub(crate) const JSON_NAME: i32 = 10;
    }
    pub(crate) mod enums {
        pub(crate) const VALUE: i32 = 2;
        pub(crate) const OPTIONS: i32 = 3;
        pub(crate) const RESERVED_RANGE: i32 = 4;
        /// Of a value.
        pub(crate) const NUMBER: i32 = 2;
    }
    pub(crate) mod service {
        pub(crate) const METHOD: i32 = 2;
        pub(crate) const OPTIONS: i32 = 3;
    }
    pub(crate) mod method {
        pub(crate) const INPUT: i32 = 2;
        pub(crate) const OUTPUT: i32 = 3;
        pub(crate) const OPTIONS: i32 = 4;
    }
    /// Of a oneof.
    pub(crate) const ONEOF_OPTIONS: i32 = 2;
    /// Of a range of extensions.
    pub(crate) const RANGE_OPTIONS: i32 = 3;
}

/// `path` and some steps more.
pub(crate) fn below(path: &[i32], steps: &[i32]) -> Vec<i32> {
    [path, steps].concat()
}
