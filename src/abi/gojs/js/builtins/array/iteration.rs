//! Methods that call back for each element.

use crate::abi::gojs::js::convert::to_boolean;
use crate::abi::gojs::js::{Completion, Invocation, Js, ObjectId, Value};

/// The elements to go through, and what is called for each.
struct Walk {
    id: ObjectId,
    length: usize,
    callback: Value,
    this: Value,
}

impl Walk {
    fn begin(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<Self> {
        let (id, length) = js.elements(&call.this)?;
        Ok(Self { id, length, callback: js.callable(call.arg(0))?, this: call.arg(1) })
    }

    /// The element at `index`, and what the callback says to it.
    fn ask(&self, js: &mut Js<'_, '_>, index: usize) -> Completion<(Value, Value)> {
        js.round()?;
        let item = js.element(self.id, index)?;
        let answer = js.call(&self.callback, self.this.clone(), &[item.clone(), index.into(), self.id.into()])?;
        Ok((item, answer))
    }

    /// The same for elements that are there: a hole is passed over.
    fn ask_present(&self, js: &mut Js<'_, '_>, index: usize) -> Completion<Option<(Value, Value)>> {
        if js.has_element(self.id, index) {
            return self.ask(js, index).map(Some);
        }
        js.round()?;
        Ok(None)
    }

    /// The first of `indices` whose element the callback accepts, with the element.
    fn first(
        &self,
        js: &mut Js<'_, '_>,
        mut indices: impl Iterator<Item = usize>,
    ) -> Completion<Option<(usize, Value)>> {
        indices
            .find_map(|index| match self.ask(js, index) {
                Ok((item, answer)) => to_boolean(&answer).then_some(Ok((index, item))),
                Err(abrupt) => Some(Err(abrupt)),
            })
            .transpose()
    }

    /// Whether the callback says `wanted` to any element that is there.
    fn any(&self, js: &mut Js<'_, '_>, wanted: bool) -> Completion<bool> {
        for index in 0..self.length {
            if let Some((_, answer)) = self.ask_present(js, index)?
                && to_boolean(&answer) == wanted
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

pub(in super::super) fn for_each(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    for index in 0..walk.length {
        walk.ask_present(js, index)?;
    }
    Ok(Value::Undefined)
}

pub(super) fn map(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    let mut items = Vec::new();
    for index in 0..walk.length {
        let answer = walk.ask_present(js, index)?.map_or(Value::Undefined, |(_, answer)| answer);
        js.push(&mut items, answer)?;
    }
    Ok(js.array(items).into())
}

pub(super) fn filter(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    let mut items = Vec::new();
    for index in 0..walk.length {
        if let Some((item, answer)) = walk.ask_present(js, index)?
            && to_boolean(&answer)
        {
            js.push(&mut items, item)?;
        }
    }
    Ok(js.array(items).into())
}

pub(super) fn flat_map(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    let mut items = Vec::new();
    for index in 0..walk.length {
        if let Some((_, answer)) = walk.ask_present(js, index)? {
            super::access::flatten(js, &mut items, vec![answer], 1.0)?;
        }
    }
    Ok(js.array(items).into())
}

pub(in super::super) fn every(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    Ok((!walk.any(js, false)?).into())
}

pub(in super::super) fn some(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    Ok(walk.any(js, true)?.into())
}

pub(in super::super) fn find(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    Ok(walk.first(js, 0..walk.length)?.map_or(Value::Undefined, |(_, item)| item))
}

pub(in super::super) fn find_index(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    Ok(walk.first(js, 0..walk.length)?.map_or(Value::Number(-1.0), |(index, _)| index.into()))
}

pub(in super::super) fn find_last(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    Ok(walk.first(js, (0..walk.length).rev())?.map_or(Value::Undefined, |(_, item)| item))
}

pub(in super::super) fn find_last_index(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    Ok(walk.first(js, (0..walk.length).rev())?.map_or(Value::Number(-1.0), |(index, _)| index.into()))
}

pub(in super::super) fn reduce(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    fold(js, call, &walk, 0..walk.length)
}

pub(in super::super) fn reduce_right(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let walk = Walk::begin(js, call)?;
    fold(js, call, &walk, (0..walk.length).rev())
}

fn fold(js: &mut Js<'_, '_>, call: &Invocation<'_>, walk: &Walk, indices: impl Iterator<Item = usize>) -> Completion {
    let mut total = call.args.get(1).cloned();
    for index in indices {
        js.round()?;
        if !js.has_element(walk.id, index) {
            continue;
        }
        let item = js.element(walk.id, index)?;
        total = Some(match total {
            None => item,
            Some(total) => js.call(&walk.callback, Value::Undefined, &[total, item, index.into(), walk.id.into()])?,
        });
    }
    match total {
        Some(total) => Ok(total),
        None => Err(js.type_error("Reduce of empty array with no initial value")),
    }
}
