//! `Function`.

use crate::abi::gojs::js::class::Constructor;
use crate::abi::gojs::js::function::Function;
use crate::abi::gojs::js::{Class, Completion, Js, Template, Value, argument};

/// `Function`; `TestInstanceOf`.
pub(super) static FUNCTION: Constructor = Constructor {
    name: "Function",
    parent: Some(Class::Object),
    new,
    statics: &[],
    prototype: Template::functions(&[("bind", bind)]),
};

/// Nothing here reads JavaScript, so there is nothing to make a function of.
fn new(js: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Err(js.type_error("Code generation from strings disallowed for this context"))
}

/// `function.bind(this, ...args)`; `TestInvokeAllocations`.
fn bind(js: &mut Js<'_, '_>, this: &Value, args: &[Value]) -> Completion {
    let Some(target) = this.object().filter(|_| js.is_callable(this)) else {
        return Err(js.type_error("Bind must be called on a function"));
    };
    js.room(size_of_val(args))?;
    let (this, args) = (argument(args, 0).clone(), args.get(1..).unwrap_or_default().to_vec());
    Ok(js.function(Function::Bound { target, this, args }).into())
}
