//! Looking for strings in strings, and comparing them.

use super::this;
use crate::abi::gojs::js::{Completion, Invocation, Js, Text, Value};

/// A string to look for, prepared so that a search takes no more steps than there are code units (Knuth, Morris, Pratt).
pub(super) struct Needle {
    units: Vec<u16>,
    /// For each length of a match: the length of the longest shorter match that ends in the same place.
    fallback: Vec<usize>,
}

impl Needle {
    pub(super) fn new(units: Vec<u16>) -> Self {
        let mut fallback = vec![0; units.len() + 1];
        let mut matched = 0;
        for index in 1..units.len() {
            while matched > 0 && units[index] != units[matched] {
                matched = fallback[matched];
            }
            matched += usize::from(units[index] == units[matched]);
            fallback[index + 1] = matched;
        }
        Self { units, fallback }
    }

    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// Where it comes first in `units`.
    pub(super) fn find(&self, units: impl Iterator<Item = u16>) -> Option<usize> {
        if self.units.is_empty() {
            return Some(0);
        }
        let mut matched = 0;
        for (index, unit) in units.enumerate() {
            while matched > 0 && unit != self.units[matched] {
                matched = self.fallback[matched];
            }
            matched += usize::from(unit == self.units[matched]);
            if matched == self.units.len() {
                return Some(index + 1 - matched);
            }
        }
        None
    }
}

/// The text and what is looked for in it.
fn operands(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<(Vec<u16>, Vec<u16>)> {
    let text = this(js, call, name)?;
    let wanted = js.to_text(&call.arg(0))?;
    js.room(10 * wanted.bytes() + 2 * text.bytes())?;
    Ok((text.units(), wanted.units()))
}

/// The place that the second argument is, within a text of `length`.
fn place(js: &mut Js<'_, '_>, call: &Invocation<'_>, length: usize, default: usize) -> Completion<usize> {
    if call.arg(1).is_undefined() {
        return Ok(default);
    }
    Ok(js.to_integer(&call.arg(1))?.clamp(0.0, length as f64) as usize)
}

pub(super) fn index_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (text, wanted) = operands(js, call, "indexOf")?;
    let start = place(js, call, text.len(), 0)?;
    let found = Needle::new(wanted).find(text[start..].iter().copied());
    Ok(found.map_or(Value::Number(-1.0), |index| (start + index).into()))
}

pub(super) fn includes(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (text, wanted) = operands(js, call, "includes")?;
    let start = place(js, call, text.len(), 0)?;
    Ok(Needle::new(wanted).find(text[start..].iter().copied()).is_some().into())
}

pub(super) fn last_index_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (text, mut wanted) = operands(js, call, "lastIndexOf")?;
    let start = js.to_number(&call.arg(1))?;
    let start = if start.is_nan() { text.len() } else { start.clamp(0.0, text.len() as f64) as usize };
    let end = (start + wanted.len()).min(text.len());
    let length = wanted.len();
    wanted.reverse();
    let found = Needle::new(wanted).find(text[..end].iter().rev().copied());
    Ok(found.map_or(Value::Number(-1.0), |from_end| (end - from_end - length).into()))
}

pub(super) fn starts_with(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (text, wanted) = operands(js, call, "startsWith")?;
    let start = place(js, call, text.len(), 0)?;
    Ok(text[start..].starts_with(&wanted).into())
}

pub(super) fn ends_with(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (text, wanted) = operands(js, call, "endsWith")?;
    let end = place(js, call, text.len(), text.len())?;
    Ok(text[..end].ends_with(&wanted).into())
}

/// By code units: the orders of languages are not known here.
pub(super) fn locale_compare(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = this(js, call, "localeCompare")?;
    let other: Text = js.to_text(&call.arg(0))?;
    Ok(f64::from(text.compare(&other) as i8).into())
}
