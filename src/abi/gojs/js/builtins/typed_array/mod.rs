//! The typed arrays.

mod methods;
mod new;

use methods::{
    buffer, byte_length, byte_offset, copy_within, fill, filter, length, map, set, slice, sort, subarray, tag,
    to_reversed, to_sorted, with,
};
use new::{from, of};

use super::array::{
    at, entries, every, find, find_index, find_last, find_last_index, for_each, includes, index_of, join, keys,
    last_index_of, reduce, reduce_right, reverse, some, to_locale_string, to_string, values,
};
use crate::abi::gojs::js::realm::Member;
use crate::abi::gojs::js::typed_array::Element;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, NativeFunction, Shape, natives};

/// What all of them inherit from.
pub(super) const TYPED_ARRAY: Class = Class {
    statics: Shape::functions(natives![from(1), of(0)]),
    ..Class::new(
        Intrinsic::TypedArray,
        0,
        new_abstract,
        Shape {
            functions: natives![
                at(1), copy_within(2) as "copyWithin", entries(0), every(1), fill(1), filter(1), find(1),
                find_index(1) as "findIndex", find_last(1) as "findLast", find_last_index(1) as "findLastIndex",
                for_each(1) as "forEach", includes(1), index_of(1) as "indexOf", join(1), keys(0),
                last_index_of(1) as "lastIndexOf", map(1), reduce(1), reduce_right(1) as "reduceRight", reverse(0),
                set(1), slice(2), some(1), sort(1), subarray(2), to_locale_string(0) as "toLocaleString",
                to_reversed(0) as "toReversed", to_sorted(1) as "toSorted", to_string(0) as "toString", values(0),
                values(0) as "[Symbol.iterator]", with(2),
            ],
            getters: natives![
                buffer(0), byte_length(0) as "byteLength", byte_offset(0) as "byteOffset", length(0),
                tag(0) as "[Symbol.toStringTag]",
            ],
            constants: &[],
        },
    )
};

fn new_abstract(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Err(js.type_error("Abstract class TypedArray not directly constructable"))
}

/// Rows for the classes, each with the size of its elements.
macro_rules! typed_arrays {
    ($($constant:ident: $class:ident of $element:ident by $new:ident;)*) => {$(
        pub(super) const $constant: Class = Class {
            intrinsic: Intrinsic::$class,
            parent: Some(Intrinsic::TypedArray),
            constructor: NativeFunction {
                name: stringify!($class), length: 3, body: $new, constructs: Some(Intrinsic::$class),
            },
            statics: Shape { functions: natives![from(1), of(0)], getters: &[], constants: SIZE[Element::$element.size()] },
            prototype: Shape { functions: &[], getters: &[], constants: SIZE[Element::$element.size()] },
        };

        fn $new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            new::construct(js, call, Element::$element)
        }
    )*};
}

/// `BYTES_PER_ELEMENT` for each size.
const SIZE: [&[(&str, Member)]; 9] = {
    let (one, two) = (&[("BYTES_PER_ELEMENT", Member::Number(1.0))], &[("BYTES_PER_ELEMENT", Member::Number(2.0))]);
    let (four, eight) = (&[("BYTES_PER_ELEMENT", Member::Number(4.0))], &[("BYTES_PER_ELEMENT", Member::Number(8.0))]);
    [&[], one, two, &[], four, &[], &[], &[], eight]
};

typed_arrays! {
    INT8_ARRAY: Int8Array of Int8 by new_int8;
    UINT8_ARRAY: Uint8Array of Uint8 by new_uint8;
    UINT8_CLAMPED_ARRAY: Uint8ClampedArray of Uint8Clamped by new_uint8_clamped;
    INT16_ARRAY: Int16Array of Int16 by new_int16;
    UINT16_ARRAY: Uint16Array of Uint16 by new_uint16;
    INT32_ARRAY: Int32Array of Int32 by new_int32;
    UINT32_ARRAY: Uint32Array of Uint32 by new_uint32;
    FLOAT32_ARRAY: Float32Array of Float32 by new_float32;
    FLOAT64_ARRAY: Float64Array of Float64 by new_float64;
}
