//! `Array`.

use crate::abi::gojs::js::class::Constructor;
use crate::abi::gojs::js::object::ObjectKind;
use crate::abi::gojs::js::{Class, Completion, Heap, Js, Template, Value};

/// `Array`; `syscall/js/js.go`, `ValueOf`, makes one of a slice.
pub(super) static ARRAY: Constructor = Constructor {
    name: "Array",
    parent: Some(Class::Object),
    new,
    statics: &[],
    prototype: Template::functions(&[("concat", concat)]),
};

/// `new Array(length)`, or `new Array(...items)`; `TestNewAllocations`.
fn new(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    if let [Value::Number(length)] = args {
        let array = js.array(Vec::new());
        js.set_array_length(array, *length)?;
        return Ok(array.into());
    }
    js.room(size_of_val(args))?;
    Ok(js.array(args.to_vec()).into())
}

/// `array.concat(...values)`: arrays among the values become their items; `TestCallAllocations`.
fn concat(js: &mut Js<'_, '_>, this: &Value, args: &[Value]) -> Completion {
    let values = || [this].into_iter().chain(args);
    let count = values().map(|value| items(js.heap(), value).len()).sum::<usize>();
    js.room(count.saturating_mul(size_of::<Value>()))?;
    let joined = values().flat_map(|value| items(js.heap(), value)).cloned().collect();
    Ok(js.array(joined).into())
}

/// The items of an array, or what else the value is.
fn items<'v>(heap: &'v Heap, value: &'v Value) -> &'v [Value] {
    match value.object().map(|id| heap.kind(id)) {
        Some(ObjectKind::Array(items)) => items,
        _ => std::slice::from_ref(value),
    }
}
