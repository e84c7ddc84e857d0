//! What the classes and functions do, and what a guest must not be able to do with them.

mod hostile;

use super::class::Class;
use super::{Abrupt, Completion, Js, ObjectId, Value, builtins};
use crate::abi::gojs::tests::with_js;

/// The global `name`.
fn global(js: &Js<'_, '_>, name: &str) -> Value {
    js.get(js.realm().global, name)
}

/// `new Class(...args)`.
fn construct(js: &mut Js<'_, '_>, class: &str, args: &[Value]) -> Completion {
    let class = global(js, class);
    js.construct(&class, args)
}

/// `object.method(...args)`.
fn call(js: &mut Js<'_, '_>, object: &Value, method: &str, args: &[Value]) -> Completion {
    let method = js.get(object.object().expect("it is an object"), method);
    js.call(&method, object, args)
}

/// A result as messages show it, or what was thrown.
fn shown(js: &Js<'_, '_>, completion: Completion) -> String {
    match completion {
        Ok(value) => js.describe(&value),
        Err(Abrupt::Throw(value)) => format!("throws {}", js.describe(&value)),
        Err(Abrupt::End(error)) => format!("ends {error}"),
    }
}

/// The items of an array, as messages show them.
fn items(js: &Js<'_, '_>, array: ObjectId) -> Vec<String> {
    let Value::Number(length) = js.get(array, "length") else { panic!("it is no array") };
    (0..length as usize).map(|index| js.describe(&js.get(array, &index.to_string()))).collect()
}

#[test]
fn classes_stand_in_the_order_of_their_constructors() {
    use Class::*;
    let classes =
        [Object, Function, Array, ArrayBuffer, Uint8Array, Boolean, Number, Date, Error, RangeError, TypeError];
    for (class, constructor) in classes.into_iter().zip(builtins::CLASSES) {
        assert_eq!(format!("{class:?}"), constructor.name);
    }
    assert_eq!(classes.len(), builtins::CLASSES.len());
}

#[test]
fn instances_are_of_their_class_and_of_what_it_inherits_from() {
    with_js(|js| {
        for (class, args, shows, parents) in [
            ("Object", &[][..], "[object Object]", &["Object"][..]),
            ("Array", &[2.0.into()], "[object Array]", &["Array", "Object"]),
            ("ArrayBuffer", &[2.0.into()], "[object ArrayBuffer]", &["ArrayBuffer", "Object"]),
            ("Uint8Array", &[2.0.into()], "[object Uint8Array]", &["Uint8Array", "Object"]),
            ("Boolean", &["".into()], "false", &["Boolean", "Object"]),
            ("Number", &[], "0", &["Number", "Object"]),
            ("Date", &[], "[object Date]", &["Date", "Object"]),
            ("Error", &["broken".into()], "Error: broken", &["Error", "Object"]),
            ("RangeError", &[], "RangeError", &["RangeError", "Error", "Object"]),
            ("TypeError", &[1.0.into()], "TypeError: 1", &["TypeError", "Error", "Object"]),
        ] {
            let instance = construct(js, class, args).unwrap();
            assert_eq!(js.describe(&instance), shows);
            for constructor in builtins::CLASSES {
                let is = js.instance_of(&instance, &global(js, constructor.name)).unwrap();
                assert_eq!(is, parents.contains(&constructor.name), "{class} instanceof {}", constructor.name);
            }
            let called = js.call(&global(js, class), &Value::Undefined, &[]);
            let refused = format!("throws TypeError: Class constructor {class} cannot be invoked without 'new'");
            assert_eq!(shown(js, called), refused);
        }
    });
}

#[test]
fn what_is_not_there_is_undefined_and_cannot_be_called() {
    with_js(|js| {
        for name in ["Math", "JSON", "Reflect", "Promise", "Map", "parseInt", "eval", "fetch"] {
            let value = global(js, name);
            assert!(matches!(value, Value::Undefined), "{name}");
            let called = js.call(&value, &Value::Undefined, &[]);
            assert_eq!(shown(js, called), "throws TypeError: undefined is not a function");
            let made = js.construct(&value, &[]);
            assert_eq!(shown(js, made), "throws TypeError: undefined is not a constructor");
        }
        let function = construct(js, "Function", &["return 1".into()]);
        assert!(shown(js, function).starts_with("throws TypeError: Code generation"));
    });
}

