//! `math`.

use crate::abi::gojs::js::Shape;

pub(super) const MATH: Shape = Shape::EMPTY;
