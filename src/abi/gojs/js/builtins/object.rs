//! `Object`.

use super::descriptor::{define, define_all, descriptor};
use super::integrity::{freeze, is_extensible, is_frozen, is_sealed, prevent_extensions, seal};
use crate::abi::gojs::js::object::{Kind, Object, PROPERTY_BYTES};
use crate::abi::gojs::js::{
    Abrupt, Class, Completion, Intrinsic, Invocation, Js, Key, ObjectId, Shape, Value, natives,
};

pub(super) const OBJECT: Class = Class {
    statics: Shape::functions(natives![
        assign(2), create(2), define_property(3) as "defineProperty", define_properties(2) as "defineProperties", entries(1),
        freeze(1), from_entries(1) as "fromEntries", get_own_property_descriptor(2) as "getOwnPropertyDescriptor",
        get_own_property_descriptors(1) as "getOwnPropertyDescriptors",
        get_own_property_symbols(1) as "getOwnPropertySymbols",
        get_own_property_names(1) as "getOwnPropertyNames", get_prototype_of(1) as "getPrototypeOf", has_own(2) as "hasOwn",
        is(2), is_extensible(1) as "isExtensible", is_frozen(1) as "isFrozen", is_sealed(1) as "isSealed", keys(1),
        prevent_extensions(1) as "preventExtensions", seal(1), set_prototype_of(2) as "setPrototypeOf", values(1),
    ]),
    ..Class::new(
        Intrinsic::Object,
        1,
        new,
        Shape::functions(natives![
            has_own_property(1) as "hasOwnProperty", is_prototype_of(1) as "isPrototypeOf",
            property_is_enumerable(1) as "propertyIsEnumerable", to_string(0) as "toString",
            to_locale_string(0) as "toLocaleString", value_of(0) as "valueOf",
        ]),
    )
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    match call.arg(0) {
        Value::Undefined | Value::Null => Ok(js.instance(call, Intrinsic::Object, Kind::Ordinary)?.into()),
        value => Ok(js.to_object(&value)?.into()),
    }
}

/// The object's own keys that are text and listed.
pub(super) fn listed_keys(js: &mut Js<'_, '_>, id: ObjectId) -> Completion<Vec<Key>> {
    let mut keys = js.own_keys(id)?;
    let heap = js.heap();
    keys.retain(|key| matches!(key, Key::Text(_)) && heap.own(id, key).is_some_and(|own| own.enumerable));
    Ok(keys)
}

fn assign(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let target = js.to_object(&call.arg(0))?;
    for source in call.rest(1).iter().filter(|source| !source.is_nullish()) {
        let source = js.to_object(source)?;
        for key in js.own_keys(source)? {
            if js.heap().own(source, &key).is_some_and(|own| own.enumerable) {
                let value = js.get(source, key.clone())?;
                super::reflect::set_or_throw(js, target, key, value)?;
            }
        }
    }
    Ok(target.into())
}

fn no_prototype(js: &mut Js<'_, '_>, value: &Value) -> Abrupt {
    let shown = js.brief(value);
    js.type_error(format!("Object prototype may only be an Object or null: {shown}"))
}

fn create(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let prototype = match call.arg(0) {
        Value::Object(id) => Some(id),
        Value::Null => None,
        other => return Err(no_prototype(js, &other)),
    };
    let id = js.heap_mut().add(Object::new(prototype, Kind::Ordinary));
    if let Some(properties) = call.arg(1).object() {
        define_all(js, id, properties)?;
    }
    Ok(id.into())
}

fn define_property(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Some(id) = call.arg(0).object() else {
        return Err(js.type_error("Object.defineProperty called on non-object"));
    };
    let key = js.to_key(&call.arg(1))?;
    define(js, id, key, &call.arg(2))?;
    Ok(id.into())
}

fn define_properties(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Some(id) = call.arg(0).object() else {
        return Err(js.type_error("Object.defineProperties called on non-object"));
    };
    let properties = js.to_object(&call.arg(1))?;
    define_all(js, id, properties)?;
    Ok(id.into())
}

fn keys(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let keys = listed_keys(js, id)?.into_iter().map(Key::value).collect();
    Ok(js.array(keys).into())
}

