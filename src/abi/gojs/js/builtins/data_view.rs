//! `DataView`: numbers of any layout, anywhere in a buffer.

use crate::abi::gojs::js::convert::to_boolean;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::typed_array::{Element, View};
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

pub(super) const DATA_VIEW: Class = Class::new(
    Intrinsic::DataView,
    1,
    new,
    Shape {
        functions: natives![
            get_int8(1) as "getInt8", get_uint8(1) as "getUint8", get_int16(1) as "getInt16", get_uint16(1) as "getUint16",
            get_int32(1) as "getInt32", get_uint32(1) as "getUint32", get_float32(1) as "getFloat32",
            get_float64(1) as "getFloat64", set_int8(2) as "setInt8", set_uint8(2) as "setUint8", set_int16(2) as "setInt16",
            set_uint16(2) as "setUint16", set_int32(2) as "setInt32", set_uint32(2) as "setUint32",
            set_float32(2) as "setFloat32", set_float64(2) as "setFloat64",
        ],
        getters: natives![buffer(0), byte_length(0) as "byteLength", byte_offset(0) as "byteOffset"],
        constants: &[],
    },
);

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.new_target.is_none() {
        return Err(js.type_error("Constructor DataView requires 'new'"));
    }
    let (buffer, available) = match call.arg(0).object().map(|id| (id, js.heap().kind(id))) {
        Some((id, Kind::ArrayBuffer(bytes))) => (id, bytes.len()),
        _ => return Err(js.type_error("First argument to DataView constructor must be an ArrayBuffer")),
    };
    let offset = js.to_integer(&call.arg(1))?;
    if !(0.0..=available as f64).contains(&offset) {
        return Err(js.range_error(format!("Start offset {offset} is outside the bounds of the buffer")));
    }
    let left = available - offset as usize;
    let length = match call.arg(2) {
        Value::Undefined => left as f64,
        length => js.to_integer(&length)?,
    };
    if !(0.0..=left as f64).contains(&length) {
        return Err(js.range_error(format!("Invalid DataView length {length}")));
    }
    let view = View { element: Element::Uint8, buffer, offset: offset as usize, length: length as usize };
    Ok(js.instance(call, Intrinsic::DataView, Kind::DataView(view))?.into())
}

/// The view that the method `name` is called on.
fn this(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<View> {
    match call.this.object().map(|id| js.heap().kind(id)) {
        Some(Kind::DataView(view)) => Ok(view.clone()),
        _ => {
            let shown = js.brief(&call.this);
            Err(js.type_error(format!("Method DataView.prototype.{name} called on incompatible receiver {shown}")))
        }
    }
}

fn buffer(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this(js, call, "buffer")?.buffer.into())
}

fn byte_length(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this(js, call, "byteLength")?.length.into())
}

fn byte_offset(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this(js, call, "byteOffset")?.offset.into())
}

/// Where `element` lies that the first argument is the offset of.
fn place(js: &mut Js<'_, '_>, call: &Invocation<'_>, element: Element, name: &str) -> Completion<View> {
    let view = this(js, call, name)?;
    let offset = js.to_integer(&call.arg(0))?;
    if offset < 0.0 || offset + element.size() as f64 > view.length as f64 {
        return Err(js.range_error("Offset is outside the bounds of the DataView"));
    }
    Ok(view.part(offset as usize, offset as usize + element.size()))
}

fn read(js: &mut Js<'_, '_>, call: &Invocation<'_>, element: Element, name: &str) -> Completion {
    let place = place(js, call, element, name)?;
    let mut bytes = [0; 8];
    let bytes = &mut bytes[..element.size()];
    bytes.copy_from_slice(place.bytes(js.heap()));
    if !to_boolean(&call.arg(1)) {
        bytes.reverse();
    }
    Ok(element.read(bytes).map_or(Value::Undefined, Value::Number))
}

fn write(js: &mut Js<'_, '_>, call: &Invocation<'_>, element: Element, name: &str) -> Completion {
    let number = js.to_number(&call.arg(1))?;
    let place = place(js, call, element, name)?;
    let mut bytes = element.encode(number);
    let bytes = &mut bytes[..element.size()];
    if !to_boolean(&call.arg(2)) {
        bytes.reverse();
    }
    place.bytes_mut(js.heap_mut()).copy_from_slice(bytes);
    Ok(Value::Undefined)
}

/// The bodies of the rows above.
macro_rules! accessors {
    ($($element:ident: $get:ident as $got:literal, $set:ident as $put:literal;)*) => {$(
        fn $get(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            read(js, call, Element::$element, $got)
        }

        fn $set(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            write(js, call, Element::$element, $put)
        }
    )*};
}

accessors! {
    Int8: get_int8 as "getInt8", set_int8 as "setInt8";
    Uint8: get_uint8 as "getUint8", set_uint8 as "setUint8";
    Int16: get_int16 as "getInt16", set_int16 as "setInt16";
    Uint16: get_uint16 as "getUint16", set_uint16 as "setUint16";
    Int32: get_int32 as "getInt32", set_int32 as "setInt32";
    Uint32: get_uint32 as "getUint32", set_uint32 as "setUint32";
    Float32: get_float32 as "getFloat32", set_float32 as "setFloat32";
    Float64: get_float64 as "getFloat64", set_float64 as "setFloat64";
}
