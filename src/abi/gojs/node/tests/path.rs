//! `path`, as Node 20 has it on POSIX.

use super::{call, show, with_node};

/// A path, and where it leads in `/dir`.
const PATHS: &[(&str, &str)] = &[
    ("", "/dir"),
    ("/", "/"),
    ("//", "/"),
    ("a", "/dir/a"),
    ("/a", "/a"),
    ("a/", "/dir/a"),
    ("/a/b/", "/a/b"),
    ("a//b", "/dir/a/b"),
    ("a/..", "/dir"),
    ("a/../", "/dir"),
    ("a/../..", "/"),
    ("../a", "/a"),
    ("./a", "/dir/a"),
    ("/..", "/"),
    ("/../a", "/a"),
    ("a.", "/dir/a."),
    ("a.b", "/dir/a.b"),
    (".a", "/dir/.a"),
    ("..a", "/dir/..a"),
    ("...", "/dir/..."),
    ("/a/b.c.d", "/a/b.c.d"),
    ("//a", "/a"),
    ("é/ü.txt", "/dir/é/ü.txt"),
];

#[test]
fn paths_lead_from_the_working_directory() {
    with_node(|js| {
        call(js, "process", "chdir", &["dir".into()]).unwrap();
        for (path, expected) in PATHS {
            let resolved = call(js, "path", "resolve", &[(*path).into()]);
            assert_eq!(show(js, resolved), *expected, "{path:?}");
        }
        for args in [&[][..], &[1.0.into()]] {
            let resolved = call(js, "path", "resolve", args);
            assert_eq!(show(js, resolved), "TypeError");
        }
    });
}
