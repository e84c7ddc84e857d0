//! Why a module is refused, and the lists of names that tell it.

use std::borrow::Cow;
use std::fmt;

use crate::Abi;
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
}

impl fmt::Display for BadModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Structure(error) => error.fmt(f),
            Self::Engine(error) => error.fmt(f),
            Self::Entry { function, takes, called_with } => {
                write!(f, "{function} takes {takes}, and is called with {called_with}")
            }
        }
    }
}

/// Neither the configuration nor the exports tell the ABI, or the two contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownAbi {
    /// The module exports neither `_start` nor `run`.
    #[error("unable to detect wasm ABI: the module exports no function _start (WASI) or run (Go's js/wasm), but {}", exported(.functions))]
    NoEntry {
        /// The functions it does export.
        functions: Vec<String>,
    },
    /// The configuration names an ABI by a number nobody has defined.
    #[error("unable to detect wasm ABI: the .bufplugin section asks for the unknown ABI {number}")]
    Number {
        /// The number found.
        number: i32,
    },
    /// The ABI is given, and the module lacks the function it starts with.
    #[error("the ABI is given as {abi}, but the module exports no function {entry}: it exports {}", exported(.functions))]
    MissingEntry {
        /// The given ABI.
        abi: Abi,
        /// The function that ABI starts with.
        entry: &'static str,
        /// The functions it does export.
        functions: Vec<String>,
    },
    /// The library was built without the ABI.
    #[error("the ABI is {abi}, which this build leaves out")]
    LeftOut {
        /// The ABI.
        abi: Abi,
    },
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

/// Characters of a name that a message shows.
const MAX_SHOWN_NAME: usize = 200;

/// `name`, or its beginning if it is longer than any that a person has chosen.
fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_SHOWN_NAME) {
        Some((end, _)) => format!("{}...", &name[..end]).into(),
        None => name.into(),
    }
}

fn exported(functions: &[String]) -> String {
    match functions {
        [] => "no function at all".into(),
        // The list is for a person to recognise the module by.
        many if many.len() > 12 => format!("{} and {} more", names(&many[..12]), many.len() - 12),
        many => names(many),
    }
}

fn names(functions: &[String]) -> String {
    functions.iter().map(|name| shortened(name)).collect::<Vec<_>>().join(", ")
}