#[test]
fn arrays_grow_shrink_and_join() {
    with_js(|js| {
        let array = js.array(vec!["a".into(), "b".into()]);
        js.set(array, "3", "d".into()).unwrap();
        js.delete(array, "0");
        js.set(array, "name", "x".into()).unwrap();
        assert_eq!(items(js, array), ["undefined", "b", "undefined", "d"]);
        let joined = call(js, &array.into(), "concat", &[1.0.into(), array.into()]).unwrap().object().unwrap();
        assert_eq!(items(js, joined).join(" "), "undefined b undefined d 1 undefined b undefined d");
        js.set(array, "length", 1.0.into()).unwrap();
        assert_eq!(items(js, array), ["undefined"]);
        for length in [-1.0, 0.5, 4_294_967_296.0] {
            let made = construct(js, "Array", &[length.into()]);
            assert_eq!(shown(js, made), "throws RangeError: Invalid array length");
        }
    });
}

#[test]
fn bytes_are_those_of_their_buffer() {
    with_js(|js| {
        let buffer = construct(js, "ArrayBuffer", &[2.0.into()]).unwrap();
        let array = construct(js, "Uint8Array", std::slice::from_ref(&buffer)).unwrap();
        let id = array.object().unwrap();
        for (index, value) in [("0", 257.0.into()), ("1", true.into()), ("2", 5.0.into())] {
            js.set(id, index, value).unwrap();
        }
        assert_eq!(js.heap().bytes(&array), Some(&[1, 1][..]));
        for (name, value) in [("length", "2"), ("byteLength", "2"), ("1", "1"), ("2", "undefined")] {
            assert_eq!(js.describe(&js.get(id, name)), value, "{name}");
        }
        assert_eq!(js.get(id, "buffer").object(), buffer.object());
        assert_eq!(js.describe(&js.get(buffer.object().unwrap(), "byteLength")), "2");
        let set = js.set(id, "0", "9".into()).map(|()| Value::Undefined);
        assert_eq!(shown(js, set), "throws TypeError: 9 is not a number");
    });
}

#[test]
fn what_is_frozen_stays_as_it_is() {
    with_js(|js| {
        let object = js.object([("a", 1.0.into())]);
        let array = js.array(vec![1.0.into()]);
        let freeze = js.get(global(js, "Object").object().unwrap(), "freeze");
        for id in [object, array] {
            assert_eq!(js.call(&freeze, &Value::Undefined, &[id.into()]).unwrap().object(), Some(id));
            for key in ["a", "b", "0", "length"] {
                js.set(id, key, 5.0.into()).unwrap();
                js.delete(id, key);
            }
        }
        assert_eq!(js.describe(&js.get(object, "a")), "1");
        assert_eq!(items(js, array), ["1"]);
        for (key, has) in [("a", "true"), ("b", "false"), ("toString", "false")] {
            let found = call(js, &object.into(), "hasOwnProperty", &[key.into()]);
            assert_eq!(shown(js, found), has, "{key}");
        }
    });
}

#[test]
fn the_console_writes_lines() {
    with_js(|js| {
        let console = global(js, "console");
        let error = construct(js, "TypeError", &["no".into()]).unwrap();
        let symbol = js.call(&global(js, "Symbol"), &Value::Undefined, &[]).unwrap();
        let values = ["".into(), "a".into(), 1.5.into(), true.into(), Value::Null, Value::Undefined, error, symbol];
        call(js, &console, "error", &values).unwrap();
        call(js, &console, "error", &[console.clone(), global(js, "Array"), global(js, "setTimeout")]).unwrap();
        call(js, &console, "error", &[]).unwrap();
        let expected = " a 1.5 true null undefined TypeError: no Symbol()\n\
                        [object Object] class Array function setTimeout\n\n";
        assert_eq!(js.guest().stderr.captured_text(), expected);
    });
}

#[test]
fn symbols_equal_themselves_alone() {
    with_js(|js| {
        let symbol = global(js, "Symbol");
        let mut make = || js.call(&symbol, &Value::Undefined, &["same".into()]).unwrap();
        let (Value::Symbol(one), Value::Symbol(other)) = (make(), make()) else { panic!("they are symbols") };
        assert_ne!(one, other);
    });
}

#[test]
fn local_time_is_utc() {
    with_js(|js| {
        let date = construct(js, "Date", &[]).unwrap();
        let offset = call(js, &date, "getTimezoneOffset", &[]);
        assert_eq!(shown(js, offset), "0");
    });
}
