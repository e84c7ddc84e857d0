//! Conversions between types, as the ECMAScript specification's chapter 7.1 has them.

use super::object::Kind;
use super::symbol::WellKnown;
use super::{Completion, Intrinsic, Js, Key, ObjectId, Text, Value, number};

/// What an object is rather to be converted to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Number,
    Text,
}

#[expect(clippy::wrong_self_convention, reason = "a conversion may run the guest's code")]
impl Js<'_, '_> {
    /// `ToPrimitive`.
    pub(super) fn to_primitive(&mut self, value: &Value, hint: Hint) -> Completion {
        let Some(id) = value.object() else { return Ok(value.clone()) };
        let exotic = self.realm().well_known(WellKnown::ToPrimitive).clone();
        let exotic = self.get(id, Key::Symbol(exotic))?;
        if !exotic.is_nullish() {
            let hint = if hint == Hint::Text { "string" } else { "number" };
            let result = self.call(&exotic, value.clone(), &[hint.into()])?;
            return match result.object() {
                None => Ok(result),
                Some(_) => Err(self.type_error("Cannot convert object to primitive value")),
            };
        }
        self.ordinary_to_primitive(id, hint)
    }

    /// `OrdinaryToPrimitive`.
    pub(super) fn ordinary_to_primitive(&mut self, id: ObjectId, hint: Hint) -> Completion {
        let methods = if hint == Hint::Text { ["toString", "valueOf"] } else { ["valueOf", "toString"] };
        for name in methods {
            let method = self.get(id, name)?;
            if self.is_callable(&method) {
                let result = self.call(&method, id.into(), &[])?;
                if result.object().is_none() {
                    return Ok(result);
                }
            }
        }
        Err(self.type_error("Cannot convert object to primitive value"))
    }

    /// `String(value)`, but that symbols cannot be converted.
    pub(in crate::abi::gojs) fn to_text(&mut self, value: &Value) -> Completion<Text> {
        Ok(match value {
            Value::Undefined => "undefined".into(),
            Value::Null => "null".into(),
            Value::Bool(true) => "true".into(),
            Value::Bool(false) => "false".into(),
            Value::Number(number) => number::to_text(*number).into(),
            Value::Text(text) => text.clone(),
            Value::Symbol(_) => return Err(self.type_error("Cannot convert a Symbol value to a string")),
            Value::Object(_) => {
                let primitive = self.to_primitive(value, Hint::Text)?;
                return self.to_text(&primitive);
            }
        })
    }

    /// `Number(value)`.
    pub(in crate::abi::gojs) fn to_number(&mut self, value: &Value) -> Completion<f64> {
        Ok(match value {
            Value::Undefined => f64::NAN,
            Value::Null => 0.0,
            Value::Bool(value) => f64::from(u8::from(*value)),
            Value::Number(number) => *number,
            Value::Text(text) => number::of_text(&text.to_utf8()),
            Value::Symbol(_) => return Err(self.type_error("Cannot convert a Symbol value to a number")),
            Value::Object(_) => {
                let primitive = self.to_primitive(value, Hint::Number)?;
                return self.to_number(&primitive);
            }
        })
    }

    /// `parseInt(value)`.
    pub(in crate::abi::gojs) fn parse_int(&mut self, value: &Value) -> Completion<f64> {
        Ok(number::parse_int(&self.to_text(value)?.to_utf8(), 0))
    }

    /// `ToIntegerOrInfinity`.
    pub(super) fn to_integer(&mut self, value: &Value) -> Completion<f64> {
        let number = self.to_number(value)?;
        Ok(if number.is_nan() { 0.0 } else { number.trunc() })
    }

    /// A place in a sequence of `length` elements: counted from the end if `value` is negative, `default` if there is none.
    pub(super) fn to_place(&mut self, value: &Value, length: usize, default: usize) -> Completion<usize> {
        if value.is_undefined() {
            return Ok(default);
        }
        let place = self.to_integer(value)?;
        let place = if place < 0.0 { place + length as f64 } else { place };
        Ok(place.clamp(0.0, length as f64) as usize)
    }

    /// The index of one of `length` elements, counted from the end if `value` is negative; `None` if there is no such.
    pub(super) fn to_index(&mut self, value: &Value, length: usize) -> Completion<Option<usize>> {
        let index = self.to_integer(value)?;
        let index = if index < 0.0 { index + length as f64 } else { index };
        Ok((0.0..length as f64).contains(&index).then_some(index as usize))
    }

    /// `ToLength` of a `length` property.
    pub(super) fn length_of(&mut self, id: ObjectId) -> Completion<usize> {
        match self.heap().kind(id) {
            Kind::Array(items) => return Ok(items.len()),
            Kind::TypedArray(view) => return Ok(view.length),
            _ => {}
        }
        let length = self.get(id, "length")?;
        let length = self.to_integer(&length)?;
        Ok(length.clamp(0.0, 9_007_199_254_740_991.0) as usize)
    }

    /// What the value is called as a property.
    pub(super) fn to_key(&mut self, value: &Value) -> Completion<Key> {
        match value {
            Value::Symbol(symbol) => Ok(Key::Symbol(symbol.clone())),
            _ => self.to_text(value).map(Key::Text),
        }
    }

    /// `Object(value)`, for what is neither `undefined` nor `null`.
    pub(super) fn to_object(&mut self, value: &Value) -> Completion<ObjectId> {
        let class = match value {
            Value::Object(id) => return Ok(*id),
            Value::Undefined | Value::Null => {
                return Err(self.type_error("Cannot convert undefined or null to object"));
            }
            Value::Bool(_) => Intrinsic::Boolean,
            Value::Number(_) => Intrinsic::Number,
            Value::Text(_) => Intrinsic::String,
            Value::Symbol(_) => Intrinsic::Symbol,
        };
        Ok(self.new_object(class, Kind::Primitive(value.clone())))
    }
}

/// `Boolean(value)`.
pub(super) fn to_boolean(value: &Value) -> bool {
    match value {
        Value::Undefined | Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => *number != 0.0 && !number.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::Symbol(_) | Value::Object(_) => true,
    }
}

/// `ToInt32`: the integer part modulo 2^32.
pub(super) fn to_int32(number: f64) -> i32 {
    to_uint32(number) as i32
}

/// `ToUint32`: the integer part modulo 2^32.
pub(super) fn to_uint32(number: f64) -> u32 {
    if !number.is_finite() {
        return 0;
    }
    number.trunc().rem_euclid(4_294_967_296.0) as u32
}
