//! The reviver of `JSON.parse`.

use super::super::object::listed_keys;
use super::MAX_DEPTH;
use crate::abi::gojs::js::{Completion, Js, Key, ObjectId, Value};

/// An object whose properties are being revived, and where its result goes.
struct Reviving {
    holder: ObjectId,
    key: Key,
    id: ObjectId,
    keys: std::vec::IntoIter<Key>,
}

/// Replaces every value, the inner ones first, by what `reviver` makes of it.
pub(super) fn revive(js: &mut Js<'_, '_>, value: Value, reviver: &Value) -> Completion {
    let root = js.object([("", value)]);
    let mut open: Vec<Reviving> = Vec::new();
    let (mut holder, mut key) = (root, Key::from(""));
    loop {
        let value = js.get(holder, key.clone())?;
        if let Some(id) = value.object() {
            if open.len() >= MAX_DEPTH {
                return Err(js.range_error("Maximum call stack size exceeded"));
            }
            let keys = listed_keys(js, id)?;
            js.reserve(size_of::<Reviving>() + keys.len() * size_of::<Key>())?;
            open.push(Reviving { holder, key, id, keys: keys.into_iter() });
        } else {
            let result = js.call(reviver, holder.into(), &[key.clone().value(), value])?;
            put(js, holder, key, result)?;
        }
        loop {
            let Some(last) = open.last_mut() else { return js.get(root, "") };
            if let Some(next) = last.keys.next() {
                (holder, key) = (last.id, next);
                break;
            }
            let Reviving { holder, key, id, .. } = open.pop().expect("there was a last one");
            let result = js.call(reviver, holder.into(), &[key.clone().value(), id.into()])?;
            put(js, holder, key, result)?;
        }
    }
}

fn put(js: &mut Js<'_, '_>, holder: ObjectId, key: Key, value: Value) -> Completion<()> {
    js.round()?;
    if value.is_undefined() {
        js.heap_mut().delete(holder, &key);
        return Ok(());
    }
    js.set(holder, key, value).map(drop)
}
