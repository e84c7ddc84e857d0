//! How values are shown to people.

use super::{Js, Value};

impl Js<'_, '_> {
    /// The value as `console.log` shows it.
    pub(in crate::abi::gojs) fn inspect(&self, value: &Value) -> String {
        format!("{value:?}")
    }
    pub(super) fn function_name(&self, _: super::ObjectId) -> String {
        String::new()
    }
    pub(super) fn class_name(&self, _: super::ObjectId) -> Option<String> {
        None
    }
    pub(super) fn error_line(&self, _: super::ObjectId) -> String {
        String::new()
    }
}
