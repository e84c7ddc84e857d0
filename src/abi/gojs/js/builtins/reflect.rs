//! `Reflect`.

use super::array_items;
use super::descriptor::{define, descriptor};
use super::function::require_function;
use super::object::inherit;
use crate::abi::gojs::js::object::Content;
use crate::abi::gojs::js::{Abrupt, Completion, Invocation, Js, Key, ObjectId, Shape, Value, natives};

pub(super) const REFLECT: Shape = Shape::functions(natives![
    apply(3), construct(2), define_property(3) as "defineProperty", delete_property(2) as "deleteProperty", get(2),
    get_own_property_descriptor(2) as "getOwnPropertyDescriptor", get_prototype_of(1) as "getPrototypeOf", has(2),
    is_extensible(1) as "isExtensible", own_keys(1) as "ownKeys", prevent_extensions(1) as "preventExtensions", set(3),
    set_prototype_of(2) as "setPrototypeOf",
]);

impl Js<'_, '_> {
    /// The object that `Reflect.function` is asked about.
    pub(in crate::abi::gojs) fn reflected(&mut self, function: &str, target: &Value) -> Completion<ObjectId> {
        match target.object() {
            Some(id) => Ok(id),
            None => Err(self.type_error(format!("Reflect.{function} called on non-object"))),
        }
    }
}

/// `object[key] = value` in strict code.
pub(super) fn set_or_throw(js: &mut Js<'_, '_>, id: ObjectId, key: Key, value: Value) -> Completion<()> {
    if js.set(id, key.clone(), value)? {
        return Ok(());
    }
    let (name, shown) = (key.shown(), js.brief(&id.into()));
    Err(js.type_error(match js.find(id, &key).map(|property| property.content) {
        Some(Content::Accessor { .. }) => format!("Cannot set property {name} of {shown} which has only a getter"),
        Some(Content::Data { writable: false, .. }) => {
            format!("Cannot assign to read only property '{name}' of object '{shown}'")
        }
        _ => format!("Cannot add property {name}, object is not extensible"),
    }))
}

fn apply(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    require_function(js, &call.arg(0))?;
    let args = array_items(js, &call.arg(2))?;
    js.call(&call.arg(0), call.arg(1), &args)
}

fn construct(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let args = array_items(js, &call.arg(1))?;
    let target = if call.args.len() > 2 { call.arg(2) } else { call.arg(0) };
    if !js.is_constructor(&target) {
        let shown = js.brief(&target);
        return Err(js.type_error(format!("{shown} is not a constructor")));
    }
    js.construct_as(&call.arg(0), &args, target.object())
}

fn get(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("get", &call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    js.get(id, key)
}

fn set(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("set", &call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    Ok(js.set(id, key, call.arg(2))?.into())
}

fn has(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("has", &call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    Ok(js.has(id, &key).into())
}

fn delete_property(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("deleteProperty", &call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    Ok(js.heap_mut().delete(id, &key).into())
}

fn own_keys(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("ownKeys", &call.arg(0))?;
    let keys = js.own_keys(id)?.into_iter().map(Key::value).collect();
    Ok(js.array(keys).into())
}

fn define_property(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("defineProperty", &call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    match define(js, id, key, &call.arg(2)) {
        Ok(()) => Ok(true.into()),
        Err(Abrupt::Throw(_)) => Ok(false.into()),
        Err(end) => Err(end),
    }
}

fn get_own_property_descriptor(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("getOwnPropertyDescriptor", &call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    Ok(descriptor(js, id, &key))
}

fn get_prototype_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("getPrototypeOf", &call.arg(0))?;
    Ok(js.heap().get(id).prototype.map_or(Value::Null, Value::from))
}

fn set_prototype_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("setPrototypeOf", &call.arg(0))?;
    match inherit(js, id, &call.arg(1)) {
        Ok(()) => Ok(true.into()),
        Err(Abrupt::Throw(_)) => Ok(false.into()),
        Err(end) => Err(end),
    }
}

fn is_extensible(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("isExtensible", &call.arg(0))?;
    Ok(js.heap().get(id).extensible.into())
}

fn prevent_extensions(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.reflected("preventExtensions", &call.arg(0))?;
    js.heap_mut().get_mut(id).extensible = false;
    Ok(true.into())
}
