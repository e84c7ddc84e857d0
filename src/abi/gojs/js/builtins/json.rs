//! `json`.

use crate::abi::gojs::js::Shape;

pub(super) const JSON: Shape = Shape::EMPTY;
