//! `console`.

use crate::abi::gojs::js::Shape;

pub(super) const CONSOLE: Shape = Shape::EMPTY;
