//! `Error` and its kinds.

use crate::abi::gojs::js::object::{Kind, Property};
use crate::abi::gojs::js::realm::Member;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, NativeFunction, Shape, Value, natives};

/// Rows for classes whose prototypes have a name and an empty message.
macro_rules! errors {
    ($($constant:ident: $class:ident$(: $parent:ident)? by $new:ident;)*) => {$(
        pub(super) const $constant: Class = Class {
            intrinsic: Intrinsic::$class,
            parent: errors!(@parent $($parent)?),
            constructor: NativeFunction {
                name: stringify!($class), length: errors!(@length $class), body: $new, constructs: Some(Intrinsic::$class),
            },
            statics: Shape::functions(natives![capture_stack_trace(2) as "captureStackTrace"]),
            prototype: Shape {
                functions: errors!(@methods $($parent)?),
                getters: &[],
                constants: &[("name", Member::Default(stringify!($class))), ("message", Member::Default(""))],
            },
        };

        errors!(@body $class $new);
    )*};
    (@body AggregateError $new:ident) => {};
    (@body $class:ident $new:ident) => {
        fn $new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            new(js, call, Intrinsic::$class)
        }
    };
    (@length AggregateError) => { 2 };
    (@length $class:ident) => { 1 };
    (@parent) => { None };
    (@parent $parent:ident) => { Some(Intrinsic::$parent) };
    (@methods) => { natives![to_string(0) as "toString"] };
    (@methods $parent:ident) => { &[] };
}

errors! {
    ERROR: Error by new_error;
    EVAL_ERROR: EvalError: Error by new_eval_error;
    RANGE_ERROR: RangeError: Error by new_range_error;
    REFERENCE_ERROR: ReferenceError: Error by new_reference_error;
    SYNTAX_ERROR: SyntaxError: Error by new_syntax_error;
    TYPE_ERROR: TypeError: Error by new_type_error;
    URI_ERROR: URIError: Error by new_uri_error;
    AGGREGATE_ERROR: AggregateError: Error by new_aggregate_error;
}

/// `AggregateError(errors, message, options)`.
fn new_aggregate_error(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let rest = Invocation { this: call.this.clone(), args: call.rest(1), new_target: call.new_target };
    let error = new(js, &rest, Intrinsic::AggregateError)?;
    let errors = js.iterate(&call.arg(0))?;
    let errors = js.array(errors).into();
    if let Some(id) = error.object() {
        js.heap_mut().define(id, "errors", Property::hidden(errors));
    }
    Ok(error)
}

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>, class: Intrinsic) -> Completion {
    let id = js.instance(call, class, Kind::Error)?;
    let mut stack = class.name().to_owned();
    if !call.arg(0).is_undefined() {
        let message = js.to_text(&call.arg(0))?;
        if !message.is_empty() {
            stack = format!("{stack}: {}", message.to_utf8());
        }
        js.heap_mut().define(id, "message", Property::hidden(message.into()));
    }
    if let Some(options) = call.arg(1).object()
        && js.has(options, &"cause".into())
    {
        let cause = js.get(options, "cause")?;
        js.heap_mut().define(id, "cause", Property::hidden(cause));
    }
    js.heap_mut().define(id, "stack", Property::hidden(format!("{stack}\n    at <anonymous>").into()));
    Ok(id.into())
}

/// V8's, which libraries call; there are no frames to capture.
fn capture_stack_trace(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(Value::Undefined)
}

fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Some(id) = call.this.object() else {
        return Err(js.type_error("Error.prototype.toString requires that 'this' be a JSReceiver"));
    };
    let part = |js: &mut Js<'_, '_>, name: &str, default: &str| -> Completion<String> {
        match js.get(id, name)? {
            Value::Undefined => Ok(default.to_owned()),
            value => Ok(js.to_text(&value)?.to_utf8().into_owned()),
        }
    };
    let (name, message) = (part(js, "name", "Error")?, part(js, "message", "")?);
    Ok(match (&*name, &*message) {
        (_, "") => name.into(),
        ("", _) => message.into(),
        _ => format!("{name}: {message}").into(),
    })
}

/// What Node's own errors have instead: the code stands behind the name.
pub(in crate::abi::gojs::js) static TO_STRING_WITH_CODE: NativeFunction =
    NativeFunction { name: "toString", length: 0, body: to_string_with_code, constructs: None };

fn to_string_with_code(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    let mut parts = [String::new(), String::new(), String::new()];
    for (part, name) in parts.iter_mut().zip(["name", "code", "message"]) {
        let value = js.get(id, name)?;
        *part = js.to_text(&value)?.to_utf8().into_owned();
    }
    let [name, code, message] = parts;
    js.text(format!("{name} [{code}]: {message}"))
}
