//! `Array`. Its methods work on anything that has a `length` and indices, and on typed arrays too.

mod access;
mod change;
mod iteration;
mod order;

use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

pub(super) use access::{
    at, entries, includes, index_of, join, keys, last_index_of, to_locale_string, to_string, values,
};
use access::{concat, flat, slice, with};
use change::{copy_within, pop, push, shift, splice, to_spliced, unshift};
pub(super) use change::{fill, reverse};
pub(super) use iteration::{every, find, find_index, find_last, find_last_index, for_each, reduce, reduce_right, some};
use iteration::{filter, flat_map, map};
pub(super) use order::{comparator, sort_values};
use order::{sort, to_reversed, to_sorted};

pub(super) const ARRAY: Class = Class {
    statics: Shape::functions(natives![from(1), is_array(1) as "isArray", of(0)]),
    ..Class::new(
        Intrinsic::Array,
        1,
        new,
        Shape::functions(natives![
            at(1), concat(1), copy_within(2) as "copyWithin", entries(0), every(1), fill(1), filter(1), find(1),
            find_index(1) as "findIndex", find_last(1) as "findLast", find_last_index(1) as "findLastIndex", flat(0),
            flat_map(1) as "flatMap", for_each(1) as "forEach", includes(1), index_of(1) as "indexOf", join(1), keys(0),
            last_index_of(1) as "lastIndexOf", map(1), pop(0), push(1), reduce(1), reduce_right(1) as "reduceRight",
            reverse(0), shift(0), slice(2), some(1), sort(1), splice(2), to_locale_string(0) as "toLocaleString",
            to_reversed(0) as "toReversed", to_sorted(1) as "toSorted", to_spliced(2) as "toSpliced",
            to_string(0) as "toString", unshift(1), values(0), values(0) as "[Symbol.iterator]", with(2),
        ]),
    )
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let array = js.instance(call, Intrinsic::Array, Kind::Array(Vec::new()))?;
    match call.args {
        [Value::Number(length)] => js.set_array_length(array, *length)?,
        items => js.replace_items(array, items.to_vec()),
    }
    Ok(array.into())
}

fn is_array(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(call.arg(0).object().is_some_and(|id| matches!(js.heap().kind(id), Kind::Array(_))).into())
}

fn of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.array(call.args.to_vec()).into())
}

fn from(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let items = mapped_items(js, call)?;
    Ok(js.array(items).into())
}

/// The items of the first argument, as the function that is the second one changes them.
pub(super) fn mapped_items(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<Vec<Value>> {
    if call.arg(1).is_undefined() {
        return js.items_of(&call.arg(0));
    }
    let callback = js.callable(call.arg(1))?;
    let mut items = js.items_of(&call.arg(0))?;
    for (index, item) in items.iter_mut().enumerate() {
        js.round()?;
        *item = js.call(&callback, call.arg(2), &[item.clone(), index.into()])?;
    }
    Ok(items)
}

/// The items of an array or of anything like an array.
pub(in crate::abi::gojs) fn array_items(js: &mut Js<'_, '_>, list: &Value) -> Completion<Vec<Value>> {
    if list.object().is_none() {
        return Err(js.type_error("CreateListFromArrayLike called on non-object"));
    }
    js.all_elements(list)
}
