//! What iterators over arrays and strings inherit.

use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

pub(super) const ITERATOR: Class =
    Class::new(Intrinsic::Iterator, 0, new, Shape::functions(natives![next(0), iterator(0) as "[Symbol.iterator]"]));

fn new(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Err(js.type_error("Illegal constructor"))
}

fn next(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Some(id) = call.this.object() else {
        return Err(js.type_error("next method called on incompatible receiver"));
    };
    let item = js.advance(id)?;
    let done = item.is_none();
    Ok(js.object([("value", item.unwrap_or(Value::Undefined)), ("done", done.into())]).into())
}

fn iterator(_: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(call.this.clone())
}
