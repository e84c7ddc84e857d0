//! Property descriptors: objects such as `{value: 1, writable: true}`.

use super::object::listed_keys;
use crate::abi::gojs::js::convert::to_boolean;
use crate::abi::gojs::js::object::{Content, Kind, Property};
use crate::abi::gojs::js::{Completion, Js, Key, ObjectId, Value};

/// The property that a descriptor such as `{value: 1, writable: true}` describes; what it leaves out is as in `old`.
fn describe(js: &mut Js<'_, '_>, descriptor: &Value, old: Option<Property>) -> Completion<Property> {
    let Some(id) = descriptor.object() else {
        let shown = js.brief(descriptor);
        return Err(js.type_error(format!("Property description must be an object: {shown}")));
    };
    let old = old.unwrap_or(Property::constant(Value::Undefined));
    let flag = |js: &mut Js<'_, '_>, name: &str, default: bool| -> Completion<bool> {
        Ok(if js.has(id, &name.into()) { to_boolean(&js.get(id, name)?) } else { default })
    };
    let (enumerable, configurable) =
        (flag(js, "enumerable", old.enumerable)?, flag(js, "configurable", old.configurable)?);
    let has = |js: &Js<'_, '_>, name: &str| js.has(id, &name.into());
    let content = if has(js, "get") || has(js, "set") {
        if has(js, "value") || has(js, "writable") {
            return Err(js.type_error(
                "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute, #<Object>",
            ));
        }
        Content::Accessor { get: accessor(js, id, "Getter", "get")?, set: accessor(js, id, "Setter", "set")? }
    } else {
        let (value, writable) = match old.content {
            Content::Data { value, writable } => (value, writable),
            Content::Accessor { .. } => (Value::Undefined, false),
        };
        let value = if has(js, "value") { js.get(id, "value")? } else { value };
        Content::Data { value, writable: flag(js, "writable", writable)? }
    };
    Ok(Property { content, enumerable, configurable })
}

/// The function that a descriptor has for reading or writing the property, or `undefined`.
fn accessor(js: &mut Js<'_, '_>, descriptor: ObjectId, what: &str, name: &str) -> Completion {
    let function = js.get(descriptor, name)?;
    if matches!(function, Value::Undefined) || js.is_callable(&function) {
        return Ok(function);
    }
    let shown = js.brief(&function);
    Err(js.type_error(format!("{what} must be a function: {shown}")))
}

/// `Object.defineProperty`, without the object's being an object checked.
pub(super) fn define(js: &mut Js<'_, '_>, id: ObjectId, key: Key, descriptor: &Value) -> Completion<()> {
    let old = js.heap().own(id, &key);
    let locked = old.as_ref().map_or(!js.heap().get(id).extensible, |old| {
        !old.configurable && !matches!(old.content, Content::Data { writable: true, .. })
    });
    let property = describe(js, descriptor, old.clone())?;
    if locked {
        let name = key.shown();
        return match old {
            Some(old) if old.same(&property) => Ok(()),
            Some(_) => Err(js.type_error(format!("Cannot redefine property: {name}"))),
            None => Err(js.type_error(format!("Cannot define property {name}, object is not extensible"))),
        };
    }
    let special = matches!(js.heap().kind(id), Kind::Array(_) | Kind::TypedArray(_));
    match property.content {
        // Items have no attributes here: defining one sets it.
        Content::Data { value, .. } if special && (key.index().is_some() || key.is("length")) => {
            js.set(id, key, value).map(drop)
        }
        _ => {
            js.heap_mut().define(id, key, property);
            Ok(())
        }
    }
}

pub(super) fn define_all(js: &mut Js<'_, '_>, id: ObjectId, properties: ObjectId) -> Completion<()> {
    for key in listed_keys(js, properties)? {
        let descriptor = js.get(properties, key.clone())?;
        define(js, id, key, &descriptor)?;
    }
    Ok(())
}

/// The descriptor of the object's own property, or `undefined`.
pub(super) fn descriptor(js: &mut Js<'_, '_>, id: ObjectId, key: &Key) -> Value {
    let Some(property) = js.heap().own(id, key) else { return Value::Undefined };
    let result = match property.content {
        Content::Data { value, writable } => js.object([("value", value), ("writable", writable.into())]),
        Content::Accessor { get, set } => js.object([("get", get), ("set", set)]),
    };
    js.define(result, "enumerable", property.enumerable.into());
    js.define(result, "configurable", property.configurable.into());
    result.into()
}
