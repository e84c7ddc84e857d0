//! `Symbol`.

use super::this;
use crate::abi::gojs::js::object::Content;
use crate::abi::gojs::js::realm::Member;
use crate::abi::gojs::js::symbol::WellKnown;
use crate::abi::gojs::js::value::Symbol;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Key, Shape, Text, Value, natives};

pub(in super::super) const SYMBOL: Class = Class {
    statics: Shape {
        functions: natives![registered(1) as "for", key_for(1) as "keyFor"],
        getters: &[],
        constants: &[
            ("asyncIterator", Member::Symbol(WellKnown::AsyncIterator)),
            ("iterator", Member::Symbol(WellKnown::Iterator)),
            ("toPrimitive", Member::Symbol(WellKnown::ToPrimitive)),
            ("toStringTag", Member::Symbol(WellKnown::ToStringTag)),
        ],
    },
    ..Class::new(
        Intrinsic::Symbol,
        0,
        new,
        Shape {
            functions: natives![to_string(0) as "toString", value_of(0) as "valueOf"],
            getters: natives![description(0)],
            constants: &[],
        },
    )
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.new_target.is_some() {
        return Err(js.type_error("Symbol is not a constructor"));
    }
    let description = match call.arg(0) {
        Value::Undefined => None,
        description => Some(js.to_text(&description)?),
    };
    Ok(Value::Symbol(js.heap_mut().symbol(description)))
}

/// `Symbol.for(key)`.
fn registered(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let key = js.to_text(&call.arg(0))?;
    let registry = js.realm().registry;
    if let Some(Content::Data { value, .. }) =
        js.heap().own(registry, &key.clone().into()).map(|property| property.content)
    {
        return Ok(value);
    }
    js.reserve(key.bytes())?;
    let symbol = Value::Symbol(js.heap_mut().symbol(Some(key.clone())));
    js.define(registry, key, symbol.clone());
    Ok(symbol)
}

fn key_for(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Value::Symbol(symbol) = call.arg(0) else {
        let shown = js.brief(&call.arg(0));
        return Err(js.type_error(format!("{shown} is not a symbol")));
    };
    let Some(key) = symbol.description() else { return Ok(Value::Undefined) };
    let found = js.heap().own(js.realm().registry, &Key::Text(key.clone())).map(|property| property.content);
    let is_registered = matches!(found, Some(Content::Data { value: Value::Symbol(found), .. }) if found == symbol);
    Ok(if is_registered { key.clone().into() } else { Value::Undefined })
}

/// `Symbol(description)`.
pub(in super::super) fn show(symbol: &Symbol) -> Text {
    let description = symbol.description().cloned().unwrap_or("".into());
    Text::from("Symbol(").concat(&description).concat(&")".into())
}

fn this_symbol(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<Symbol> {
    match this(js, call) {
        Value::Symbol(symbol) => Ok(symbol),
        _ => Err(js.type_error(format!("Symbol.prototype.{name} requires that 'this' be a Symbol"))),
    }
}

fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let symbol = this_symbol(js, call, "toString")?;
    js.text(show(&symbol))
}

fn value_of(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(Value::Symbol(this_symbol(js, call, "valueOf")?))
}

fn description(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let symbol = this_symbol(js, call, "description")?;
    Ok(symbol.description().cloned().map_or(Value::Undefined, Value::Text))
}
