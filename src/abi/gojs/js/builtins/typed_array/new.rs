//! Making typed arrays: of a length, of values, or over a buffer.

use super::super::array::mapped_items;
use super::super::buffer::zeroes;
use crate::abi::gojs::js::function::Function;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::typed_array::{Element, View};
use crate::abi::gojs::js::{Completion, Intrinsic, Invocation, Js, ObjectId, Value};

/// Elements that V8 allows at most.
const MAX_LENGTH: f64 = 4_294_967_296.0;

/// The body of each class's constructor.
pub(super) fn construct(js: &mut Js<'_, '_>, call: &Invocation<'_>, element: Element) -> Completion {
    let class = element.class();
    if call.new_target.is_none() {
        return Err(js.type_error(format!("Constructor {} requires 'new'", class.name())));
    }
    let view = match call.arg(0) {
        Value::Object(id) => of_object(js, call, id, element)?,
        length => {
            let number = js.to_integer(&length)?;
            if !(0.0..=MAX_LENGTH).contains(&number) {
                let shown = js.to_text(&length)?;
                return Err(js.range_error(format!("Invalid typed array length: {}", shown.to_utf8())));
            }
            empty(js, element, number as usize)?
        }
    };
    Ok(js.instance(call, class, Kind::TypedArray(view))?.into())
}

/// A view of a new buffer.
pub(super) fn empty(js: &mut Js<'_, '_>, element: Element, length: usize) -> Completion<View> {
    let bytes = zeroes(js, length.saturating_mul(element.size()))?;
    let buffer = js.new_object(Intrinsic::ArrayBuffer, Kind::ArrayBuffer(bytes));
    Ok(View { element, buffer, offset: 0, length })
}

/// A view of a new buffer with `items` in it.
fn of_items(js: &mut Js<'_, '_>, element: Element, items: &[Value]) -> Completion<View> {
    let view = empty(js, element, items.len())?;
    for (index, item) in items.iter().enumerate() {
        js.round()?;
        let number = js.to_number(item)?;
        view.set(js.heap_mut(), index, number);
    }
    Ok(view)
}

/// A typed array of `items`.
pub(super) fn typed_array(js: &mut Js<'_, '_>, element: Element, items: &[Value]) -> Completion {
    let view = of_items(js, element, items)?;
    Ok(js.new_object(element.class(), Kind::TypedArray(view)).into())
}

/// A typed array that is a copy of `view`.
pub(super) fn copy(js: &mut Js<'_, '_>, view: &View) -> Completion<View> {
    js.room(view.length * view.element.size())?;
    let bytes = view.bytes(js.heap()).to_vec();
    let buffer = js.new_object(Intrinsic::ArrayBuffer, Kind::ArrayBuffer(bytes));
    Ok(View { buffer, offset: 0, ..view.clone() })
}

fn of_object(js: &mut Js<'_, '_>, call: &Invocation<'_>, id: ObjectId, element: Element) -> Completion<View> {
    match js.heap().kind(id) {
        Kind::ArrayBuffer(bytes) => {
            let length = bytes.len();
            of_buffer(js, call, id, length, element)
        }
        Kind::TypedArray(view) if view.element == element => {
            let view = view.clone();
            copy(js, &view)
        }
        Kind::TypedArray(view) => {
            let source = view.clone();
            let view = empty(js, element, source.length)?;
            transfer(js, &source, &view)?;
            Ok(view)
        }
        _ => {
            let items = js.items_of(&id.into())?;
            of_items(js, element, &items)
        }
    }
}

/// Converts the elements of `source` to those of `target`, which has as many at least and another buffer.
pub(super) fn transfer(js: &mut Js<'_, '_>, source: &View, target: &View) -> Completion<()> {
    for index in 0..source.length {
        js.round()?;
        if let Some(Value::Number(number)) = source.get(js.heap(), index) {
            target.set(js.heap_mut(), index, number);
        }
    }
    Ok(())
}

/// `new Int32Array(buffer, offset, length)`, with a buffer of `available` bytes.
fn of_buffer(
    js: &mut Js<'_, '_>,
    call: &Invocation<'_>,
    buffer: ObjectId,
    available: usize,
    element: Element,
) -> Completion<View> {
    let (size, name) = (element.size(), element.class().name());
    let offset = js.to_integer(&call.arg(1))?;
    if offset < 0.0 {
        return Err(js.range_error(format!("Start offset {offset} is outside the bounds of the buffer")));
    }
    if offset % size as f64 != 0.0 {
        return Err(js.range_error(format!("start offset of {name} should be a multiple of {size}")));
    }
    let given = match call.arg(2) {
        Value::Undefined => None,
        length => Some(js.to_integer(&length)?),
    };
    if given.is_none() && !available.is_multiple_of(size) {
        return Err(js.range_error(format!("byte length of {name} should be a multiple of {size}")));
    }
    let left = available as f64 - offset;
    match given {
        None if left < 0.0 => Err(js.range_error(format!("Start offset {offset} is outside the bounds of the buffer"))),
        Some(length) if length < 0.0 || length * size as f64 > left => {
            Err(js.range_error(format!("Invalid typed array length: {length}")))
        }
        _ => {
            let length = given.map_or(left as usize / size, |length| length as usize);
            Ok(View { element, buffer, offset: offset as usize, length })
        }
    }
}

/// The elements of the class that a static method is called on.
fn element_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<Element> {
    let class = match call.this.object().map(|id| js.heap().kind(id)) {
        Some(Kind::Function(Function::Native(native))) => native.constructs,
        _ => None,
    };
    match Element::ALL.into_iter().find(|element| class == Some(element.class())) {
        Some(element) => Ok(element),
        None => {
            let shown = js.brief(&call.this);
            Err(js.type_error(format!("{shown} is not a constructor")))
        }
    }
}

pub(super) fn from(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let element = element_of(js, call)?;
    let items = mapped_items(js, call)?;
    typed_array(js, element, &items)
}

pub(super) fn of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let element = element_of(js, call)?;
    typed_array(js, element, call.args)
}
