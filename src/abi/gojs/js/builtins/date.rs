//! `Date`, of which Go wants the time zone alone: it has its own clock, `runtime.walltime`.

use crate::abi::gojs::js::class::Constructor;
use crate::abi::gojs::js::object::ObjectKind;
use crate::abi::gojs::js::{Class, Completion, Js, Template, Value};

/// `Date`; `time/zoneinfo_js.go`, `initLocal`.
pub(super) static DATE: Constructor = Constructor {
    name: "Date",
    parent: Some(Class::Object),
    new,
    statics: &[],
    prototype: Template::functions(&[("getTimezoneOffset", get_timezone_offset)]),
};

fn new(js: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Ok(js.new_object(Class::Date, ObjectKind::Ordinary).into())
}

/// `date.getTimezoneOffset()`: the time zone is UTC; `initLocal`.
fn get_timezone_offset(_: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Ok(0_u32.into())
}