fn values(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let mut values = Vec::new();
    for key in listed_keys(js, id)? {
        values.push(js.get(id, key)?);
    }
    Ok(js.array(values).into())
}

fn entries(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let mut entries = Vec::new();
    for key in listed_keys(js, id)? {
        let value = js.get(id, key.clone())?;
        entries.push(js.array(vec![key.value(), value]).into());
    }
    Ok(js.array(entries).into())
}

fn from_entries(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.ordinary();
    for entry in js.iterate(&call.arg(0))? {
        let Some(entry) = entry.object() else {
            let shown = js.brief(&entry);
            return Err(js.type_error(format!("Iterator value {shown} is not an entry object")));
        };
        let key = js.get(entry, 0)?;
        let key = js.to_key(&key)?;
        let value = js.get(entry, 1)?;
        js.define(id, key, value);
    }
    Ok(id.into())
}

fn get_own_property_descriptor(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    Ok(descriptor(js, id, &key))
}

fn get_own_property_descriptors(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let descriptors = js.ordinary();
    for key in js.own_keys(id)? {
        js.round()?;
        js.room(PROPERTY_BYTES)?;
        let descriptor = descriptor(js, id, &key);
        js.define(descriptors, key, descriptor);
    }
    Ok(descriptors.into())
}

fn get_own_property_symbols(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let keys = js.own_keys(id)?.into_iter().filter(|key| matches!(key, Key::Symbol(_))).map(Key::value).collect();
    Ok(js.array(keys).into())
}

fn get_own_property_names(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let names = js.own_keys(id)?.into_iter().filter(|key| matches!(key, Key::Text(_))).map(Key::value).collect();
    Ok(js.array(names).into())
}

fn get_prototype_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    Ok(js.heap().get(id).prototype.map_or(Value::Null, Value::from))
}

/// Changes what `id` inherits from, unless it may not be changed, or would inherit from itself.
pub(super) fn inherit(js: &mut Js<'_, '_>, id: ObjectId, prototype: &Value) -> Completion<()> {
    let object = js.heap().get(id);
    if !object.extensible && object.prototype != prototype.object() {
        let shown = js.brief(&id.into());
        return Err(js.type_error(format!("{shown} is not extensible")));
    }
    let mut at = prototype.object();
    while let Some(ancestor) = at {
        if ancestor == id {
            return Err(js.type_error("Cyclic __proto__ value"));
        }
        at = js.heap().get(ancestor).prototype;
    }
    js.heap_mut().get_mut(id).prototype = prototype.object();
    Ok(())
}

fn set_prototype_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.arg(0).is_nullish() {
        return Err(js.type_error("Object.setPrototypeOf called on null or undefined"));
    }
    if !matches!(call.arg(1), Value::Object(_) | Value::Null) {
        return Err(no_prototype(js, &call.arg(1)));
    }
    if let Some(id) = call.arg(0).object() {
        inherit(js, id, &call.arg(1))?;
    }
    Ok(call.arg(0))
}

fn is(_: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(call.arg(0).same(&call.arg(1)).into())
}

fn has_own(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.arg(0))?;
    let key = js.to_key(&call.arg(1))?;
    Ok(js.heap().own(id, &key).is_some().into())
}

fn has_own_property(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    let key = js.to_key(&call.arg(0))?;
    Ok(js.heap().own(id, &key).is_some().into())
}

fn property_is_enumerable(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    let key = js.to_key(&call.arg(0))?;
    Ok(js.heap().own(id, &key).is_some_and(|own| own.enumerable).into())
}

fn is_prototype_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (Some(prototype), Some(id)) = (call.this.object(), call.arg(0).object()) else { return Ok(false.into()) };
    let mut at = js.heap().get(id).prototype;
    while let Some(id) = at {
        if id == prototype {
            return Ok(true.into());
        }
        at = js.heap().get(id).prototype;
    }
    Ok(false.into())
}

fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let tag = match &call.this {
        Value::Undefined => "Undefined".into(),
        Value::Null => "Null".into(),
        this => {
            let id = js.to_object(this)?;
            match js.tag(id) {
                Some(tag) => tag,
                None => js.heap().kind(id).tag().into(),
            }
        }
    };
    Ok(format!("[object {tag}]").into())
}

fn to_locale_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.to_text(&call.this)?.into())
}

fn value_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.to_object(&call.this)?.into())
}
