//! `crypto`, `performance` and `require`.

use super::{bytes, bytes_of, call, construct, module, property, thrown, with_node};
use crate::abi::gojs::js::Value;

#[test]
fn arrays_of_integers_are_filled_with_random_bytes() {
    with_node(|js| {
        let array = bytes(js, &[0; 65536]);
        let filled = call(js, "crypto", "getRandomValues", std::slice::from_ref(&array)).unwrap();
        assert_eq!(filled.object(), array.object());
        assert!(bytes_of(js, &array)[65520..].iter().any(|&byte| byte != 0));
        let (long, floats) = (bytes(js, &[0; 65537]), construct(js, "Float32Array", &[1.0.into()]));
        for (array, name) in
            [(long, "QuotaExceededError"), (floats, "TypeMismatchError"), (Value::Null, "TypeMismatchError")]
        {
            let error = thrown(call(js, "crypto", "getRandomValues", std::slice::from_ref(&array)));
            assert_eq!(property(js, &error, "name"), name);
        }
    });
}

#[test]
fn a_uuid_is_of_version_4() {
    with_node(|js| {
        let Value::Text(uuid) = call(js, "crypto", "randomUUID", &[]).unwrap() else { panic!("it is text") };
        let uuid = uuid.to_utf8();
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(uuid.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&uuid.as_bytes()[19]));
    });
}

#[test]
fn performance_counts_milliseconds_from_where_the_run_began() {
    with_node(|js| {
        let performance = module(js, "performance");
        assert_eq!(property(js, &performance.into(), "timeOrigin"), "1640995200000");
        for expected in [0.0, 1.0] {
            assert!(matches!(call(js, "performance", "now", &[]), Ok(Value::Number(now)) if now == expected));
        }
    });
}

#[test]
fn modules_are_required_by_name() {
    with_node(|js| {
        for (id, name) in
            [("fs", "fs"), ("node:fs", "fs"), ("path", "path"), ("path/posix", "path"), ("node:process", "process")]
        {
            let found = call(js, "globalThis", "require", &[id.into()]).unwrap();
            assert_eq!(found.object(), Some(module(js, name)), "{id}");
        }
        let hooks = call(js, "globalThis", "require", &["perf_hooks".into()]).unwrap();
        let performance = js.get(hooks.object().unwrap(), "performance").unwrap();
        assert_eq!(performance.object(), Some(module(js, "performance")));
        for (id, code) in [
            (Value::from("net"), "MODULE_NOT_FOUND"),
            ("node:net".into(), "ERR_UNKNOWN_BUILTIN_MODULE"),
            ("".into(), "ERR_INVALID_ARG_VALUE"),
            (1.0.into(), "ERR_INVALID_ARG_TYPE"),
        ] {
            let error = thrown(call(js, "globalThis", "require", std::slice::from_ref(&id)));
            assert_eq!(property(js, &error, "code"), code, "{id:?}");
        }
    });
}

#[test]
fn there_is_no_network() {
    with_node(|js| {
        let global = js.realm().global;
        assert!(js.get(global, "fetch").unwrap().is_undefined());
    });
}
