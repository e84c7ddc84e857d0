//! Descriptors: reading, seeking, numbers, waiting.

use super::paths::attributes_of;
use super::*;
use crate::guest::{Step, WINDOW, call};

pub(super) fn reading() -> Vec<Step> {
    let first = "wasi-common fills only the first buffer that is not empty";
    let buffer = |at: u64, len: u32| [(at as u32).to_le_bytes(), len.to_le_bytes()].concat();
    vec![
        call("path_open", [3, 0, PATH, 19, 0, READING, 0, 0, WINDOW]).with(PATH, "dir/nested/file.txt"),
        call("fd_read", [4, LIST, 1, WINDOW]).with(LIST, buffer(WINDOW + 16, 4)),
        call("fd_read", [4, LIST, 2, WINDOW]).with(LIST, [buffer(WINDOW, 0), buffer(WINDOW + 16, 6)].concat()),
        call("fd_pread", [4, LIST, 1, 4, WINDOW]).with(LIST, buffer(WINDOW + 16, 100)),
        call("fd_pread", [4, LIST, 1, 19, WINDOW]),
        call("fd_pread", [4, LIST, 1, 1 << 40, WINDOW]),
        call("fd_pread", [4, LIST, 1, u64::MAX, WINDOW]),
        call("fd_pread", [4, LIST, 2, 0, WINDOW])
            .with(LIST, [buffer(WINDOW + 16, 4), buffer(WINDOW + 32, 4)].concat())
            .ignoring(0..36, first),
        call("fd_read", [4, LIST, 0, WINDOW]),
        call("fd_read", [4, LIST, 1, WINDOW]).with(LIST, buffer(WINDOW + 16, 100)),
        call("fd_read", [4, LIST, 1, WINDOW]),
        call("fd_pread", [4, LIST, 1, 0, WINDOW]),
        call("fd_read", [9, LIST, 1, WINDOW]),
        call("fd_pread", [9, LIST, 1, 0, WINDOW]),
        call("fd_read", [3, LIST, 1, WINDOW]).differs(EISDIR, EBADF, DIRECTORY),
        call("fd_pread", [3, LIST, 1, 0, WINDOW]).differs(EISDIR, EBADF, DIRECTORY),
        call("fd_read", [1, LIST, 1, WINDOW]),
        call("fd_write", [4, LIST, 1, WINDOW]),
        call("fd_pwrite", [4, LIST, 1, 0, WINDOW]),
        call("fd_write", [3, LIST, 1, WINDOW]).differs(EISDIR, EBADF, DIRECTORY),
        call("fd_advise", [4, 0, 10, 3]),
        call("fd_advise", [9, 0, 10, 0]),
        call("fd_advise", [4, 0, u64::MAX, 0]),
        call("fd_advise", [4, u64::MAX, 10, 0]),
        call("fd_sync", [4]),
        call("fd_datasync", [4]),
        call("fd_sync", [9]),
        call("fd_datasync", [9]),
    ]
}

pub(super) fn seeking() -> Vec<Step> {
    let seek = |offset: i64, whence| call("fd_seek", [4, offset as u64, whence, WINDOW]);
    vec![
        call("path_open", [3, 0, PATH, 19, 0, READING, 0, 0, WINDOW]).with(PATH, "dir/nested/file.txt"),
        seek(5, 0),
        seek(2, 1),
        seek(-3, 1),
        seek(-1, 2),
        seek(100, 2),
        call("fd_tell", [4, WINDOW]),
        seek(0, 1),
        seek(-1, 0),
        seek(-1000, 1),
        seek(-20, 2),
        seek(i64::MIN, 1),
        call("fd_tell", [4, WINDOW]),
        call("fd_tell", [9, WINDOW]),
        call("fd_seek", [9, 0, 0, WINDOW]),
        call("fd_seek", [3, 0, 0, WINDOW]).differs(EISDIR, EBADF, DIRECTORY),
        call("fd_tell", [3, WINDOW]).differs(EISDIR, EBADF, DIRECTORY),
    ]
}

