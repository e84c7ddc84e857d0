//! Sorting, which is stable, and reversed copies.

use std::cmp::Ordering;

use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::{Completion, Invocation, Js, Key, Text, Value};

/// The function to sort by; `undefined` for the default order.
pub(in super::super) fn comparator(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let comparator = call.arg(0);
    if !comparator.is_undefined() && !js.is_callable(&comparator) {
        return Err(js.type_error("The comparison function must be either a function or undefined"));
    }
    Ok(comparator)
}

pub(super) fn sort(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let comparator = comparator(js, call)?;
    let (id, length) = js.elements(&call.this)?;
    let items = js.elements_between(id, 0, length)?;
    let items = sorted(js, items, &comparator)?;
    if js.is_frozen(id) {
        return Err(js.type_error("Cannot assign to read only property '0' of object '[object Array]'"));
    }
    if matches!(js.heap().kind(id), Kind::Array(_)) {
        js.replace_items(id, items);
        return Ok(id.into());
    }
    for (index, item) in items.into_iter().enumerate() {
        js.round()?;
        super::super::reflect::set_or_throw(js, id, Key::from(index as u64), item)?;
    }
    Ok(id.into())
}

pub(super) fn to_sorted(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let comparator = comparator(js, call)?;
    let items = js.all_elements(&call.this)?;
    let items = sorted(js, items, &comparator)?;
    Ok(js.array(items).into())
}

pub(super) fn to_reversed(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut items = js.all_elements(&call.this)?;
    items.reverse();
    Ok(js.array(items).into())
}

/// The items in order: by `comparator`, or as strings. `undefined` comes last.
fn sorted(js: &mut Js<'_, '_>, mut items: Vec<Value>, comparator: &Value) -> Completion<Vec<Value>> {
    let count = items.len();
    items.retain(|item| !item.is_undefined());
    let mut sorted = if comparator.is_undefined() {
        let mut keyed: Vec<(Vec<u16>, Value)> = Vec::new();
        for item in items {
            js.round()?;
            let text: Text = js.to_text(&item)?;
            js.reserve(2 * text.bytes() + size_of::<(Vec<u16>, Value)>())?;
            keyed.push((text.units(), item));
        }
        keyed.sort_by(|left, right| left.0.cmp(&right.0));
        keyed.into_iter().map(|(_, item)| item).collect()
    } else {
        merge_sort(js, items, &mut |js, left, right| compare_by(js, comparator, left, right))?
    };
    sorted.resize(count, Value::Undefined);
    Ok(sorted)
}

/// What the guest's comparison says.
fn compare_by(js: &mut Js<'_, '_>, comparator: &Value, left: &Value, right: &Value) -> Completion<Ordering> {
    let answer = js.call(comparator, Value::Undefined, &[left.clone(), right.clone()])?;
    let answer = js.to_number(&answer)?;
    Ok(answer.partial_cmp(&0.0).unwrap_or(Ordering::Equal))
}

/// Sorts numbers by `comparator`, as the method of typed arrays does.
pub(in super::super) fn sort_values(
    js: &mut Js<'_, '_>,
    items: Vec<Value>,
    comparator: &Value,
) -> Completion<Vec<Value>> {
    merge_sort(js, items, &mut |js, left, right| compare_by(js, comparator, left, right))
}

/// A stable sort whose comparison may throw, and may contradict itself.
fn merge_sort(
    js: &mut Js<'_, '_>,
    mut items: Vec<Value>,
    compare: &mut dyn FnMut(&mut Js<'_, '_>, &Value, &Value) -> Completion<Ordering>,
) -> Completion<Vec<Value>> {
    let mut width = 1;
    while width < items.len() {
        let mut merged = Vec::with_capacity(items.len());
        for run in items.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let (Some(first), Some(second)) = (left.first(), right.first()) {
                js.round()?;
                // In this order, as V8 asks: a comparison that contradicts itself gets the same answer.
                let side = if compare(js, second, first)? == Ordering::Less { &mut right } else { &mut left };
                merged.push(side[0].clone());
                *side = &side[1..];
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        items = merged;
        width *= 2;
    }
    Ok(items)
}
