//! The standard library of JavaScript, as far as a Go program meets it: one file for each class or object.

mod array;
mod buffer;
mod console;
mod data_view;
mod date;
mod descriptor;
mod error;
mod function;
mod global;
mod integrity;
mod iterator;
mod json;
mod math;
mod object;
mod primitive;
mod promise;
mod reflect;
mod string;
mod text_coding;
mod typed_array;

pub(in crate::abi::gojs) use array::array_items;
pub(super) use console::Console;
pub(super) use date::iso as iso_date;
pub(super) use error::TO_STRING_WITH_CODE;
use json::json_text;

use super::{Class, Shape};

pub(super) use global::{BRIDGE, GLOBAL};

/// The classes, each after what it inherits from.
pub(super) const CLASSES: &[&Class] = &[
    &object::OBJECT,
    &function::FUNCTION,
    &array::ARRAY,
    &error::ERROR,
    &error::EVAL_ERROR,
    &error::RANGE_ERROR,
    &error::REFERENCE_ERROR,
    &error::SYNTAX_ERROR,
    &error::TYPE_ERROR,
    &error::URI_ERROR,
    &error::AGGREGATE_ERROR,
    &primitive::BOOLEAN,
    &primitive::NUMBER,
    &primitive::SYMBOL,
    &string::STRING,
    &date::DATE,
    &promise::PROMISE,
    &buffer::ARRAY_BUFFER,
    &typed_array::TYPED_ARRAY,
    &typed_array::INT8_ARRAY,
    &typed_array::UINT8_ARRAY,
    &typed_array::UINT8_CLAMPED_ARRAY,
    &typed_array::INT16_ARRAY,
    &typed_array::UINT16_ARRAY,
    &typed_array::INT32_ARRAY,
    &typed_array::UINT32_ARRAY,
    &typed_array::FLOAT32_ARRAY,
    &typed_array::FLOAT64_ARRAY,
    &data_view::DATA_VIEW,
    &iterator::ITERATOR,
    &text_coding::TEXT_ENCODER,
    &text_coding::TEXT_DECODER,
];

/// Objects that hold nothing but functions and constants.
pub(super) const NAMESPACES: &[(&str, Shape)] =
    &[("Math", math::MATH), ("JSON", json::JSON), ("Reflect", reflect::REFLECT), ("console", console::CONSOLE)];