pub(super) fn streams() -> Vec<Step> {
    let stream = "a stream has no place; wasi-common's pipes have EBADF for that";
    let flags = "wasi-common's pipes do not take flags";
    let rights = "wasi-common tells the rights to read and to write alone";
    vec![
        call("fd_fdstat_get", [0, WINDOW]).ignoring(8..16, rights),
        call("fd_fdstat_get", [1, WINDOW]).ignoring(2..4, "their pipes append").ignoring(8..16, rights),
        call("fd_read", [0, LIST, 1, WINDOW]).with(LIST, [0x10, 0x20, 0, 0, 3, 0, 0, 0]),
        call("fd_read", [0, LIST, 1, WINDOW]),
        call("fd_read", [0, LIST, 1, WINDOW]),
        call("fd_write", [0, LIST, 1, WINDOW]),
        call("fd_write", [1, LIST, 0, WINDOW]),
        call("fd_write", [2, LIST, 1, WINDOW]).with(LIST, [0, 1, 0, 0, 1, 0, 0, 0]),
        call("fd_write", [9, LIST, 1, WINDOW]),
        call("fd_pread", [0, LIST, 1, 0, WINDOW])
            .with(LIST, [0, 0x20, 0, 0, 1, 0, 0, 0])
            .differs(ESPIPE, EBADF, stream),
        call("fd_pwrite", [1, LIST, 1, 0, WINDOW]).differs(ESPIPE, EBADF, stream),
        call("fd_seek", [0, 0, 1, WINDOW]).differs(ESPIPE, EBADF, stream),
        call("fd_tell", [1, WINDOW]).differs(ESPIPE, EBADF, stream),
        call("fd_fdstat_set_flags", [0, 4]).differs(0, EBADF, flags),
        call("fd_sync", [1]),
        call("fd_datasync", [1]),
        call("fd_advise", [0, 0, 0, 0]).differs(ENOTCAPABLE, EBADF, NO_RIGHT),
    ]
}

pub(super) fn descriptors() -> Vec<Step> {
    vec![
        call("path_open", [3, 0, PATH, 19, 0, READING, 0, 0, WINDOW]).with(PATH, "dir/nested/file.txt"),
        call("path_open", [3, 0, PATH, 19, 0, READING, 0, 0, WINDOW]),
        call("fd_renumber", [4, 9]),
        call("fd_renumber", [9, 4]),
        call("fd_renumber", [4, 5]),
        call("fd_fdstat_get", [4, WINDOW]),
        attributes_of(call("fd_filestat_get", [5, WINDOW])),
        call("fd_renumber", [5, 5]),
        call("fd_fdstat_set_flags", [5, 4]),
        call("fd_fdstat_set_flags", [9, 0]),
        call("fd_fdstat_set_rights", [5, READ, 0]),
        call("fd_fdstat_set_rights", [9, READ, 0]),
        call("fd_fdstat_set_rights", [5, READ | 1 << 2, 0]).differs(ENOTCAPABLE, 0, NO_RIGHT),
        call("fd_close", [5]),
        call("fd_close", [5]),
        call("fd_close", [3]),
        call("fd_prestat_get", [3, WINDOW]),
        call("fd_close", [0]),
        call("fd_read", [0, LIST, 0, WINDOW]),
    ]
}

pub(super) fn polling() -> Vec<Step> {
    let poll = |subscriptions: &[[u64; 6]]| {
        let list = subscriptions.as_flattened().iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
        let count = subscriptions.len() as u64;
        call("poll_oneoff", [LIST, WINDOW + 64, count, WINDOW]).with(LIST, list)
    };
    let event = "wasi-common fails the call for a descriptor that cannot be waited for";
    vec![
        call("path_open", [3, 0, PATH, 19, 0, READING, 0, 0, WINDOW]).with(PATH, "dir/nested/file.txt"),
        poll(&[]),
        poll(&[[1, 0, 1, 1_000_000, 0, 0]]),
        poll(&[[1, 0, 0, 1_000_000, 0, 0]]),
        poll(&[[1, 0, 2, 1_000_000, 0, 0]]),
        poll(&[[7, 0, 1, 1, 0, 1], [8, 0, 1, 1 << 50, 0, 0]]),
        poll(&[[u64::MAX, 1, 4, 0, 0, 0]]),
        poll(&[[5, 1, 4, 0, 0, 0], [6, 0, 1, 1 << 50, 0, 0]]),
        poll(&[[5, 2, 4, 0, 0, 0]]).ignoring(72..74, "the file is open for reading only, and theirs does not look"),
        poll(&[[1, 1, 9, 0, 0, 0]]).differs(0, EBADF, event),
        poll(&[[1, 1, 3, 0, 0, 0]]).differs(0, EBADF, event),
    ]
}

pub(super) fn sockets() -> Vec<Step> {
    let stream = "wasi-common's pipes have EBADF for all that they cannot do";
    let mut steps = Vec::new();
    for fd in [1, 3, 9] {
        for step in [
            call("sock_accept", [fd, 0, WINDOW]),
            call("sock_recv", [fd, LIST, 0, 0, WINDOW, WINDOW + 4]),
            call("sock_send", [fd, LIST, 0, 0, WINDOW]),
            call("sock_shutdown", [fd, 1]),
        ] {
            steps.push(if fd == 1 { step.differs(ENOTSOCK, EBADF, stream) } else { step });
        }
    }
    steps
}
