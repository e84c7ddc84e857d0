//! How values are shown to people.

use super::{Js, Value};

impl Js<'_, '_> {
    /// The value as `console.log` shows it.
    pub(in crate::abi::gojs) fn inspect(&self, value: &Value) -> String {
        format!("{value:?}")
    }
}
