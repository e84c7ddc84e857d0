//! `path`, as Node 20 has it on POSIX.

use super::{call, property, show, thrown, with_node};
use crate::abi::gojs::js::Value;

/// A path, and what `normalize`, `dirname`, `basename`, `extname` and, in `/dir`, `resolve` make of it.
const PATHS: &[[&str; 6]] = &[
    ["", ".", ".", "", "", "/dir"],
    ["/", "/", "/", "", "", "/"],
    ["//", "/", "/", "", "", "/"],
    ["a", "a", ".", "a", "", "/dir/a"],
    ["/a", "/a", "/", "a", "", "/a"],
    ["a/", "a/", ".", "a", "", "/dir/a"],
    ["/a/b/", "/a/b/", "/a", "b", "", "/a/b"],
    ["a//b", "a/b", "a/", "b", "", "/dir/a/b"],
    ["a/..", ".", "a", "..", "", "/dir"],
    ["a/../", "./", "a", "..", "", "/dir"],
    ["a/../..", "..", "a/..", "..", "", "/"],
    ["../a", "../a", "..", "a", "", "/a"],
    ["./a", "a", ".", "a", "", "/dir/a"],
    ["/..", "/", "/", "..", "", "/"],
    ["/../a", "/a", "/..", "a", "", "/a"],
    ["a.", "a.", ".", "a.", ".", "/dir/a."],
    ["a.b", "a.b", ".", "a.b", ".b", "/dir/a.b"],
    [".a", ".a", ".", ".a", "", "/dir/.a"],
    ["..a", "..a", ".", "..a", ".a", "/dir/..a"],
    ["...", "...", ".", "...", ".", "/dir/..."],
    ["/a/b.c.d", "/a/b.c.d", "/a", "b.c.d", ".d", "/a/b.c.d"],
    ["//a", "/a", "//", "a", "", "/a"],
    ["é/ü.txt", "é/ü.txt", "é", "ü.txt", ".txt", "/dir/é/ü.txt"],
];

#[test]
fn one_path() {
    with_node(|js| {
        call(js, "process", "chdir", &["dir".into()]).unwrap();
        for [path, expected @ ..] in PATHS {
            for (name, expected) in ["normalize", "dirname", "basename", "extname", "resolve"].into_iter().zip(expected)
            {
                let result = call(js, "path", name, &[(*path).into()]);
                assert_eq!(show(js, result), *expected, "{name} of {path:?}");
            }
        }
    });
}

#[test]
fn many_paths() {
    with_node(|js| {
        call(js, "process", "chdir", &["dir".into()]).unwrap();
        for (name, args, expected) in [
            ("join", &[][..], "."),
            ("join", &["a", "", "b"], "a/b"),
            ("join", &["/a", "..", "b"], "/b"),
            ("join", &["a", "/b"], "a/b"),
            ("join", &["a", "../../b"], "../b"),
            ("resolve", &[], "/dir"),
            ("resolve", &["a", "", "b"], "/dir/a/b"),
            ("resolve", &["a", "/b", "c"], "/b/c"),
            ("resolve", &["/a", "../../b"], "/b"),
            ("relative", &["a", "b"], "../b"),
            ("relative", &["", "a"], "a"),
            ("relative", &["/a/b", "/a/b"], ""),
            ("relative", &["/a", "/"], ".."),
            ("relative", &["/a/bc", "/a/b"], "../b"),
            ("relative", &["/a/b/c", "/a/b"], ".."),
            ("basename", &["a.html", ".html"], "a"),
            ("basename", &[".html", ".html"], ""),
            ("basename", &["/x/.html", ".html"], ".html"),
            ("basename", &["/x/a.b/", "b"], "a."),
            ("basename", &["a", "ba"], "a"),
            ("isAbsolute", &["/"], "true"),
            ("isAbsolute", &[""], "false"),
        ] {
            let args: Vec<Value> = args.iter().map(|&arg| arg.into()).collect();
            let result = call(js, "path", name, &args);
            assert_eq!(show(js, result), expected, "{name} {args:?}");
        }
    });
}

#[test]
fn parts_of_a_path() {
    let keys = ["root", "dir", "base", "ext", "name"];
    with_node(|js| {
        for (path, expected) in [
            ("/a/b.c.d", ["/", "/a", "b.c.d", ".d", "b.c"]),
            ("", ["", "", "", "", ""]),
            ("//", ["/", "/", "", "", ""]),
            ("//a", ["/", "/", "a", "", "a"]),
            ("a/./b/", ["", "a/.", "b", "", "b"]),
            (".a", ["", "", ".a", "", ".a"]),
        ] {
            let parts = call(js, "path", "parse", &[path.into()]).unwrap();
            assert_eq!(keys.map(|key| property(js, &parts, key)), expected, "{path:?}");
        }
        for (parts, expected) in [
            (&[("dir", "/a"), ("base", "b")][..], "/a/b"),
            (&[("root", "/"), ("name", "a"), ("ext", ".b")], "/a.b"),
            (&[("root", "/"), ("dir", "/"), ("base", "x")], "/x"),
            (&[("name", "a"), ("ext", "b")], "a.b"),
            (&[("dir", "a")], "a/"),
            (&[], ""),
        ] {
            let object = js.object([]);
            for (name, part) in parts {
                js.define(object, *name, (*part).into());
            }
            let path = call(js, "path", "format", &[object.into()]);
            assert_eq!(show(js, path), expected, "{parts:?}");
        }
    });
}

#[test]
fn paths_are_strings() {
    with_node(|js| {
        for (name, args, argument) in [
            ("join", &[1.0.into()][..], "path"),
            ("resolve", &["a".into(), Value::Null], "paths[1]"),
            ("dirname", &[], "path"),
            ("basename", &["a".into(), 1.0.into()], "suffix"),
            ("relative", &["a".into(), 1.0.into()], "to"),
            ("format", &[Value::Null], "pathObject"),
        ] {
            let error = thrown(call(js, "path", name, args));
            let message = property(js, &error, "message");
            assert!(message.starts_with(&format!("The \"{argument}\" argument must be of type ")), "{name}: {message}");
        }
    });
}
