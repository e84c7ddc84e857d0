//! `Boolean` and `Number`: objects around values that are none.

use crate::abi::gojs::js::class::Constructor;
use crate::abi::gojs::js::describe::to_boolean;
use crate::abi::gojs::js::object::ObjectKind;
use crate::abi::gojs::js::{Class, Completion, Js, Template, Value, argument};

/// `Boolean`; `TestTruthy`.
pub(super) static BOOLEAN: Constructor = constructor("Boolean", |js, _, args| {
    let value = to_boolean(argument(args, 0)).into();
    Ok(js.new_object(Class::Boolean, ObjectKind::Wrapper(value)).into())
});

/// `Number`; `TestTruthy`.
pub(super) static NUMBER: Constructor = constructor("Number", |js, _, args| {
    let value = js.number_of(args.first().unwrap_or(&Value::Null))?.into();
    Ok(js.new_object(Class::Number, ObjectKind::Wrapper(value)).into())
});

const fn constructor(name: &'static str, new: fn(&mut Js<'_, '_>, &Value, &[Value]) -> Completion) -> Constructor {
    Constructor { name, parent: Some(Class::Object), new, statics: &[], prototype: Template::EMPTY }
}
