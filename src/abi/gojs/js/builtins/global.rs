//! `globalThis`, and the bridge that `syscall/js` knows as `jsGo`.

use crate::abi::gojs::js::Shape;

pub(in crate::abi::gojs::js) const GLOBAL: Shape = Shape::EMPTY;
pub(in crate::abi::gojs::js) const BRIDGE: Shape = Shape::EMPTY;
