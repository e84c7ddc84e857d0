//! The values that a limit can have.

use super::Limit;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Pages of memory, of 64 KiB each.
    Pages,
    /// Bytes.
    Bytes,
    /// wasmi's fuel.
    Fuel,
    /// Time.
    Nanoseconds,
    /// Elements of tables.
    Elements,
}

/// What is known of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The limit's name, which stays as it is: that of the field of [`Limits`](super::Limits).
    pub name: &'static str,
    /// What its values count.
    pub unit: Unit,
    /// The least value it can have.
    pub minimum: u64,
    /// The value it has when nobody sets it; `None` is no limit.
    pub default: Option<u64>,
    /// The greatest value it can have.
    pub maximum: u64,
}

impl Bounds {
    /// A limit that can have any value, and has none by default.
    pub(super) const fn new(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, minimum: 0, default: None, maximum: u64::MAX }
    }

    pub(super) const fn default(self, value: u64) -> Self {
        Self { default: Some(value), ..self }
    }

    pub(super) const fn between(self, minimum: u64, maximum: u64) -> Self {
        Self { minimum, maximum, ..self }
    }
}

/// A value that a limit cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is {value}, and must be from {} to {}", .limit.bounds().name, .limit.bounds().minimum, .limit.bounds().maximum)]
pub struct OutOfBounds {
    /// The limit.
    pub limit: Limit,
    /// The value.
    pub value: u64,
}

impl Limit {
    /// `value`, if this limit can have it.
    ///
    /// # Errors
    ///
    /// It cannot.
    pub fn check(self, value: u64) -> Result<u64, OutOfBounds> {
        let Bounds { minimum, maximum, .. } = self.bounds();
        if (minimum..=maximum).contains(&value) { Ok(value) } else { Err(OutOfBounds { limit: self, value }) }
    }
}
