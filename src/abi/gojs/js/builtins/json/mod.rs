//! `JSON`. Neither direction recurses: the guest chooses how deep a value nests.

mod parse;
mod stringify;

use parse::parse;
pub(super) use stringify::json_text;
use stringify::stringify;

use crate::abi::gojs::js::{Shape, natives};

pub(super) const JSON: Shape = Shape::functions(natives![parse(2), stringify(3)]);
