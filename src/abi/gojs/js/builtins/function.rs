//! `Function`. It makes no functions from source text: nothing here reads JavaScript.

use super::array_items;
use crate::abi::gojs::js::function::Function;
use crate::abi::gojs::js::object::{Kind, Property};
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

pub(super) const FUNCTION: Class = Class::new(
    Intrinsic::Function,
    1,
    new,
    Shape::functions(natives![apply(2), bind(1), call(1), to_string(0) as "toString"]),
);

fn new(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Err(js.throw(Intrinsic::EvalError, "Code generation from strings disallowed for this context"))
}

fn apply(js: &mut Js<'_, '_>, invocation: &Invocation<'_>) -> Completion {
    let args = match invocation.arg(1) {
        Value::Undefined | Value::Null => Vec::new(),
        list => array_items(js, &list)?,
    };
    js.call(&invocation.this, invocation.arg(0), &args)
}

fn call(js: &mut Js<'_, '_>, invocation: &Invocation<'_>) -> Completion {
    js.call(&invocation.this, invocation.arg(0), invocation.rest(1))
}

fn bind(js: &mut Js<'_, '_>, invocation: &Invocation<'_>) -> Completion {
    let Some(target) = invocation.this.object().filter(|_| js.is_callable(&invocation.this)) else {
        return Err(js.type_error("Bind must be called on a function"));
    };
    let args = if invocation.args.is_empty() { vec![Value::Undefined] } else { invocation.args.to_vec() };
    let name = js.get(target, "name")?;
    let name = js.to_text(&name)?;
    let (target, args) = match js.heap().kind(target) {
        // Calls would go through one after the other, each with the arguments of all before it.
        Kind::Function(Function::Bound { target, args: earlier }) => {
            (*target, earlier.iter().chain(&args[1..]).cloned().collect())
        }
        _ => (target, args),
    };
    js.room_for(args.len())?;
    let bound = js.function(Function::Bound { target, args });
    js.heap_mut().define(bound, "name", Property::hidden(format!("bound {}", name.to_utf8()).into()));
    Ok(bound.into())
}

fn to_string(js: &mut Js<'_, '_>, invocation: &Invocation<'_>) -> Completion {
    let name = match invocation.this.object().map(|id| js.heap().kind(id)) {
        Some(Kind::Function(Function::Native(native))) => native.name,
        Some(Kind::Function(_)) => "",
        _ => return Err(js.type_error("Function.prototype.toString requires that 'this' be a Function")),
    };
    Ok(format!("function {name}() {{ [native code] }}").into())
}
