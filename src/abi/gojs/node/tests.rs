//! What Node's objects do, through the objects. Expectations of `fs` are those of Node 20 on a read-only bind mount of Linux
//! 6.18 with the same files.

mod arguments;
mod calls;
mod crypto;
mod grid;
mod path;
mod process;
#[cfg(target_os = "linux")]
mod scratch;
mod streams;

use crate::abi::gojs::js::{Abrupt, Completion, Js, ObjectId, Value};
use crate::abi::gojs::tests::with_files;

/// Runs `body` with a few files.
fn with_node<R>(body: impl FnOnce(&mut Js<'_, '_>) -> R) -> R {
    with_files(&[("file", "contents"), ("dir/b", "b"), ("dir/sub/c", "c"), ("ü", "")], body)
}

/// The global object `name`.
fn module(js: &Js<'_, '_>, name: &str) -> ObjectId {
    js.get(js.realm().global, name).object().expect("it is an object")
}

/// `module.function(...args)`.
fn call(js: &mut Js<'_, '_>, name: &str, function: &str, args: &[Value]) -> Completion {
    let module = module(js, name);
    let function = js.get(module, function);
    js.call(&function, &module.into(), args)
}

/// The property of an object, as text; `undefined` if it is not there.
fn property(js: &Js<'_, '_>, value: &Value, name: &str) -> String {
    let property = js.get(value.object().expect("it is an object"), name);
    js.to_text(&property).to_string()
}

/// The result as text, or the code of the error that was thrown, or its name if it has no code.
fn show(js: &Js<'_, '_>, completion: Completion) -> String {
    match completion {
        Ok(value) => js.to_text(&value).to_string(),
        Err(Abrupt::Throw(error)) if property(js, &error, "code") == "undefined" => property(js, &error, "name"),
        Err(Abrupt::Throw(error)) => property(js, &error, "code"),
        Err(end) => panic!("the run ended: {end:?}"),
    }
}

/// Calls a function of `fs`, and gives what its callback is going to be called with; or what was thrown at once.
fn later(js: &mut Js<'_, '_>, function: &str, args: &[Value]) -> Completion<Vec<Value>> {
    let callback = js.get(js.realm().global, "setTimeout");
    let args: Vec<Value> = args.iter().chain([&callback]).cloned().collect();
    assert!(matches!(call(js, "fs", function, &args)?, Value::Undefined));
    let task = js.state_mut().events.tasks.pop_front().expect("the callback is to be called");
    assert!(js.state().events.tasks.is_empty());
    assert_eq!(task.function.object(), callback.object());
    Ok(task.args)
}

/// Calls a function of `fs`, and gives the result that its callback gets, or throws the error.
fn fs(js: &mut Js<'_, '_>, function: &str, args: &[Value]) -> Completion {
    let mut called = later(js, function, args)?;
    match (called.remove(0), called.pop()) {
        (Value::Null, result) => Ok(result.unwrap_or(Value::Undefined)),
        (error, _) => Err(Abrupt::Throw(error)),
    }
}

/// A `Uint8Array` of these bytes.
fn bytes(js: &mut Js<'_, '_>, bytes: &[u8]) -> Value {
    js.bytes(bytes.to_vec()).unwrap().into()
}

fn bytes_of(js: &Js<'_, '_>, value: &Value) -> Vec<u8> {
    js.heap().bytes(value).expect("it is a Uint8Array").to_vec()
}
