//! `process`.

use super::{call, module, property, show, thrown, with_node};
use crate::abi::gojs::js::{Abrupt, Microtask, Value};
use crate::run::Stop;

#[test]
fn the_working_directory_moves_within_the_tree() {
    with_node(|js| {
        for (directory, result, cwd) in [
            ("dir", "undefined", "/dir"),
            ("file", "ENOENT", "/dir"),
            ("../file", "ENOTDIR", "/dir"),
            ("sub/", "undefined", "/dir/sub"),
            ("", "ENOENT", "/dir/sub"),
            ("../../../..", "undefined", "/"),
        ] {
            let moved = call(js, "process", "chdir", &[directory.into()]);
            assert_eq!(show(js, moved), result, "{directory:?}");
            let found = call(js, "process", "cwd", &[]);
            assert_eq!(show(js, found), cwd, "{directory:?}");
        }
        call(js, "process", "chdir", &["dir".into()]).unwrap();
        call(js, "fs", "statSync", &["b".into()]).unwrap();
        let error = thrown(call(js, "process", "chdir", &["x".into()]));
        let message = "ENOENT: no such file or directory, chdir '/dir' -> 'x'";
        assert_eq!(property(js, &error, "message"), message);
        let error = thrown(call(js, "process", "chdir", &[1.0.into()]));
        assert_eq!(property(js, &error, "code"), "ERR_INVALID_ARG_TYPE");
    });
}

#[test]
fn the_mask_is_kept() {
    with_node(|js| {
        for (args, result) in [
            (&[][..], "18"),
            (&[63.0.into()], "18"),
            (&["022".into()], "63"),
            (&["zz".into()], "ERR_INVALID_ARG_VALUE"),
            (&[(-1.0).into()], "ERR_OUT_OF_RANGE"),
            (&[4095.0.into()], "18"),
            (&[], "511"),
        ] {
            let old = call(js, "process", "umask", args);
            assert_eq!(show(js, old), result, "{args:?}");
        }
    });
}

#[test]
fn exit_ends_the_run() {
    with_node(|js| {
        for (args, code) in [(&[][..], 0), (&[3.0.into()], 3), (&[(-1.0).into()], 255), (&[256.0.into()], 0)] {
            let Err(Abrupt::End(error)) = call(js, "process", "exit", args) else { panic!("the run goes on") };
            assert_eq!(error.downcast_ref::<Stop>(), Some(&Stop::Exit(code)), "{args:?}");
        }
        let error = thrown(call(js, "process", "exit", &["a".into()]));
        assert_eq!(property(js, &error, "code"), "ERR_INVALID_ARG_TYPE");
    });
}

#[test]
fn the_process_is_the_one_that_go_makes_up_elsewhere() {
    with_node(|js| {
        let process = module(js, "process").into();
        for (name, value) in
            [("pid", "3"), ("ppid", "2"), ("platform", "linux"), ("argv0", "node"), ("env", "[object Object]")]
        {
            assert_eq!(property(js, &process, name), value, "{name}");
        }
        for name in ["getuid", "getgid", "geteuid", "getegid"] {
            assert!(matches!(call(js, "process", name, &[]), Ok(Value::Number(1.0))), "{name}");
        }
        let argv = js.get(process.object().unwrap(), "argv").unwrap();
        assert_eq!(["0", "1", "2"].map(|index| property(js, &argv, index)), ["node", "plugin", "undefined"]);
    });
}

#[test]
fn the_next_tick_is_a_microtask() {
    with_node(|js| {
        let global = js.realm().global;
        let callback = js.get(global, "Object").unwrap();
        call(js, "process", "nextTick", std::slice::from_ref(&callback)).unwrap();
        call(js, "process", "nextTick", &[callback.clone(), "x".into()]).unwrap();
        let Some(Microtask::Call { callback: plain }) = js.state_mut().events.microtasks.pop_front() else { panic!() };
        assert_eq!(plain.object(), callback.object());
        let Some(Microtask::Call { callback: bound }) = js.state_mut().events.microtasks.pop_front() else { panic!() };
        assert!(js.is_callable(&bound));
        thrown(call(js, "process", "nextTick", &[]));
    });
}
