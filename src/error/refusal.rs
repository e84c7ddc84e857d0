//! Why a module is refused, and the lists of names that tell it.

use std::fmt;

use super::names::shortened;
use crate::module::ModuleError;

/// Why a module is refused.
#[derive(Debug)]
pub enum BadModule {
    /// Its structure cannot be read.
    Structure(ModuleError),
    /// The engine does not accept it, when compiling it or when it first came to a function.
    Engine(wasmi::Error),
    /// A function that the host calls takes other parameters.
    Entry {
        /// The function's name, or that it is the start function.
        function: String,
        /// The types of its parameters, such as `(i32)`.
        takes: String,
        /// What it is called with: `no arguments`, or their types.
        called_with: &'static str,
    },
    /// The function that a library's run consists of returns something, of which a run makes nothing.
    Result {
        /// The function's name.
        function: String,
        /// Its type, such as `() -> i32`.
        ty: String,
    },
}

impl fmt::Display for BadModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Structure(error) => error.fmt(f),
            Self::Engine(error) => error.fmt(f),
            Self::Entry { function, takes, called_with } => {
                write!(f, "{} takes {takes}, and is called with {called_with}", shortened(function))
            }
            Self::Result { function, ty } => write!(f, "{} is {ty}, and is to return nothing", shortened(function)),
        }
    }
}

/// An import that nothing here provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingImport {
    /// The module it is imported from.
    pub module: String,
    /// Its name there.
    pub name: String,
    /// What is imported, such as `func (i32, i32) -> i32`.
    pub ty: String,
    /// The type provided under this name, if the type is all that is wrong.
    pub provided: Option<String>,
}

impl fmt::Display for MissingImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} {}", shortened(&self.module), shortened(&self.name), self.ty)?;
        match &self.provided {
            Some(provided) => write!(f, " (provided as {provided})"),
            None => Ok(()),
        }
    }
}

/// Imports that a message lists.
const MAX_LISTED_IMPORTS: usize = 100;

pub(super) fn list(imports: &[MissingImport]) -> String {
    let listed = imports.iter().take(MAX_LISTED_IMPORTS).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match imports.len().saturating_sub(MAX_LISTED_IMPORTS) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}
