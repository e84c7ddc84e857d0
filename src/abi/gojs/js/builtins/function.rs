//! `Function`. It makes no functions from source text: nothing here reads JavaScript.

use super::array_items;
use crate::abi::gojs::js::function::Function;
use crate::abi::gojs::js::iterate::type_of;
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
    require_function(js, &invocation.this)?;
    let args = match invocation.arg(1) {
        Value::Undefined | Value::Null => Vec::new(),
        list => array_items(js, &list)?,
    };
    js.call(&invocation.this, invocation.arg(0), &args)
}

/// What `apply` says of anything but a function.
pub(super) fn require_function(js: &mut Js<'_, '_>, value: &Value) -> Completion<()> {
    if js.is_callable(value) {
        return Ok(());
    }
    let (shown, ty) = (js.brief(value), type_of(js, value));
    let article = if ty.starts_with(['o', 'u']) { "an" } else { "a" };
    let message = format!("Function.prototype.apply was called on {shown}, which is {article} {ty} and not a function");
    Err(js.type_error(message))
}

fn call(js: &mut Js<'_, '_>, invocation: &Invocation<'_>) -> Completion {
    js.call(&invocation.this, invocation.arg(0), invocation.rest(1))
}

fn bind(js: &mut Js<'_, '_>, invocation: &Invocation<'_>) -> Completion {
    let Some(target) = invocation.this.object().filter(|_| js.is_callable(&invocation.this)) else {
        return Err(js.type_error("Bind must be called on a function"));
    };
    let args = if invocation.args.is_empty() { vec![Value::Undefined] } else { invocation.args.to_vec() };
    let given = args.len() - 1;
    let name = js.get(target, "name")?;
    let name = js.to_text(&name)?;
    let length = js.get(target, "length")?;
    let length = js.to_number(&length)?;
    let (target, args) = match js.heap().kind(target) {
        // Calls would go through one after the other, each with the arguments of all before it.
        Kind::Function(Function::Bound { target, args: earlier }) => {
            (*target, earlier.iter().chain(&args[1..]).cloned().collect())
        }
        _ => (target, args),
    };
    js.room_for(args.len())?;
    let bound = js.function(Function::Bound { target, args });
    let length = (length - given as f64).max(0.0);
    js.heap_mut().define(bound, "length", Property::label(length.into()));
    js.heap_mut().define(bound, "name", Property::label(format!("bound {}", name.to_utf8()).into()));
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
