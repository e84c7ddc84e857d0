//! `process`.

use super::{call, fs, module, property, show, with_node};
use crate::abi::gojs::js::Value;

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
        fs(js, "stat", &["b".into()]).unwrap();
        let moved = call(js, "process", "chdir", &[1.0.into()]);
        assert_eq!(show(js, moved), "TypeError");
    });
}

#[test]
fn the_mask_is_kept() {
    with_node(|js| {
        for (args, result) in [
            (&[63.0.into()][..], "18"),
            (&[18.0.into()], "63"),
            (&["022".into()], "TypeError"),
            (&[], "TypeError"),
            (&[1.5.into()], "RangeError"),
            (&[4095.0.into()], "18"),
            (&[(-1.0).into()], "511"),
        ] {
            let old = call(js, "process", "umask", args);
            assert_eq!(show(js, old), result, "{args:?}");
        }
    });
}

#[test]
fn the_process_is_the_one_that_go_makes_up_elsewhere() {
    with_node(|js| {
        let process = module(js, "process").into();
        for (name, value) in [("pid", "3"), ("ppid", "2"), ("argv0", "node")] {
            assert_eq!(property(js, &process, name), value, "{name}");
        }
        for name in ["getuid", "getgid", "geteuid", "getegid"] {
            assert!(matches!(call(js, "process", name, &[]), Ok(Value::Number(1.0))), "{name}");
        }
        let groups = call(js, "process", "getgroups", &[]).unwrap();
        assert_eq!(["0", "length"].map(|name| property(js, &groups, name)), ["1", "1"]);
    });
}
