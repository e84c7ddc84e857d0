//! Arguments that a function does not take.

use super::{bytes, call, construct, module, property, thrown, with_node};
use crate::abi::gojs::js::{Abrupt, Js, Value, array_items};

#[test]
fn a_path_is_a_string_without_nul() {
    with_node(|js| {
        for (name, index, argument) in [
            ("statSync", 0, "path"),
            ("openSync", 0, "path"),
            ("renameSync", 0, "oldPath"),
            ("renameSync", 1, "newPath"),
            ("linkSync", 0, "existingPath"),
            ("linkSync", 1, "newPath"),
            ("symlinkSync", 0, "target"),
            ("symlinkSync", 1, "path"),
        ] {
            for (bad, code, message) in [
                (
                    Value::Null,
                    "ERR_INVALID_ARG_TYPE",
                    format!("The \"{argument}\" argument must be of type string or an"),
                ),
                (
                    "a\0b".into(),
                    "ERR_INVALID_ARG_VALUE",
                    format!("The argument '{argument}' must be a string, Uint8Array,"),
                ),
            ] {
                let mut args: Vec<Value> = vec!["file".into(), "file".into()];
                args[index] = bad;
                let error = thrown(call(js, "fs", name, &args));
                assert_eq!(property(js, &error, "code"), code, "{name}");
                assert!(property(js, &error, "message").starts_with(&message), "{name}");
            }
        }
        let path = bytes(js, b"file");
        call(js, "fs", "statSync", &[path]).unwrap();
    });
}

#[test]
fn a_callback_is_a_function() {
    with_node(|js| {
        for args in [&[][..], &["file".into()], &["file".into(), Value::Null]] {
            let error = thrown(call(js, "fs", "stat", args));
            assert!(
                property(js, &error, "message").starts_with("The \"cb\" argument must be of type function. Received ")
            );
        }
        assert!(js.state().events.tasks.is_empty());
    });
}

#[test]
fn numbers_have_ranges() {
    const TYPE: &str = "ERR_INVALID_ARG_TYPE";
    const RANGE: &str = "ERR_OUT_OF_RANGE";
    with_node(|js| {
        let number = |number: f64| Value::from(number);
        let fd = call(js, "fs", "openSync", &["file".into()]).unwrap();
        let buffer = bytes(js, &[0; 16]);
        let empty = bytes(js, &[]);
        let read =
            |offset: Value, length: Value, position: Value| vec![fd.clone(), buffer.clone(), offset, length, position];
        for (name, args, code) in [
            ("fstatSync", vec!["1".into()], TYPE),
            ("fstatSync", vec![], TYPE),
            ("closeSync", vec![number(-1.0)], RANGE),
            ("closeSync", vec![number(1.5)], RANGE),
            ("closeSync", vec![number(f64::NAN)], RANGE),
            ("closeSync", vec![number(2_147_483_648.0)], RANGE),
            ("openSync", vec!["file".into(), "zz".into()], "ERR_INVALID_ARG_VALUE"),
            ("openSync", vec!["file".into(), number(4_294_967_296.0)], RANGE),
            ("openSync", vec!["file".into(), "r".into(), "9".into()], "ERR_INVALID_ARG_VALUE"),
            ("chmodSync", vec!["file".into()], TYPE),
            ("chownSync", vec!["file".into(), number(-2.0), number(0.0)], RANGE),
            ("utimesSync", vec!["file".into(), Value::Null, number(0.0)], TYPE),
            ("readSync", read(number(-1.0), number(1.0), Value::Null), RANGE),
            ("readSync", read(number(1.5), number(1.0), Value::Null), RANGE),
            ("readSync", read("a".into(), number(1.0), Value::Null), TYPE),
            ("readSync", read(number(1.0), number(16.0), Value::Null), RANGE),
            ("readSync", read(number(17.0), number(1.0), Value::Null), RANGE),
            ("readSync", read(number(0.0), number(-1.0), Value::Null), RANGE),
            ("readSync", read(number(0.0), number(1.0), number(-2.0)), RANGE),
            ("readSync", read(number(0.0), number(1.0), number(1.5)), RANGE),
            ("readSync", read(number(0.0), number(1.0), number(2e60)), RANGE),
            ("readSync", read(number(0.0), number(1.0), "0".into()), TYPE),
            ("readSync", vec![fd.clone(), "x".into()], TYPE),
            ("readSync", vec![fd.clone(), empty, number(0.0), number(1.0)], "ERR_INVALID_ARG_VALUE"),
            ("writeSync", vec![number(1.0), buffer.clone(), number(17.0), number(0.0)], RANGE),
            ("writeSync", vec![number(1.0), buffer.clone(), number(1.0), number(16.0)], RANGE),
            ("writeSync", vec![number(1.0), buffer.clone(), number(0.0), number(1.5)], RANGE),
            ("writeSync", vec![number(1.0), number(1.0)], TYPE),
            ("accessSync", vec!["file".into(), number(8.0)], RANGE),
        ] {
            let error = thrown(call(js, "fs", name, &args));
            assert_eq!(property(js, &error, "code"), code, "{name} {args:?}");
        }
    });
}

#[test]
fn a_buffer_counts_in_bytes() {
    with_node(|js| {
        let fd = call(js, "fs", "openSync", &["file".into()]).unwrap();
        let buffer = construct(js, "Uint16Array", &[3.0.into()]);
        let count = call(js, "fs", "readSync", &[fd, buffer, 1.0.into(), 5.0.into(), Value::Null]).unwrap();
        assert!(matches!(count, Value::Number(5.0)));
    });
}

/// Values of every type, with text of characters of every length.
fn values(js: &mut Js<'_, '_>) -> Vec<Value> {
    let global = js.realm().global;
    let callback = js.get(global, "Object").unwrap();
    let (buffer, object, array) = (bytes(js, b"abcdef"), js.object([]), js.array(vec![1.0.into()]));
    let numbers = [f64::NAN, -1.0, 0.0, 5.0, 1e300].map(Value::from);
    let texts = ["", "file", "dir", &"aé€\0😀".repeat(20)].map(Value::from);
    let others = [Value::Undefined, Value::Null, true.into(), buffer, object.into(), array.into(), callback];
    numbers.into_iter().chain(texts).chain(others).collect()
}

#[test]
fn no_function_panics_or_ends_the_run_whatever_it_is_called_with() {
    for name in ["crypto", "fs", "path", "performance", "process"] {
        with_node(|js| {
            let module = module(js, name);
            let keys = call(js, "Reflect", "ownKeys", &[module.into()]).unwrap();
            let values = values(js);
            for key in array_items(js, &keys).unwrap() {
                let key_text = js.to_text(&key).unwrap();
                let function = js.get(module, key_text).unwrap();
                if !js.is_callable(&function) || matches!(&key, Value::Text(key) if key == "exit") {
                    continue;
                }
                for first in &values {
                    for second in &values {
                        let args = [first, second, second, first, second, &values[values.len() - 1]].map(Value::clone);
                        for count in [0, 1, 2, 3, 6] {
                            let result = js.call(&function, first.clone(), &args[..count]);
                            assert!(!matches!(result, Err(Abrupt::End(_))), "{key:?} of {args:?}");
                        }
                    }
                }
            }
        });
    }
}
