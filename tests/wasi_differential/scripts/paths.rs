//! Paths: looking at them, opening them, listing them, changing what they name.

use super::*;
use crate::guest::{Step, WINDOW, call};

pub(super) fn paths() -> Vec<Step> {
    let paths: &[&[u8]] = &[
        b"dir",
        b"dir/",
        b"dir/.",
        b"dir//nested///",
        b"dir/nested/file.txt",
        b"dir/nested/../nested/./file.txt",
        b"dir/nested/../..",
        b".",
        b"./",
        b"",
        b"missing",
        b"missing/file",
        b"missing/..",
        b"dir/missing",
        b"dir/nested/file.txt/",
        b"dir/nested/file.txt/.",
        b"dir/nested/file.txt/..",
        b"dir/nested/file.txt/x",
        b"/",
        b"/dir",
        b"..",
        b"../dir",
        b"dir/../..",
        b"dir/../../dir",
        b"missing/../..",
        b"dir\0",
        b"\0",
        b"\xff",
        b"dir/\xc3\x28",
    ];
    let mut steps = Vec::new();
    for path in paths {
        let len = path.len() as u64;
        for function in
            [call("path_filestat_get", [3, 0, PATH, len, WINDOW]), call("path_filestat_get", [3, 1, PATH, len, WINDOW])]
        {
            steps.push(attributes_of(function.with(PATH, *path)).ignoring(32..40, SIZE));
        }
        steps.push(call("path_readlink", [3, PATH, len, WINDOW, 64, WINDOW + 64]).with(PATH, *path));
        steps.push(call("path_open", [3, 0, PATH, len, 0, READ, 0, 0, WINDOW]).with(PATH, *path));
        steps.push(call("path_open", [3, 1, PATH, len, 2, 0, 0, 0, WINDOW]).with(PATH, *path));
    }
    steps.extend([
        call("path_filestat_get", [99, 0, PATH, 3, WINDOW]),
        call("path_open", [3, 0, PATH, 3, 0, READ, 0, 4, WINDOW]),
        call("path_open", [99, 0, PATH, 3, 0, READ, 0, 0, WINDOW]),
        call("path_open", [0, 0, PATH, 3, 0, READ, 0, 0, WINDOW]),
        call("path_readlink", [99, PATH, 3, WINDOW, 64, WINDOW + 64]),
        call("path_readlink", [0, PATH, 3, WINDOW, 64, WINDOW + 64]).differs(ENOTDIR, EBADF, DIRECTORY),
        call("path_filestat_get", [0, 0, PATH, 3, WINDOW]).differs(ENOTDIR, EBADF, DIRECTORY),
    ]);
    steps
}

pub(super) fn attributes_of(step: Step) -> Step {
    step.ignoring(0..16, INODES)
        .ignoring(24..32, "not every file system counts the links of directories as ours does")
        .ignoring(40..64, "our files have no times")
}

pub(super) fn attributes() -> Vec<Step> {
    vec![
        attributes_of(call("fd_filestat_get", [3, WINDOW])).ignoring(32..40, SIZE),
        call("fd_filestat_get", [0, WINDOW]),
        call("fd_filestat_get", [1, WINDOW]),
        call("fd_filestat_get", [9, WINDOW]),
        call("path_open", [3, 0, PATH, 19, 0, READING, 0, 0, WINDOW]).with(PATH, "dir/nested/file.txt"),
        attributes_of(call("fd_filestat_get", [4, WINDOW])),
    ]
}

pub(super) fn opening() -> Vec<Step> {
    let open = |oflags, rights| call("path_open", [3, 0, PATH, 19, oflags, rights, 0, 0, WINDOW]);
    let open_dir = |oflags, rights| call("path_open", [3, 0, NEW, 3, oflags, rights, 0, 0, WINDOW]);
    vec![
        open(0, READ).with(PATH, "dir/nested/file.txt").with(NEW, "dir"),
        open(2, READ),
        open(5, READ),
        open(3, READ),
        open(6, READ),
        open(10, READ),
        open_dir(0, READ),
        open_dir(2, READ),
        open_dir(0, WRITE),
        open_dir(5, READ),
        open_dir(8, READ).differs(EISDIR, EINVAL, "theirs refuses to truncate what it does not open for writing"),
        open_dir(1, READ),
        call("fd_fdstat_get", [4, WINDOW]),
        call("fd_fdstat_get", [5, WINDOW]).ignoring(8..24, RIGHTS),
        call("fd_prestat_get", [5, WINDOW]).differs(
            EBADF,
            ENOTSUP,
            "C libraries take EBADF alone for the end of the preopens",
        ),
        call("path_open", [4, 0, PATH, 19, 0, READ, 0, 0, WINDOW]),
        open(0, WRITE).differs(EROFS, 0, READ_ONLY),
    ]
}

