//! Every function of `fs` that takes a path, on paths of every kind.

use super::{fs, show, with_node};
use crate::abi::gojs::js::{Js, Value};

const PATHS: [&str; 11] =
    ["file", "dir", "missing", "nodir/x", "file/", "file/x", "missing/", "dir/", "", ".", "dir/.."];

/// For each path, the error's code or `ok`.
#[rustfmt::skip]
const CODES: &[(&str, &[Arg], &str)] = &[
    ("chmod", &[P, N(420.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("chown", &[P, N(0.0), N(0.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("lchown", &[P, N(-1.0), N(0.0)], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("link", &[P, T("missing")], "EROFS EROFS ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EROFS ENOENT EROFS EROFS"),
    ("link", &[P, T("nodir/x")], "ENOENT ENOENT ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ENOENT ENOENT ENOENT ENOENT"),
    ("link", &[P, T(".")], "EEXIST EEXIST ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EEXIST ENOENT EEXIST EEXIST"),
    ("link", &[T("file"), P], "EEXIST EEXIST EROFS ENOENT EEXIST ENOTDIR ENOENT EEXIST ENOENT EEXIST EEXIST"),
    ("lstat", &[P], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("mkdir", &[P, N(511.0)], "EEXIST EEXIST EROFS ENOENT EEXIST ENOTDIR EROFS EEXIST ENOENT EEXIST EEXIST"),
    ("open", &[P, N(0.0)], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_WRONLY")], "EROFS EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_RDWR")], "EROFS EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_DIRECTORY")], "ENOTDIR ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_WRONLY|O_DIRECTORY")],
        "ENOTDIR EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_CREAT")], "ok EISDIR EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_CREAT|O_WRONLY")],
        "EROFS EISDIR EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_CREAT|O_EXCL")], "EEXIST EEXIST EROFS ENOENT EISDIR ENOTDIR EISDIR EISDIR ENOENT EEXIST EEXIST"),
    ("open", &[P, O("O_EXCL")], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_TRUNC")], "EROFS EISDIR ENOENT ENOENT ENOTDIR ENOTDIR ENOENT EISDIR ENOENT EISDIR EISDIR"),
    ("open", &[P, O("O_APPEND")], "ok ok ENOENT ENOENT ENOTDIR ENOTDIR ENOENT ok ENOENT ok ok"),
    ("open", &[P, O("O_CREAT|O_DIRECTORY")],
        "EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL"),
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

fn constant(js: &Js<'_, '_>, name: &str) -> u32 {
    let constants = js.get(super::module(js, "fs"), "constants").object().unwrap();
    match js.get(constants, name) {
        Value::Number(number) => number as u32,
        _ => panic!("{name} is not there"),
    }
}

#[test]
fn paths_fail_as_on_a_read_only_mount() {
    with_node(|js| {
        for (name, args, codes) in CODES {
            let codes: Vec<&str> = codes.split(' ').collect();
            assert_eq!(codes.len(), PATHS.len(), "{name}");
            for (path, code) in PATHS.into_iter().zip(codes) {
                let values: Vec<Value> = args.iter().map(|arg| value(js, *arg, path)).collect();
                let found = fs(js, name, &values).map(|_| "ok".into());
                assert_eq!(show(js, found), code, "{name} {args:?} on {path:?}");
            }
        }
    });
}

#[test]
fn the_root_is_neither_removed_nor_moved_nor_made_again() {
    with_node(|js| {
        for (name, args, code) in [
            ("mkdir", &[T("/"), N(0.0)][..], "EEXIST"),
            ("rmdir", &[T("/")], "EBUSY"),
            ("unlink", &[T("//")], "EISDIR"),
            ("rename", &[T("/"), T("x")], "EBUSY"),
            ("open", &[T("/"), O("O_CREAT|O_WRONLY|O_TRUNC")], "EISDIR"),
            ("open", &[T("/"), O("O_CREAT|O_EXCL")], "EEXIST"),
            ("rmdir", &[T("dir/sub/.")], "EINVAL"),
            ("rmdir", &[T("dir/sub/..")], "ENOTEMPTY"),
            ("symlink", &[T(""), T("x")], "ENOENT"),
        ] {
            let values: Vec<Value> = args.iter().map(|arg| value(js, *arg, "")).collect();
            let result = fs(js, name, &values);
            assert_eq!(show(js, result), code, "{name} {args:?}");
        }
    });
}

#[test]
fn long_paths_and_names_are_refused() {
    let (name, longest, longer) = ("a".repeat(256), format!("{}.", "./".repeat(2047)), "./".repeat(2048));
    with_node(|js| {
        for (function, args, code) in [
            ("readlink", &[name.as_str().into()][..], "ENAMETOOLONG"),
            ("readlink", &[longest.into()], "EINVAL"),
            ("readlink", &[longer.as_str().into()], "ENAMETOOLONG"),
            ("mkdir", &[name.as_str().into(), 0.0.into()], "ENAMETOOLONG"),
            ("unlink", &[name.as_str().into()], "EROFS"),
            ("open", &[name.as_str().into(), 64.0.into()], "ENAMETOOLONG"),
            ("symlink", &[longer.as_str().into(), "file".into()], "ENAMETOOLONG"),
        ] {
            let result = fs(js, function, args);
            assert_eq!(show(js, result), code, "{function}");
        }
    });
}
