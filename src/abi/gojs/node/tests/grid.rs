//! Every function of `fs` that takes a path, on paths of every kind.

use super::{call, later, property, show, with_node};
use crate::abi::gojs::js::{Abrupt, Js, Value};

const PATHS: [&str; 11] =
    ["file", "dir", "missing", "nodir/x", "file/", "file/x", "missing/", "dir/", "", ".", "dir/.."];

/// For each path, the error's code or `ok`.
#[rustfmt::skip]
const CODES: &[(&str, &[Arg], &str)] = &[
    ("access", &[P, N(0.0)], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("access", &[P, N(1.0)], "EACCES ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("access", &[P, N(2.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("access", &[P, N(4.0)], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("appendFile", &[P, T("x")], "EROFS EISDIR EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EISDIR EISDIR"),
    ("chmod", &[P, N(420.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("chown", &[P, N(0.0), N(0.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("lchown", &[P, N(-1.0), N(0.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("link", &[P, T("missing")], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("link", &[P, T("nodir/x")], "ENOENT ENOENT ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ENOENT ENOENT ENOENT ENOENT"),
    ("link", &[P, T(".")], "EEXIST EEXIST ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EEXIST ENOENT EEXIST EEXIST"),
    ("link", &[T("file"), P], "EEXIST EEXIST EROFS ENOENT EEXIST ENOTDIR ENOENT EEXIST ENOENT EEXIST EEXIST"),
    ("lstat", &[P], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("lutimes", &[P, N(1.0), N(1.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("mkdir", &[P, N(511.0)], "EEXIST EEXIST EROFS ENOENT EEXIST ENOTDIR EROFS EEXIST ENOENT EEXIST EEXIST"),
    ("open", &[P], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_RDONLY")], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_WRONLY")], "EROFS EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_RDWR")], "EROFS EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_DIRECTORY")], "ENOTDIR ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_WRONLY|O_DIRECTORY")],
        "ENOTDIR EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_CREAT")], "ok EISDIR EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_CREAT|O_WRONLY")],
        "EROFS EISDIR EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_CREAT|O_EXCL")], "EEXIST EEXIST EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EEXIST EEXIST"),
    ("open", &[P, T("wx")], "EEXIST EEXIST EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EEXIST EEXIST"),
    ("open", &[P, O("O_EXCL")], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_TRUNC")], "EROFS EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_APPEND")], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_CREAT|O_DIRECTORY")],
        "EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL"),
    ("open", &[P, T("w+")], "EROFS EISDIR EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EISDIR EISDIR"),
    ("readFile", &[P], "ok EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("readdir", &[P], "ENOTDIR ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("readlink", &[P], "EINVAL EINVAL ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EINVAL ENOENT EINVAL EINVAL"),
    ("rename", &[P, T("missing")], "EROFS EROFS EROFS ENOENT EROFS ENOTDIR EROFS EROFS ENOENT EBUSY EBUSY"),
    ("rename", &[T("missing"), P], "EROFS EROFS EROFS ENOENT EROFS ENOTDIR EROFS EROFS ENOENT EBUSY EBUSY"),
    ("rename", &[P, T("nodir/x")], "ENOENT ENOENT ENOENT ENOENT ENOENT ENOTDIR ENOENT ENOENT ENOENT ENOENT ENOENT"),
    ("rename", &[P, T(".")], "EBUSY EBUSY EBUSY ENOENT EBUSY ENOTDIR EBUSY EBUSY ENOENT EBUSY EBUSY"),
    ("rename", &[T("."), P], "EBUSY EBUSY EBUSY ENOENT EBUSY ENOTDIR EBUSY EBUSY ENOENT EBUSY EBUSY"),
    ("rmdir", &[P], "EROFS EROFS EROFS ENOENT EROFS ENOTDIR EROFS EROFS ENOENT EINVAL ENOTEMPTY"),
    ("stat", &[P], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("symlink", &[T("x"), P], "EEXIST EEXIST EROFS ENOENT EEXIST ENOTDIR ENOENT EEXIST ENOENT EEXIST EEXIST"),
    ("truncate", &[P, N(1.0)], "EROFS EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("unlink", &[P], "EROFS EROFS EROFS ENOENT EROFS ENOTDIR EROFS EROFS ENOENT EISDIR EISDIR"),
    ("utimes", &[P, N(1.0), N(1.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("writeFile", &[P, T("x")], "EROFS EISDIR EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EISDIR EISDIR"),
];

/// An argument of a row.
#[derive(Clone, Copy, Debug)]
enum Arg {
    /// The path of the column.
    P,
    N(f64),
    T(&'static str),
    /// The constants of these names.
    O(&'static str),
}

use Arg::{N, O, P, T};

fn value(js: &mut Js<'_, '_>, arg: Arg, path: &str) -> Value {
    match arg {
        P => path.into(),
        N(number) => number.into(),
        T(text) => text.into(),
        O(names) => names.split('|').map(|name| constant(js, name)).fold(0, |all, flag| all | flag).into(),
    }
}

fn constant(js: &mut Js<'_, '_>, name: &str) -> u32 {
    let fs = super::module(js, "fs");
    let constants = js.get(fs, "constants").unwrap().object().unwrap();
    let constant = js.get(constants, name).unwrap();
    js.to_number(&constant).unwrap() as u32
}

#[test]
fn paths_fail_as_on_a_read_only_mount() {
    with_node(|js| {
        for (name, args, codes) in CODES {
            let codes: Vec<&str> = codes.split(' ').collect();
            assert_eq!(codes.len(), PATHS.len(), "{name}");
            for (path, code) in PATHS.into_iter().zip(codes) {
                let args: Vec<Value> = args.iter().map(|arg| value(js, *arg, path)).collect();
                let (shown, what) = (format!("{args:?}"), path);
                let found = match call(js, "fs", &format!("{name}Sync"), &args) {
                    Ok(_) => "ok".to_owned(),
                    Err(Abrupt::Throw(error)) => property(js, &error, "code"),
                    Err(end) => panic!("{end:?}"),
                };
                assert_eq!(found, code, "{name}Sync {shown} on {what:?}");
                let called = later(js, name, &args);
                let found = match &called[0] {
                    Value::Null => "ok".to_owned(),
                    error => property(js, error, "code"),
                };
                assert_eq!(found, code, "{name} {shown} on {what:?}");
            }
        }
    });
}

#[test]
fn the_root_is_neither_removed_nor_moved_nor_made_again() {
    with_node(|js| {
        for (name, args, code) in [
            ("mkdirSync", &["/"][..], "EEXIST"),
            ("rmdirSync", &["/"], "EBUSY"),
            ("unlinkSync", &["//"], "EISDIR"),
            ("renameSync", &["/", "x"], "EBUSY"),
            ("openSync", &["/", "w"], "EISDIR"),
            ("openSync", &["/", "wx"], "EEXIST"),
            ("rmdirSync", &["dir/sub/."], "EINVAL"),
            ("rmdirSync", &["dir/sub/.."], "ENOTEMPTY"),
            ("symlinkSync", &["", "x"], "ENOENT"),
        ] {
            let args: Vec<Value> = args.iter().map(|&arg| arg.into()).collect();
            let result = call(js, "fs", name, &args);
            assert_eq!(show(js, result), code, "{name} {args:?}");
        }
    });
}

#[test]
fn long_paths_and_names_are_refused() {
    let (name, longest, longer) = ("a".repeat(256), format!("{}.", "./".repeat(2047)), "./".repeat(2048));
    with_node(|js| {
        for (function, args, code) in [
            ("accessSync", &[&*name][..], "ENAMETOOLONG"),
            ("accessSync", &[&longest], "undefined"),
            ("accessSync", &[&longer], "ENAMETOOLONG"),
            ("mkdirSync", &[&name], "ENAMETOOLONG"),
            ("unlinkSync", &[&name], "EROFS"),
            ("openSync", &[&name, "w"], "ENAMETOOLONG"),
            ("symlinkSync", &[&longer, "file"], "ENAMETOOLONG"),
        ] {
            let args: Vec<Value> = args.iter().map(|&arg| arg.into()).collect();
            let result = call(js, "fs", function, &args);
            assert_eq!(show(js, result), code, "{function}");
        }
    });
}
