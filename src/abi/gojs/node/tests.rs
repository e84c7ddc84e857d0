//! What Node's objects do, through the objects. Expectations of `fs` are those of Node 20 on a read-only bind mount of Linux
//! 6.18 with the same files.

mod arguments;
mod calls;
mod grid;
mod modules;
mod path;
mod process;
mod streams;

use super::install;
use crate::abi::gojs::js::{Abrupt, Completion, Js, ObjectId, Value};
use crate::abi::gojs::tests::with_files;

/// Runs `body` with a few files.
fn with_node<R>(body: impl FnOnce(&mut Js<'_, '_>) -> R) -> R {
    with_files(&[("file", "contents"), ("dir/b", "b"), ("dir/sub/c", "c"), ("ü", "")], |js| {
        install(js).expect("Node's objects take what depends on the run");
        body(js)
    })
}

/// The global object `name`.
fn module(js: &mut Js<'_, '_>, name: &str) -> ObjectId {
    let global = js.realm().global;
    js.get(global, name).unwrap().object().expect("it is an object")
}

/// `module.function(...args)`.
fn call(js: &mut Js<'_, '_>, name: &str, function: &str, args: &[Value]) -> Completion {
    let module = module(js, name);
    let function = js.get(module, function).unwrap();
    js.call(&function, module.into(), args)
}

/// The property of an object, as text; `undefined` if it is not there.
fn property(js: &mut Js<'_, '_>, value: &Value, name: &str) -> String {
    let property = js.get(value.object().expect("it is an object"), name).unwrap();
    js.to_text(&property).unwrap().to_utf8().into_owned()
}

/// What was thrown.
fn thrown(completion: Completion) -> Value {
    match completion {
        Err(Abrupt::Throw(error)) => error,
        other => panic!("nothing was thrown, but {other:?}"),
    }
}

/// The result as text, or the code of the error.
fn show(js: &mut Js<'_, '_>, completion: Completion) -> String {
    match completion {
        Ok(value) => js.to_text(&value).unwrap().to_utf8().into_owned(),
        Err(Abrupt::Throw(error)) => property(js, &error, "code"),
        Err(end) => panic!("the run ended: {end:?}"),
    }
}

/// Calls a function of `fs` with a callback, and tells what that is going to be called with.
fn later(js: &mut Js<'_, '_>, function: &str, args: &[Value]) -> Vec<Value> {
    let global = js.realm().global;
    let callback = js.get(global, "Object").unwrap();
    let args: Vec<Value> = args.iter().chain([&callback]).cloned().collect();
    assert!(call(js, "fs", function, &args).unwrap().is_undefined());
    let task = js.state_mut().events.tasks.pop_front().expect("the callback is to be called");
    assert!(js.state().events.tasks.is_empty());
    assert_eq!(task.function.object(), callback.object());
    task.args
}

/// A `Uint8Array` of these bytes.
fn bytes(js: &mut Js<'_, '_>, bytes: &[u8]) -> Value {
    js.bytes(bytes.to_vec()).unwrap().into()
}

fn bytes_of(js: &Js<'_, '_>, value: &Value) -> Vec<u8> {
    js.heap().view(value).expect("it is a typed array").bytes(js.heap()).to_vec()
}

/// `new Class(...args)`.
fn construct(js: &mut Js<'_, '_>, class: &str, args: &[Value]) -> Value {
    let class = module(js, class).into();
    js.construct(&class, args).unwrap()
}
