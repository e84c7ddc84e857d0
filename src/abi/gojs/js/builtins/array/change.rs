//! Methods that change the array itself.

use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::{Completion, Invocation, Js, Key, ObjectId, Value};

/// Changes the items of `this`: in place if it is an array, else those of a list that are written back.
fn edit<R>(js: &mut Js<'_, '_>, this: &Value, change: impl FnOnce(&mut Vec<Value>) -> R) -> Completion<R> {
    let (id, length) = js.elements(this)?;
    if js.is_frozen(id) {
        return Err(read_only(js, length));
    }
    // One that may not grow is changed item by item, and stops at the one that would be new.
    let extensible = js.heap().get(id).extensible;
    if let Kind::Array(items) = js.heap_mut().kind_mut(id)
        && extensible
    {
        return Ok(change(items));
    }
    let mut items = js.elements_between(id, 0, length)?;
    let result = change(&mut items);
    write_back(js, id, length, items)?;
    Ok(result)
}

/// What comes of changing a frozen array.
fn read_only(js: &mut Js<'_, '_>, length: usize) -> crate::abi::gojs::js::Abrupt {
    let message = match length {
        0 => "Cannot add property 0, object is not extensible",
        _ => "Cannot assign to read only property '0' of object '[object Array]'",
    };
    js.type_error(message)
}

fn write_back(js: &mut Js<'_, '_>, id: ObjectId, old: usize, items: Vec<Value>) -> Completion<()> {
    let new = items.len();
    for (index, item) in items.into_iter().enumerate() {
        js.round()?;
        super::super::reflect::set_or_throw(js, id, Key::from(index as u64), item)?;
    }
    if matches!(js.heap().kind(id), Kind::TypedArray(_)) {
        return Ok(());
    }
    for index in new..old {
        js.round()?;
        js.heap_mut().delete(id, &Key::from(index as u64));
    }
    super::super::reflect::set_or_throw(js, id, "length".into(), new.into())
}

/// Makes sure that the array may get `items`, and counts them.
fn admit(js: &mut Js<'_, '_>, this: &Value, items: &[Value]) -> Completion<()> {
    let (id, length) = js.elements(this)?;
    if !items.is_empty() && !js.heap().get(id).extensible {
        return Err(js.type_error(format!("Cannot add property {length}, object is not extensible")));
    }
    js.reserve(size_of_val(items))
}

pub(super) fn push(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    admit(js, &call.this, call.args)?;
    let length = edit(js, &call.this, |items| {
        items.extend_from_slice(call.args);
        items.len()
    })?;
    Ok(length.into())
}

pub(super) fn unshift(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    admit(js, &call.this, call.args)?;
    let length = edit(js, &call.this, |items| {
        items.splice(0..0, call.args.iter().cloned());
        items.len()
    })?;
    Ok(length.into())
}

pub(super) fn pop(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(edit(js, &call.this, Vec::pop)?.unwrap_or(Value::Undefined))
}

pub(super) fn shift(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    edit(js, &call.this, |items| if items.is_empty() { Value::Undefined } else { items.remove(0) })
}

pub(in super::super) fn reverse(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    edit(js, &call.this, |items| items.reverse())?;
    Ok(js.to_object(&call.this)?.into())
}

pub(in super::super) fn fill(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    let start = js.to_place(&call.arg(1), length, 0)?;
    let end = js.to_place(&call.arg(2), length, length)?;
    let value = call.arg(0);
    edit(js, &id.into(), |items| {
        let end = end.min(items.len());
        if let Some(part) = items.get_mut(start..end) {
            part.fill(value);
        }
    })?;
    Ok(id.into())
}

pub(super) fn copy_within(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    let target = js.to_place(&call.arg(0), length, 0)?;
    let start = js.to_place(&call.arg(1), length, 0)?;
    let end = js.to_place(&call.arg(2), length, length)?;
    edit(js, &id.into(), |items| {
        let part = items.get(start..end.min(items.len())).map(<[Value]>::to_vec).unwrap_or_default();
        let places = items.iter_mut().skip(target);
        places.zip(part).for_each(|(place, item)| *place = item);
    })?;
    Ok(id.into())
}

/// What `splice(start, count, ...items)` takes out: from where, and how much.
fn range(js: &mut Js<'_, '_>, call: &Invocation<'_>, length: usize) -> Completion<std::ops::Range<usize>> {
    let start = js.to_place(&call.arg(0), length, 0)?;
    let count = match call.args.get(1) {
        Some(count) => js.to_integer(count)?.clamp(0.0, (length - start) as f64) as usize,
        None if call.args.is_empty() => 0,
        None => length - start,
    };
    Ok(start..start + count)
}

pub(super) fn splice(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    let range = range(js, call, length)?;
    if call.rest(2).len() > range.len() {
        admit(js, &call.this, call.rest(2))?;
    }
    js.room_for(range.len())?;
    let removed = edit(js, &id.into(), |items| {
        // A conversion of an argument may have changed the array.
        let (start, end) = (range.start.min(items.len()), range.end.min(items.len()));
        items.splice(start..end, call.rest(2).iter().cloned()).collect::<Vec<_>>()
    })?;
    Ok(js.array(removed).into())
}

pub(super) fn to_spliced(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (id, length) = js.elements(&call.this)?;
    let range = range(js, call, length)?;
    js.room_for(length + call.args.len())?;
    let mut items = js.elements_between(id, 0, length)?;
    items.splice(range, call.rest(2).iter().cloned());
    Ok(js.array(items).into())
}
