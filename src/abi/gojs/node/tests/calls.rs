//! Results and errors of `fs`.

use super::{bytes, bytes_of, fs, later, property, show, with_node};
use crate::abi::gojs::js::{Js, Value};
use crate::abi::gojs::tests::{with_files, with_scratch};
use crate::guest::RefusedWrite;

/// A descriptor for reading.
fn open(js: &mut Js<'_, '_>, path: &str) -> Value {
    fs(js, "open", &[path.into(), 0.0.into(), 0.0.into()]).unwrap()
}

#[test]
fn callbacks_get_null_and_the_result_if_there_is_one() {
    with_node(|js| {
        let opened = later(js, "open", &["file".into(), 0.0.into(), 438.0.into()]).unwrap();
        assert!(matches!(opened[..], [Value::Null, Value::Number(3.0)]), "{opened:?}");
        assert!(matches!(later(js, "fsync", &[3.0.into()]).unwrap()[..], [Value::Null]));
        assert!(matches!(later(js, "close", &[3.0.into()]).unwrap()[..], [Value::Null]));
        let closed = later(js, "close", &[3.0.into()]).unwrap();
        assert_eq!(closed.len(), 1);
        let found = ["name", "message", "code"].map(|key| property(js, &closed[0], key));
        assert_eq!(found, ["Error", "EBADF: bad file descriptor", "EBADF"]);
    });
}

#[test]
fn descriptors_fail_as_those_of_read_only_files_do() {
    with_node(|js| {
        let (file, dir, bad) = (open(js, "file"), open(js, "dir"), Value::from(99.0));
        let buffer = bytes(js, &[0; 4]);
        let number = |number: f64| Value::from(number);
        let all = [buffer.clone(), number(0.0), number(4.0)];
        let none = [buffer, number(0.0), number(0.0)];
        for (name, rest, codes) in [
            ("read", &all[..], ["4", "EISDIR", "EBADF"]),
            ("read", &none, ["0", "0", "0"]),
            ("write", &all, ["EBADF", "EBADF", "EBADF"]),
            ("write", &none, ["EBADF", "EBADF", "EBADF"]),
            ("fsync", &[], ["undefined", "undefined", "EBADF"]),
            ("ftruncate", &[number(1.0)], ["EINVAL", "EINVAL", "EBADF"]),
            ("fchmod", &[number(420.0)], ["EROFS", "EROFS", "EBADF"]),
            ("fchown", &[number(0.0), number(0.0)], ["EROFS", "EROFS", "EBADF"]),
            ("close", &[], ["undefined", "undefined", "EBADF"]),
        ] {
            for (fd, code) in [&file, &dir, &bad].into_iter().zip(codes) {
                let args: Vec<Value> = [fd].into_iter().chain(rest).cloned().collect();
                let result = fs(js, name, &args);
                assert_eq!(show(js, result), code, "{name} on {fd:?}");
            }
        }
    });
}

#[test]
fn files_are_read_where_the_last_read_ended_or_at_a_position() {
    with_node(|js| {
        let fd = open(js, "file");
        let read = |js: &mut Js<'_, '_>, offset: f64, length: f64, position: Value| {
            let buffer = bytes(js, b"??????");
            let count = fs(js, "read", &[fd.clone(), buffer.clone(), offset.into(), length.into(), position]);
            (show(js, count), String::from_utf8(bytes_of(js, &buffer)).unwrap())
        };
        for (offset, length, position, count, contents) in [
            (0.0, 3.0, Value::Null, "3", "con???"),
            (1.0, 5.0, 2.0.into(), "5", "?ntent"),
            (0.0, 6.0, 100.0.into(), "0", "??????"),
            (2.0, 2.0, (-1.0).into(), "2", "??te??"),
            (0.0, 6.0, Value::Undefined, "3", "nts???"),
            (0.0, 6.0, Value::Null, "0", "??????"),
        ] {
            assert_eq!(read(js, offset, length, position), (count.into(), contents.into()));
        }
    });
}

#[test]
fn the_lowest_number_from_3_on_is_given_to_what_is_opened() {
    with_node(|js| {
        for expected in [3.0, 4.0, 5.0] {
            assert!(matches!(open(js, "dir"), Value::Number(fd) if fd == expected));
        }
        for fd in [4.0, 3.0, 2.0] {
            fs(js, "close", &[fd.into()]).unwrap();
        }
        for expected in [3.0, 4.0, 6.0] {
            assert!(matches!(open(js, "file"), Value::Number(fd) if fd == expected), "{expected}");
        }
        let buffer = bytes(js, b"x");
        let written = fs(js, "write", &[2.0.into(), buffer, 0.0.into(), 1.0.into(), Value::Null]);
        assert_eq!(show(js, written), "EBADF");
    });
}

