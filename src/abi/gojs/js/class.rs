//! What tables say of classes and objects that are there when a run begins.

use super::native::{Functions, Native};

/// What an object has when a run begins.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) properties: &'static [(&'static str, Constant)],
    pub(crate) functions: Functions,
}

/// A property that is no function.
#[derive(Debug)]
pub(crate) enum Constant {
    Number(f64),
    Text(&'static str),
    Object(&'static Template),
}

impl Template {
    pub(crate) const EMPTY: Self = Self { properties: &[], functions: &[] };

    /// Nothing but functions.
    pub(crate) const fn functions(functions: Functions) -> Self {
        Self { functions, ..Self::EMPTY }
    }
}

/// A class that is there when a run begins, by its place among the [constructors](super::builtins::CLASSES).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Object,
    Function,
    Array,
    ArrayBuffer,
    Uint8Array,
    Boolean,
    Number,
    Date,
    Error,
    RangeError,
    TypeError,
}

/// A class: what `new` does, what the class itself has, and what its instances inherit.
#[derive(Debug)]
pub(super) struct Constructor {
    pub(super) name: &'static str,
    /// What it inherits from, which stands before it among the constructors.
    pub(super) parent: Option<Class>,
    pub(super) new: Native,
    pub(super) statics: Functions,
    pub(super) prototype: Template,
}
