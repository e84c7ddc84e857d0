//! `Error`, and the kinds of it that functions here throw.

use crate::abi::gojs::js::class::{Constant, Constructor};
use crate::abi::gojs::js::native::Functions;
use crate::abi::gojs::js::object::ObjectKind;
use crate::abi::gojs::js::{Class, Completion, Js, Template, Value, argument};

/// Declares a kind of error, whose instances inherit its name and an empty message.
macro_rules! error {
    ($class:ident, $parent:ident, $functions:expr) => {
        Constructor {
            name: stringify!($class),
            parent: Some(Class::$parent),
            new: |js, _, args| new(js, Class::$class, args),
            statics: &[],
            prototype: Template {
                properties: &[("name", Constant::Text(stringify!($class))), ("message", Constant::Text(""))],
                functions: $functions,
            },
        }
    };
}

/// `Error`; `syscall/js/js.go`, `Error.Error`, reads its `message`, and `syscall/fs_js.go`, `mapJSError`, its `code`.
pub(super) static ERROR: Constructor = error!(Error, Object, METHODS);
/// `RangeError`: of a length that cannot be, or when calls are nested too deep.
pub(super) static RANGE_ERROR: Constructor = error!(RangeError, Error, &[]);
/// `TypeError`: of what is no function, or no number.
pub(super) static TYPE_ERROR: Constructor = error!(TypeError, Error, &[]);

const METHODS: Functions = &[("toString", to_string)];

fn new(js: &mut Js<'_, '_>, class: Class, args: &[Value]) -> Completion {
    let id = js.new_object(class, ObjectKind::Error);
    if let message @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_)) = argument(args, 0) {
        let message = js.to_text(message);
        js.define(id, "message", message.into());
    }
    Ok(id.into())
}

/// `error.toString()`; `net/http/roundtrip_js.go`, `Transport.RoundTrip`.
fn to_string(js: &mut Js<'_, '_>, this: &Value, _: &[Value]) -> Completion {
    Ok(match this.object() {
        Some(id) => js.error_line(id).into(),
        None => js.to_text(this).into(),
    })
}
