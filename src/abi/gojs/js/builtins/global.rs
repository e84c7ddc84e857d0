//! `globalThis`, and the bridge that `syscall/js` knows as `jsGo`.

use crate::abi::gojs::events::{Callback, MAX_TIMERS, QUEUED_BYTES, Timer, delay_nanos};
use crate::abi::gojs::js::function::Function;
use crate::abi::gojs::js::object::ObjectKind;
use crate::abi::gojs::js::{Class, Completion, Constant, Js, Template, Value, argument};

/// What `globalThis` has beside classes and objects. `NaN` and `Infinity` are for the values that `js_test.go` begins with.
pub(in super::super) static GLOBAL: Template = Template {
    properties: &[("Infinity", Constant::Number(f64::INFINITY)), ("NaN", Constant::Number(f64::NAN))],
    functions: &[("Symbol", symbol), ("setTimeout", set_timeout)],
};

/// What `wasm_exec.js`'s `Go` offers to `syscall/js`, beside the event that is pending, and `_values`, the table of references:
/// `TestGarbageCollection` asks whether that stays short.
pub(in super::super) static BRIDGE: Template = Template::functions(&[("_makeFuncWrapper", make_func_wrapper)]);

/// `_makeFuncWrapper(id)`; `syscall/js/func.go`, `FuncOf`: a function that runs the guest's `js.Func` of that id.
///
/// It is a class too, as `function () {}` is.
fn make_func_wrapper(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let id = argument(args, 0).clone();
    let (function, prototype) =
        (js.function(Function::Guest { id }), js.new_object(Class::Object, ObjectKind::Ordinary));
    js.define(function, "prototype", prototype.into());
    Ok(function.into())
}

/// `Symbol()`; `TestString`, `TestType`.
fn symbol(js: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Ok(Value::Symbol(js.heap_mut().symbol()))
}

/// `setTimeout(callback, delay, ...args)`, which gives the timer's id; `TestFuncOf`, `TestInterleavedFunctions`.
fn set_timeout(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let function = argument(args, 0).clone();
    if !js.is_callable(&function) {
        return Err(js.type_error("The \"callback\" argument must be of type function"));
    }
    let delay = delay_nanos(js.number_of(argument(args, 1))?);
    let args = args.get(2..).unwrap_or_default();
    js.reserve(QUEUED_BYTES + size_of_val(args))?;
    let at = js.guest().clock.now().saturating_add(delay);
    let callback = Callback { function, args: args.to_vec() };
    match js.state_mut().events.set_timer(at, Timer::Call(callback)) {
        Some(id) => Ok(id.into()),
        None => Err(js.throw(Class::RangeError, format!("more than {MAX_TIMERS} timers are set"))),
    }
}
