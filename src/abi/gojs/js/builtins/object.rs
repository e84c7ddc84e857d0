//! `Object`.

use crate::abi::gojs::js::class::Constructor;
use crate::abi::gojs::js::object::ObjectKind;
use crate::abi::gojs::js::{Class, Completion, Js, Template, Value, argument};

/// `Object`; `syscall/js/js.go`, `ValueOf`, makes one of a map.
pub(super) static OBJECT: Constructor = Constructor {
    name: "Object",
    parent: None,
    new,
    statics: &[("freeze", freeze)],
    prototype: Template::functions(&[("hasOwnProperty", has_own_property), ("toString", to_string)]),
};

fn new(js: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Ok(js.new_object(Class::Object, ObjectKind::Ordinary).into())
}

/// `Object.freeze(value)`; `TestFrozenObject`.
fn freeze(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let value = argument(args, 0);
    if let Some(id) = value.object() {
        js.heap_mut().get_mut(id).frozen = true;
    }
    Ok(value.clone())
}

/// `object.hasOwnProperty(key)`; `TestDelete`.
fn has_own_property(js: &mut Js<'_, '_>, this: &Value, args: &[Value]) -> Completion {
    let key = js.to_text(argument(args, 0));
    Ok(this.object().is_some_and(|id| js.own(id, &key).is_some()).into())
}

/// `object.toString()`; `TestGarbageCollection`.
fn to_string(js: &mut Js<'_, '_>, this: &Value, _: &[Value]) -> Completion {
    Ok(match this.object() {
        Some(id) => js.tag(id).into(),
        None => js.to_text(this).into(),
    })
}