pub(super) fn directories() -> Vec<Step> {
    let mut steps = vec![call("path_open", [3, 0, PATH, 10, 2, READING, READING, 0, WINDOW]).with(PATH, "dir/nested")];
    for fd in [3, 4] {
        for cookie in [0, 1, 2, 3, 4, u64::MAX] {
            for len in [0, 1, 8, 23, 24, 25, 26, 50, 60, 77, 84, 85, 100, 512] {
                let step = call("fd_readdir", [fd, WINDOW + 16, len, cookie, WINDOW]);
                steps.push((0..100).fold(step, |step, at| {
                    if own_byte(cookie, at) { step.ignoring(16 + at..17 + at, ENTRIES) } else { step }
                }));
            }
        }
    }
    steps.extend([
        call("fd_readdir", [9, WINDOW + 16, 64, 0, WINDOW]),
        call("fd_readdir", [0, WINDOW + 16, 64, 0, WINDOW]).differs(ENOTDIR, EBADF, DIRECTORY),
    ]);
    steps
}

fn own_byte(cookie: u64, at: usize) -> bool {
    // Entries begin with a dirent of 24 bytes, and have names of 1 byte, of 2 bytes, and the last of any length.
    let starts: &[usize] = match cookie {
        0 => &[0, 25, 51],
        1 => &[0, 26],
        _ => &[0],
    };
    let own = |start: &usize| (start + 8..start + 16).contains(&at) || (start + 21..start + 24).contains(&at);
    starts.iter().any(own)
}

pub(super) fn changes() -> Vec<Step> {
    let size = "theirs asks the host, which says that the file is not open for writing";
    vec![
        call("path_create_directory", [3, PATH, 3]).with(PATH, "dir/nested/file.txt").with(NEW, "missing/new"),
        call("path_create_directory", [3, PATH, 10]),
        call("path_create_directory", [3, PATH, 19]),
        call("path_create_directory", [3, NEW, 11]),
        call("path_create_directory", [3, PATH, 0]),
        call("path_create_directory", [9, PATH, 3]),
        call("path_create_directory", [0, PATH, 3]).differs(ENOTDIR, EBADF, DIRECTORY),
        call("path_remove_directory", [3, PATH, 3]),
        call("path_remove_directory", [3, PATH, 19]),
        call("path_remove_directory", [3, NEW, 7]),
        call("path_remove_directory", [3, NEW, 11]),
        call("path_unlink_file", [3, PATH, 3]),
        call("path_unlink_file", [3, NEW, 7]),
        call("path_unlink_file", [3, NEW, 11]),
        call("path_rename", [3, NEW, 7, 3, NEW, 7]),
        call("path_rename", [3, PATH, 19, 3, NEW, 11]),
        call("path_rename", [3, PATH, 19, 9, NEW, 7]),
        call("path_link", [3, 0, NEW, 7, 3, NEW, 7]),
        call("path_link", [3, 0, PATH, 19, 3, PATH, 3]),
        call("path_link", [3, 0, PATH, 19, 3, NEW, 11]),
        call("path_link", [3, 0, PATH, 3, 3, NEW, 7]),
        call("path_symlink", [PATH, 3, 3, PATH, 3]),
        call("path_symlink", [PATH, 3, 3, NEW, 11]),
        call("path_filestat_set_times", [3, 0, PATH, 3, 0, 0, 3]),
        call("path_filestat_set_times", [3, 0, PATH, 3, 0, 0, 12]),
        call("path_filestat_set_times", [3, 0, NEW, 7, 0, 0, 1]),
        call("fd_filestat_set_times", [3, 0, 0, 3]),
        call("fd_filestat_set_times", [9, 0, 0, 1]),
        call("path_open", [3, 0, PATH, 19, 0, READING, 0, 0, WINDOW]),
        call("fd_filestat_set_size", [4, 0]).differs(EROFS, EINVAL, size),
        call("fd_filestat_set_size", [9, 0]),
        call("fd_filestat_set_size", [3, 0]).differs(ENOTCAPABLE, EBADF, DIRECTORY),
        call("fd_allocate", [4, 0, 1]).differs(EROFS, ENOTSUP, "wasi-common does not allocate anywhere"),
        call("fd_allocate", [9, 0, 1]),
        call("fd_filestat_set_times", [4, 0, 0, 1]).differs(EROFS, 0, READ_ONLY),
        call("path_filestat_set_times", [3, 0, PATH, 19, 0, 0, 4]).differs(EROFS, 0, READ_ONLY),
        call("path_symlink", [PATH, 3, 3, NEW, 7]).differs(EROFS, 0, READ_ONLY),
        call("path_unlink_file", [3, PATH, 19]).differs(EROFS, 0, READ_ONLY),
    ]
}
