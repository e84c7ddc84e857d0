//! Results and errors of `fs`.

use super::{bytes, bytes_of, call, later, module, property, show, thrown, with_node};
use crate::abi::gojs::js::{Js, Value};

fn open(js: &mut Js<'_, '_>, path: &str) -> Value {
    call(js, "fs", "openSync", &[path.into()]).unwrap()
}

#[test]
fn errors_say_what_failed_on_what() {
    with_node(|js| {
        for (name, args, shown) in [
            (
                "openSync",
                &["/x".into()][..],
                "ENOENT: no such file or directory, open '/x'|ENOENT|-2|open|/x|undefined",
            ),
            (
                "readdirSync",
                &["file".into()],
                "ENOTDIR: not a directory, scandir 'file'|ENOTDIR|-20|scandir|file|undefined",
            ),
            (
                "renameSync",
                &["file".into(), "ü".into()],
                "EROFS: read-only file system, rename 'file' -> 'ü'|EROFS|-30|rename|file|ü",
            ),
            (
                "utimesSync",
                &["".into(), 0.0.into(), 0.0.into()],
                "ENOENT: no such file or directory, utime ''|ENOENT|-2|utime||undefined",
            ),
            (
                "truncateSync",
                &["dir".into()],
                "EISDIR: illegal operation on a directory, open 'dir'|EISDIR|-21|open|dir|undefined",
            ),
            ("fstatSync", &[99.0.into()], "EBADF: bad file descriptor, fstat|EBADF|-9|fstat|undefined|undefined"),
            (
                "readFileSync",
                &["dir".into()],
                "EISDIR: illegal operation on a directory, read|EISDIR|-21|read|undefined|undefined",
            ),
            ("readFileSync", &[99.0.into()], "EBADF: bad file descriptor, fstat|EBADF|-9|fstat|undefined|undefined"),
        ] {
            let error = thrown(call(js, "fs", name, args));
            let found = ["message", "code", "errno", "syscall", "path", "dest"].map(|key| property(js, &error, key));
            assert_eq!(found.join("|"), shown, "{name}");
        }
    });
}

#[test]
fn callbacks_get_null_and_the_result_if_there_is_one() {
    with_node(|js| {
        let opened = later(js, "open", &["file".into(), 0.0.into(), 438.0.into()]);
        assert!(matches!(opened[..], [Value::Null, Value::Number(3.0)]), "{opened:?}");
        assert!(matches!(later(js, "fsync", &[3.0.into()])[..], [Value::Null]));
        assert!(matches!(later(js, "close", &[3.0.into()])[..], [Value::Null]));
        let closed = later(js, "close", &[3.0.into()]);
        assert_eq!(closed.len(), 1);
        assert_eq!(property(js, &closed[0], "message"), "EBADF: bad file descriptor, close");
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
            ("readSync", &all[..], ["4", "EISDIR", "EBADF"]),
            ("readSync", &none, ["0", "0", "0"]),
            ("writeSync", &all, ["EBADF", "EBADF", "EBADF"]),
            ("writeSync", &none, ["EBADF", "EBADF", "EBADF"]),
            ("writeSync", &["x".into()], ["EBADF", "EBADF", "EBADF"]),
            ("writeFileSync", &["x".into()], ["EBADF", "EBADF", "EBADF"]),
            ("fsyncSync", &[], ["undefined", "undefined", "EBADF"]),
            ("fdatasyncSync", &[], ["undefined", "undefined", "EBADF"]),
            ("ftruncateSync", &[number(1.0)], ["EINVAL", "EINVAL", "EBADF"]),
            ("fchmodSync", &[number(420.0)], ["EROFS", "EROFS", "EBADF"]),
            ("fchownSync", &[number(0.0), number(0.0)], ["EROFS", "EROFS", "EBADF"]),
            ("futimesSync", &[number(1.0), number(1.0)], ["EROFS", "EROFS", "EBADF"]),
            ("closeSync", &[], ["undefined", "undefined", "EBADF"]),
        ] {
            for (fd, code) in [&file, &dir, &bad].into_iter().zip(codes) {
                let args: Vec<Value> = [fd].into_iter().chain(rest).cloned().collect();
                let result = call(js, "fs", name, &args);
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
            let called = later(js, "read", &[fd.clone(), buffer.clone(), offset.into(), length.into(), position]);
            let Value::Number(count) = called[1] else { panic!("{called:?}") };
            (count, String::from_utf8(bytes_of(js, &buffer)).unwrap())
        };
        assert_eq!(read(js, 0.0, 3.0, Value::Null), (3.0, "con???".into()));
        assert_eq!(read(js, 1.0, 5.0, 2.0.into()), (5.0, "?ntent".into()));
        assert_eq!(read(js, 0.0, 6.0, 100.0.into()), (0.0, "??????".into()));
        assert_eq!(read(js, 2.0, 2.0, (-1.0).into()), (2.0, "??te??".into()));
        assert_eq!(read(js, 0.0, 6.0, Value::Undefined), (3.0, "nts???".into()));
        assert_eq!(read(js, 0.0, 6.0, Value::Null), (0.0, "??????".into()));
        let buffer = bytes(js, b"????");
        let count = call(js, "fs", "readSync", &[fd.clone(), buffer.clone()]).unwrap();
        assert!(matches!(count, Value::Number(0.0)));
    });
}

