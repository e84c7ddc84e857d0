//! `JSON`. Neither direction recurses: the guest chooses how deep a value nests.

mod options;
mod parse;
mod quote;
mod revive;
mod stringify;

use parse::parse;
pub(super) use stringify::json_text;
use stringify::stringify;

use crate::abi::gojs::js::{Shape, natives};

/// Containers that may be inside one another. V8's limit is that of its stack.
const MAX_DEPTH: usize = 10_000;

pub(super) const JSON: Shape = Shape::functions(natives![parse(2), stringify(3)]);
