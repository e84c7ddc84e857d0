//! Arguments that a function does not take.

use super::{bytes, call, fs, module, show, with_node};
use crate::abi::gojs::js::{Abrupt, Js, Value};
use crate::abi::gojs::node::OBJECTS;

#[test]
fn a_path_is_a_string_without_nul() {
    with_node(|js| {
        for (name, index) in [
            ("stat", 0),
            ("open", 0),
            ("rename", 0),
            ("rename", 1),
            ("link", 0),
            ("link", 1),
            ("symlink", 0),
            ("symlink", 1),
        ] {
            for bad in [Value::Null, 1.0.into(), "a\0b".into(), bytes(js, b"file")] {
                let mut args: Vec<Value> = vec!["file".into(), "file".into()];
                args[index] = bad;
                let result = fs(js, name, &args);
                assert_eq!(show(js, result), "TypeError", "{name} {args:?}");
            }
        }
    });
}

#[test]
fn a_callback_is_a_function() {
    with_node(|js| {
        for args in [&[][..], &["file".into()], &["file".into(), Value::Null]] {
            let result = call(js, "fs", "stat", args);
            assert_eq!(show(js, result), "TypeError", "{args:?}");
        }
        assert!(js.state().events.tasks.is_empty());
    });
}

#[test]
fn numbers_have_ranges() {
    const TYPE: &str = "TypeError";
    const RANGE: &str = "RangeError";
    with_node(|js| {
        let number = |number: f64| Value::from(number);
        let fd = fs(js, "open", &["file".into(), 0.0.into()]).unwrap();
        let buffer = bytes(js, &[0; 16]);
        let read =
            |offset: Value, length: Value, position: Value| vec![fd.clone(), buffer.clone(), offset, length, position];
        for (name, args, error) in [
            ("fstat", vec!["1".into()], TYPE),
            ("fstat", vec![], TYPE),
            ("close", vec![number(-1.0)], RANGE),
            ("close", vec![number(1.5)], RANGE),
            ("close", vec![number(f64::NAN)], RANGE),
            ("close", vec![number(2_147_483_648.0)], RANGE),
            ("open", vec!["file".into(), "r".into()], TYPE),
            ("open", vec!["file".into(), number(4_294_967_296.0)], RANGE),
            ("chmod", vec!["file".into()], TYPE),
            ("chown", vec!["file".into(), number(-2.0), number(0.0)], RANGE),
            ("utimes", vec!["file".into(), Value::Null, number(0.0)], TYPE),
            ("read", read(number(-1.0), number(1.0), Value::Null), RANGE),
            ("read", read(number(1.5), number(1.0), Value::Null), RANGE),
            ("read", read("a".into(), number(1.0), Value::Null), TYPE),
            ("read", read(number(1.0), number(16.0), Value::Null), RANGE),
            ("read", read(number(17.0), number(1.0), Value::Null), RANGE),
            ("read", read(number(0.0), number(-1.0), Value::Null), RANGE),
            ("read", read(number(0.0), number(1.0), number(-2.0)), RANGE),
            ("read", read(number(0.0), number(1.0), number(1.5)), RANGE),
            ("read", read(number(0.0), number(1.0), number(2e60)), RANGE),
            ("read", read(number(0.0), number(1.0), "0".into()), TYPE),
            ("read", vec![fd.clone(), "x".into()], TYPE),
            ("write", vec![number(1.0), buffer.clone(), number(17.0), number(0.0)], RANGE),
            ("write", vec![number(1.0), buffer.clone(), number(1.0), number(16.0)], RANGE),
            ("write", vec![number(1.0), number(1.0)], TYPE),
        ] {
            let result = fs(js, name, &args);
            assert_eq!(show(js, result), error, "{name} {args:?}");
        }
    });
}

/// Values of every type, with text of characters of every length.
fn values(js: &mut Js<'_, '_>) -> Vec<Value> {
    let callback = js.get(js.realm().global, "Object");
    let (buffer, object, array) = (bytes(js, b"abcdef"), js.object([]), js.array(vec![1.0.into()]));
    let numbers = [f64::NAN, -1.0, 0.0, 5.0, 1e300].map(Value::from);
    let texts = ["", "file", "dir", &"aé€\0😀".repeat(20)].map(Value::from);
    let others = [Value::Undefined, Value::Null, true.into(), buffer, object.into(), array.into(), callback];
    numbers.into_iter().chain(texts).chain(others).collect()
}

#[test]
fn no_function_panics_or_ends_the_run_whatever_it_is_called_with() {
    for (name, template) in OBJECTS {
        with_node(|js| {
            let module = module(js, name);
            let values = values(js);
            for (name, _) in template.functions {
                let function = js.get(module, name);
                for first in &values {
                    for second in &values {
                        let args = [first, second, second, first, second, &values[values.len() - 1]].map(Value::clone);
                        for count in [0, 1, 2, 3, 6] {
                            let result = js.call(&function, first, &args[..count]);
                            assert!(!matches!(result, Err(Abrupt::End(_))), "{name} of {args:?}");
                        }
                    }
                }
            }
        });
    }
}