#[test]
fn the_lowest_number_from_3_on_is_given_to_what_is_opened() {
    with_node(|js| {
        for expected in [3.0, 4.0, 5.0] {
            assert!(matches!(open(js, "dir"), Value::Number(fd) if fd == expected));
        }
        for fd in [4.0, 3.0, 2.0] {
            call(js, "fs", "closeSync", &[fd.into()]).unwrap();
        }
        for expected in [3.0, 4.0, 6.0] {
            assert!(matches!(open(js, "file"), Value::Number(fd) if fd == expected), "{expected}");
        }
        let written = call(js, "fs", "writeSync", &[2.0.into(), "x".into()]);
        assert_eq!(show(js, written), "EBADF");
    });
}

#[test]
fn a_guest_runs_out_of_descriptors() {
    with_node(|js| {
        for _ in 3..4096 {
            open(js, "file");
        }
        let opened = call(js, "fs", "openSync", &["file".into()]);
        assert_eq!(show(js, opened), "EMFILE");
        call(js, "fs", "closeSync", &[77.0.into()]).unwrap();
        assert!(matches!(open(js, "file"), Value::Number(77.0)));
    });
}

#[test]
fn stats_tell_kinds_and_sizes() {
    with_node(|js| {
        let keys = ["mode", "size", "blocks", "nlink", "ino", "dev", "uid", "mtimeMs"];
        let questions = ["isFile", "isDirectory", "isFIFO", "isSymbolicLink", "isCharacterDevice", "isSocket"];
        for (function, arg, attributes, kind) in [
            ("statSync", "file".into(), "33060 8 1 1 3 1 0 0", "isFile"),
            ("lstatSync", "dir".into(), "16749 0 0 3 2 1 0 0", "isDirectory"),
            ("fstatSync", 0.0.into(), "4480 0 0 1 0 0 0 0", "isFIFO"),
            ("fstatSync", 2.0.into(), "4480 0 0 1 0 0 0 0", "isFIFO"),
        ] {
            let arg: Value = arg;
            let stats = call(js, "fs", function, std::slice::from_ref(&arg)).unwrap();
            assert_eq!(keys.map(|key| property(js, &stats, key)).join(" "), attributes, "{function} {arg:?}");
            for question in questions {
                let ask = js.get(stats.object().unwrap(), question).unwrap();
                let answer = js.call(&ask, stats.clone(), &[]).unwrap();
                assert!(matches!(answer, Value::Bool(yes) if yes == (question == kind)), "{question} of {arg:?}");
            }
        }
    });
}

#[test]
fn times_are_those_of_1970() {
    with_node(|js| {
        let stats = call(js, "fs", "statSync", &["file".into()]).unwrap();
        for name in ["atime", "mtime", "ctime", "birthtime"] {
            let time = js.get(stats.object().unwrap(), name).unwrap();
            assert!(matches!(js.to_number(&time), Ok(0.0)), "{name}");
        }
    });
}

#[test]
fn directories_are_listed_by_name_and_without_dots() {
    with_node(|js| {
        let names = call(js, "fs", "readdirSync", &["/".into()]).unwrap();
        for (index, name) in ["dir", "file", "ü"].into_iter().enumerate() {
            assert_eq!(property(js, &names, &index.to_string()), name);
        }
        assert_eq!(property(js, &names, "length"), "3");
    });
}

#[test]
fn whole_files_are_read_as_text_or_as_bytes() {
    with_node(|js| {
        for (args, expected) in [
            (&["file".into(), "utf8".into()][..], "contents"),
            (&["dir/../dir/b".into(), "UTF-8".into()], "b"),
            (&["file".into(), "latin1".into()], "ERR_INVALID_ARG_VALUE"),
            (&[0.0.into(), "utf8".into()], "input"),
            (&[1.0.into(), "utf8".into()], "EBADF"),
        ] {
            let result = call(js, "fs", "readFileSync", args);
            assert_eq!(show(js, result), expected, "{args:?}");
        }
        let contents = call(js, "fs", "readFileSync", &["file".into()]).unwrap();
        assert_eq!(bytes_of(js, &contents), b"contents");
        let options = js.object([("encoding", "utf8".into())]);
        let result = call(js, "fs", "readFileSync", &["file".into(), options.into()]);
        assert_eq!(show(js, result), "contents");
    });
}

#[test]
fn existing_is_asked_of_paths_alone() {
    with_node(|js| {
        for (arg, exists) in [("dir/".into(), true), ("file/".into(), false), ("".into(), false), (Value::Null, false)]
        {
            let found = call(js, "fs", "existsSync", std::slice::from_ref(&arg)).unwrap();
            assert!(matches!(found, Value::Bool(found) if found == exists), "{arg:?}");
        }
    });
}

#[test]
fn every_function_has_both_forms() {
    with_node(|js| {
        let fs = module(js, "fs");
        for name in
            "chmod chown close fchmod fchown fstat fsync ftruncate lchown link lstat mkdir open read readdir readlink \
                     rename rmdir stat symlink truncate unlink utimes write"
                .split_whitespace()
        {
            for name in [name.to_owned(), format!("{name}Sync")] {
                let function = js.get(fs, &*name).unwrap();
                assert!(js.is_callable(&function), "{name}");
            }
        }
    });
}
