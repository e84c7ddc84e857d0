//! What `Object` does to keep an object from being changed, and tells of it (ECMAScript, integrity levels).

use crate::abi::gojs::js::object::{Content, Integrity, Kind, Property};
use crate::abi::gojs::js::{Completion, Invocation, Js, ObjectId, Value};

pub(super) fn prevent_extensions(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if let Some(id) = call.arg(0).object() {
        js.heap_mut().get_mut(id).extensible = false;
    }
    Ok(call.arg(0))
}

pub(super) fn is_extensible(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(call.arg(0).object().is_some_and(|id| js.heap().get(id).extensible).into())
}

pub(super) fn seal(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    restrict(js, call.arg(0), Integrity::Sealed)
}

pub(super) fn is_sealed(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(has(js, &call.arg(0), Integrity::Sealed)?.into())
}

pub(super) fn freeze(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    restrict(js, call.arg(0), Integrity::Frozen)
}

pub(super) fn is_frozen(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(has(js, &call.arg(0), Integrity::Frozen)?.into())
}

/// Brings `value` to a level, or leaves it at a higher one.
fn restrict(js: &mut Js<'_, '_>, value: Value, level: Integrity) -> Completion {
    let Some(id) = value.object() else { return Ok(value) };
    if let Kind::TypedArray(view) = js.heap().kind(id)
        && view.length > 0
    {
        let what = if level == Integrity::Frozen { "freeze" } else { "seal" };
        return Err(js.type_error(format!("Cannot {what} array buffer views with elements")));
    }
    restrict_properties(js, id, level);
    let object = js.heap_mut().get_mut(id);
    object.items = object.items.max(level);
    object.extensible = false;
    Ok(value)
}

fn restrict_properties(js: &mut Js<'_, '_>, id: ObjectId, level: Integrity) {
    for key in js.heap().get(id).properties.keys() {
        let Some(property) = js.heap_mut().get_mut(id).properties.get_mut(&key) else { continue };
        property.configurable = false;
        if let Content::Data { writable, .. } = &mut property.content {
            *writable &= level < Integrity::Frozen;
        }
    }
}

/// Whether `value` is at a level, or a higher one. What is no object cannot be changed anyway.
fn has(js: &mut Js<'_, '_>, value: &Value, level: Integrity) -> Completion<bool> {
    let Some(id) = value.object() else { return Ok(true) };
    if js.heap().get(id).extensible {
        return Ok(false);
    }
    let open = |property: Property| {
        let writable = matches!(property.content, Content::Data { writable: true, .. });
        property.configurable || (writable && level == Integrity::Frozen)
    };
    let keys = js.own_keys(id)?;
    let heap = js.heap();
    Ok(!keys.iter().filter_map(|key| heap.own(id, key)).any(open))
}
