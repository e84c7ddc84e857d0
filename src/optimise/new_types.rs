//! Types that a module does not have: those of originals, whose locals are parameters.

use std::collections::BTreeMap;

use super::body::I32;
use super::op::unsigned;

/// Those types.
#[derive(Default)]
pub(super) struct NewTypes {
    /// The number of the first.
    first: u32,
    numbers: BTreeMap<Vec<u8>, u32>,
    /// As they are encoded.
    pub(super) types: Vec<Vec<u8>>,
}

impl NewTypes {
    /// None yet, for a module that has `first` types of its own.
    pub(super) fn behind(first: u32) -> Self {
        Self { first, ..Self::default() }
    }

    /// The number of the type with these parameters and the result of Go's functions.
    pub(super) fn find(&mut self, parameters: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(parameters) {
            return *number;
        }
        let mut ty = vec![FUNCTION_TYPE];
        unsigned(parameters.len() as u64, &mut ty);
        ty.extend_from_slice(parameters);
        ty.extend([1, I32]);
        let number = self.first + self.types.len() as u32;
        self.types.push(ty);
        self.numbers.insert(parameters.to_vec(), number);
        number
    }
}

/// A function's type begins with it.
const FUNCTION_TYPE: u8 = 0x60;
