//! The standard streams, as descriptors.

use super::{bytes, bytes_of, fs, show, with_node};
use crate::abi::gojs::js::{Js, Value};

#[test]
fn stdin_is_read_to_its_end() {
    with_node(|js| {
        let buffer = bytes(js, b"????");
        let read = |js: &mut Js<'_, '_>| {
            let args = [0.0.into(), buffer.clone(), 1.0.into(), 3.0.into(), Value::Null];
            let count = fs(js, "read", &args);
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
        let written = fs(js, "write", &[2.0.into(), buffer, 1.0.into(), 3.0.into(), Value::Null]);
        assert_eq!(show(js, written), "3");
        assert_eq!(js.guest().stderr.captured_text(), "abc");
    });
}

#[test]
fn streams_go_one_way_and_have_no_positions() {
    with_node(|js| {
        let buffer = bytes(js, b"xy");
        for (name, fd, position, code) in [
            ("read", 1.0, Value::Null, "EBADF"),
            ("read", 0.0, 0.0.into(), "ESPIPE"),
            ("write", 0.0, Value::Null, "EBADF"),
            ("write", 1.0, 0.0.into(), "ESPIPE"),
        ] {
            let result = fs(js, name, &[fd.into(), buffer.clone(), 0.0.into(), 2.0.into(), position]);
            assert_eq!(show(js, result), code, "{name} {fd}");
        }
    });
}