#[test]
fn a_guest_runs_out_of_descriptors() {
    with_node(|js| {
        for _ in 3..4096 {
            open(js, "file");
        }
        let opened = fs(js, "open", &["file".into(), 0.0.into()]);
        assert_eq!(show(js, opened), "EMFILE");
        fs(js, "close", &[77.0.into()]).unwrap();
        assert!(matches!(open(js, "file"), Value::Number(77.0)));
    });
}

#[test]
fn stats_tell_kinds_and_sizes() {
    with_node(|js| {
        let keys = ["mode", "size", "blocks", "nlink", "ino", "dev", "uid", "mtimeMs"];
        for (function, arg, attributes, directory) in [
            ("stat", "file".into(), "33060 8 1 1 3 1 0 0", false),
            ("lstat", "dir".into(), "16749 0 0 3 2 1 0 0", true),
            ("fstat", 0.0.into(), "4480 0 0 1 0 0 0 0", false),
            ("fstat", 2.0.into(), "4480 0 0 1 0 0 0 0", false),
        ] {
            let arg: Value = arg;
            let stats = fs(js, function, std::slice::from_ref(&arg)).unwrap();
            assert_eq!(keys.map(|key| property(js, &stats, key)).join(" "), attributes, "{function} {arg:?}");
            let ask = js.get(stats.object().unwrap(), "isDirectory");
            let answer = js.call(&ask, &stats, &[]).unwrap();
            assert!(matches!(answer, Value::Bool(yes) if yes == directory), "{function} {arg:?}");
        }
    });
}

#[test]
fn directories_are_listed_by_name_and_without_dots() {
    with_node(|js| {
        let names = fs(js, "readdir", &["/".into()]).unwrap();
        let found = ["0", "1", "2", "length"].map(|name| property(js, &names, name));
        assert_eq!(found, ["dir", "file", "ü", "3"]);
    });
}

#[test]
fn a_directory_in_which_there_is_nothing_is_there() {
    with_files(&[("data/empty/", "")], |js| {
        let names = fs(js, "readdir", &["/data/empty".into()]).unwrap();
        assert_eq!(property(js, &names, "length"), "0");
        let stats = fs(js, "stat", &["/data/empty".into()]).unwrap();
        let ask = js.get(stats.object().unwrap(), "isDirectory");
        assert!(matches!(js.call(&ask, &stats, &[]).unwrap(), Value::Bool(true)));
    });
}

#[test]
fn what_could_not_be_written_is_kept() {
    let create = |js: &mut Js<'_, '_>, path: &str| {
        let _ = fs(js, "open", &[path.into(), f64::from(0o101).into(), f64::from(0o666).into()]);
    };
    with_node(|js| {
        create(js, "dir/new");
        let refused = |js: &mut Js<'_, '_>| js.guest().refused_write.take();
        assert_eq!(refused(js), Some(RefusedWrite { path: "dir/new".into(), has_directory: true }));
        create(js, "/none/new");
        assert_eq!(refused(js), Some(RefusedWrite { path: "/none/new".into(), has_directory: false }));
        let _ = fs(js, "mkdir", &["new".into(), f64::from(0o777).into()]);
        assert_eq!(refused(js), Some(RefusedWrite { path: "new".into(), has_directory: true }));
        let _ = fs(js, "mkdir", &["dir".into(), f64::from(0o777).into()]);
        assert_eq!(refused(js), None, "it is there");
        let _ = fs(js, "open", &["none".into(), 0.0.into(), 0.0.into()]);
        assert_eq!((refused(js), js.guest().missing_file.take()), (None, Some("none".into())));
    });
    with_scratch(&[], 1 << 20, |js| {
        create(js, "/none/new");
        assert_eq!((js.guest().refused_write.take(), js.guest().missing_file.take()), (None, None));
    });
}

#[test]
fn the_last_file_that_was_looked_for_in_vain_is_kept() {
    with_node(|js| {
        for (path, missing) in [("file", None), ("/none/x", Some("/none/x")), ("file", Some("/none/x"))] {
            let _ = fs(js, "open", &[path.into(), 0.0.into(), 0.0.into()]);
            assert_eq!(js.guest().missing_file.as_deref(), missing);
        }
    });
}
