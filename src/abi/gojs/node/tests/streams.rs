//! The standard streams, as descriptors.

use super::{bytes, bytes_of, call, module, property, show, with_node};
use crate::abi::gojs::js::{Js, Value};

#[test]
fn stdin_is_read_to_its_end() {
    with_node(|js| {
        let buffer = bytes(js, b"????");
        let read = |js: &mut Js<'_, '_>| {
            let args = [0.0.into(), buffer.clone(), 1.0.into(), 3.0.into(), Value::Null];
            let count = call(js, "fs", "readSync", &args);
            show(js, count)
        };
        assert_eq!(read(js), "3");
        assert_eq!(bytes_of(js, &buffer), b"?inp");
        assert_eq!((read(js), read(js)), ("2".into(), "0".into()));
        assert_eq!(bytes_of(js, &buffer), b"?utp");
    });
}

#[test]
fn output_is_written_whole() {
    with_node(|js| {
        let buffer = bytes(js, b"xabcx");
        let args = [2.0.into(), buffer, 1.0.into(), 3.0.into(), Value::Null];
        let written = call(js, "fs", "writeSync", &args);
        assert_eq!(show(js, written), "3");
        let written = call(js, "fs", "writeSync", &[2.0.into(), "é".into()]);
        assert_eq!(show(js, written), "2");
        call(js, "fs", "writeFileSync", &[2.0.into(), "!".into()]).unwrap();
        let process = module(js, "process");
        let stderr = js.get(process, "stderr").unwrap();
        let write = js.get(stderr.object().unwrap(), "write").unwrap();
        assert!(matches!(js.call(&write, stderr, &["\n".into()]), Ok(Value::Bool(true))));
        assert_eq!(js.guest().stderr.captured_text(), "abcé!\n");
    });
}

#[test]
fn streams_go_one_way_and_have_no_positions() {
    with_node(|js| {
        let buffer = bytes(js, b"xy");
        for (name, fd, position, code) in [
            ("readSync", 1.0, Value::Null, "EBADF"),
            ("readSync", 0.0, 0.0.into(), "ESPIPE"),
            ("writeSync", 0.0, Value::Null, "EBADF"),
            ("writeSync", 1.0, 0.0.into(), "ESPIPE"),
        ] {
            let result = call(js, "fs", name, &[fd.into(), buffer.clone(), 0.0.into(), 2.0.into(), position]);
            let error = super::thrown(result);
            assert_eq!(property(js, &error, "code"), code, "{name} {fd}");
        }
    });
}
