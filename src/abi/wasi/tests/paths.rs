//! Functions that take paths.

use super::{PAGE, TestGuest, bytes};
use crate::abi::wasi::errno::Errno;

const CREAT: u64 = 1;
const DIRECTORY: u64 = 2;
const EXCL: u64 = 4;
const TRUNC: u64 = 8;

const READ: u64 = 1 << 1;
const WRITE: u64 = 1 << 6;

/// Where paths lie.
const PATH: u32 = 300;

/// The arguments of `path_open` for a path that lies at [`PATH`].
fn open(path: &[u8], oflags: u64, rights: u64) -> [u64; 9] {
    [3, 0, PATH.into(), path.len() as u64, oflags, rights, 0, 0, 8]
}

#[test]
fn paths_that_lead_somewhere_open_it() {
    let mut guest = TestGuest::new();
    for (number, path) in
        (4_u32..).zip(["hello.txt", "./hello.txt", "dir/../hello.txt", "dir//a", ".", "dir", "dir/", "dir/."])
    {
        guest.put(PATH, path.as_bytes());
        guest.writes("path_open", &open(path.as_bytes(), 0, READ), &[(8, &bytes![number])]);
    }
}

#[test]
fn paths_that_lead_nowhere_say_why() {
    let mut guest = TestGuest::new();
    for (path, errno) in [
        (&b""[..], Errno::Noent),
        (b"missing", Errno::Noent),
        (b"missing/", Errno::Noent),
        (b"missing/file", Errno::Noent),
        (b"dir/missing", Errno::Noent),
        (b"hello.txt/", Errno::Notdir),
        (b"hello.txt/.", Errno::Notdir),
        (b"hello.txt/x", Errno::Notdir),
        (b"hello.txt/..", Errno::Notdir),
        (b"/", Errno::Perm),
        (b"/hello.txt", Errno::Perm),
        (b"..", Errno::Perm),
        (b"dir/../../hello.txt", Errno::Perm),
        (b"hello.txt\0", Errno::Inval),
        (b"\xff", Errno::Ilseq),
        (b"dir/\xc3", Errno::Ilseq),
    ] {
        guest.put(PATH, path);
        let (at, len) = (PATH.into(), path.len() as u64);
        for (function, arguments) in [
            ("path_open", &open(path, 0, READ)[..]),
            ("path_filestat_get", &[3, 0, at, len, 1000]),
            ("path_filestat_set_times", &[3, 0, at, len, 0, 0, 0]),
            ("path_readlink", &[3, at, len, 1000, 10, 8]),
            ("path_unlink_file", &[3, at, len]),
            ("path_remove_directory", &[3, at, len]),
        ] {
            guest.fails(function, arguments, errno);
        }
    }
}

#[test]
fn a_directory_opened_from_another_bounds_its_paths() {
    let mut guest = TestGuest::new();
    let fd = guest.open("dir", (1 << 30) - 1 - WRITE);
    guest.put(PATH, b"a../hello.txt");
    guest.writes("path_open", &[fd, 0, 300, 1, 0, READ, 0, 0, 8], &[(8, &bytes![5_u32])]);
    guest.fails("path_open", &[fd, 0, 301, 12, 0, READ, 0, 0, 8], Errno::Perm);
}

#[test]
fn opening_what_would_change_files_fails() {
    let mut guest = TestGuest::new();
    for (path, oflags, rights, errno) in [
        (&b"hello.txt"[..], CREAT | EXCL, READ, Errno::Exist),
        (b"dir", CREAT | EXCL, READ, Errno::Exist),
        (b"hello.txt", 0, WRITE, Errno::Rofs),
        (b"hello.txt", TRUNC, READ, Errno::Rofs),
        (b"hello.txt", CREAT, WRITE, Errno::Rofs),
        (b"new", CREAT, READ, Errno::Rofs),
        (b"dir/new", CREAT | EXCL, WRITE, Errno::Rofs),
        (b"missing/new", CREAT, WRITE, Errno::Noent),
        (b"hello.txt/new", CREAT, WRITE, Errno::Notdir),
        (b"new", 0, WRITE, Errno::Noent),
        (b"dir", 0, WRITE, Errno::Isdir),
        (b"dir", TRUNC, READ, Errno::Isdir),
        (b"dir", CREAT, READ, Errno::Isdir),
        (b"hello.txt", DIRECTORY, READ, Errno::Notdir),
        (b"dir", DIRECTORY | CREAT, READ, Errno::Inval),
        (b"dir", DIRECTORY | TRUNC, READ, Errno::Inval),
        (b"dir", 16, READ, Errno::Inval),
    ] {
        guest.put(PATH, path);
        guest.fails("path_open", &open(path, oflags, rights), errno);
    }
    guest.put(PATH, b"hello.txt");
    guest.writes("path_open", &open(b"hello.txt", CREAT, READ), &[(8, &bytes![4_u32])]);
}

#[test]
fn a_directory_passes_on_only_the_rights_it_may() {
    let mut guest = TestGuest::new();
    guest.put(PATH, b"dir");
    guest.writes("path_open", &[3, 0, 300, 3, 0, 1 << 13, READ, 0, 8], &[(8, &bytes![4_u32])]);
    guest.put(PATH, b"a");
    guest.fails("path_open", &[4, 0, 300, 1, 0, READ | 1 << 2, 0, 0, 8], Errno::Notcapable);
    guest.fails("path_open", &[4, 0, 300, 1, 0, READ, 1 << 2, 0, 8], Errno::Notcapable);
    guest.fails("path_open", &[4, 0, 300, 1, CREAT, READ, 0, 0, 8], Errno::Notcapable);
    guest.fails("path_open", &[4, 0, 300, 1, TRUNC, READ, 0, 0, 8], Errno::Notcapable);
    guest.writes("path_open", &[4, 0, 300, 1, 0, READ, 0, 0, 8], &[(8, &bytes![5_u32])]);
}

#[test]
fn only_directories_have_paths_beneath_them() {
    let mut guest = TestGuest::new();
    let file = guest.open("hello.txt", READ);
    guest.put(PATH, b"a");
    for (fd, errno) in [(file, Errno::Notdir), (0, Errno::Notdir), (99, Errno::Badf)] {
        guest.fails("path_open", &[fd, 0, 300, 1, 0, READ, 0, 0, 8], errno);
        guest.fails("path_filestat_get", &[fd, 0, 300, 1, 1000], errno);
        guest.fails("path_create_directory", &[fd, 300, 1], errno);
        guest.fails("path_link", &[fd, 0, 300, 1, 3, 300, 1], errno);
    }
}

#[test]
fn attributes_tell_type_and_size() {
    let mut guest = TestGuest::new();
    guest.put(PATH, b"hello.txt");
    let file = guest.open("hello.txt", 1 << 21);
    guest.call("fd_filestat_get", &[file, 1000]).unwrap();
    let stat = guest.memory()[1000..1064].to_vec();
    assert_eq!(stat[16..24], *b"\x04???????");
    assert_eq!(stat[24..], bytes![1_u64, 12_u64, 0_u64, 0_u64, 0_u64]);
    guest.writes("path_filestat_get", &[3, 1, 300, 9, 2000], &[(2000, &stat)]);
    let root = [(2016, &[3][..]), (2024, &bytes![3_u64, 0_u64, 0_u64, 0_u64, 0_u64])];
    guest.put(PATH, b".");
    guest.call("path_filestat_get", &[3, 0, 300, 1, 2000]).unwrap();
    guest.writes("fd_filestat_get", &[3, 2000], &root);
    let stream = [(3000, &[0; 16][..]), (3016, &[0]), (3024, &[0; 40])];
    guest.writes("fd_filestat_get", &[0, 3000], &stream);
}

#[test]
fn times_that_contradict_each_other_are_invalid() {
    let mut guest = TestGuest::new();
    guest.put(PATH, b"hello.txt");
    for flags in [0b11, 0b1100, 0b1111, 16] {
        guest.fails("path_filestat_set_times", &[3, 0, 300, 9, 0, 0, flags], Errno::Inval);
        guest.fails("fd_filestat_set_times", &[3, 0, 0, flags], Errno::Inval);
    }
    guest.fails("path_filestat_set_times", &[3, 0, 300, 9, 0, 0, 0b101], Errno::Rofs);
    guest.fails("fd_filestat_set_times", &[3, 0, 0, 0b1010], Errno::Rofs);
    guest.fails("fd_filestat_set_times", &[0, 0, 0, 0], Errno::Notcapable);
}

#[test]
fn changes_of_the_tree_say_what_is_wrong_with_the_names_first() {
    let mut guest = TestGuest::new();
    // Addresses of paths, and their lengths.
    let mut place = PATH;
    let mut path = |path: &str| {
        let at = place;
        guest.put(at, path.as_bytes());
        place += 100;
        (u64::from(at), path.len() as u64)
    };
    let (file, dir, new) = (path("hello.txt"), path("dir"), path("new"));
    let (orphan, through, outside) = (path("missing/new"), path("hello.txt/new"), path("../new"));
    for (target, errno) in [
        (file, Errno::Exist),
        (dir, Errno::Exist),
        (new, Errno::Rofs),
        (orphan, Errno::Noent),
        (through, Errno::Notdir),
        (outside, Errno::Perm),
    ] {
        guest.fails("path_create_directory", &[3, target.0, target.1], errno);
        guest.fails("path_symlink", &[file.0, file.1, 3, target.0, target.1], errno);
        guest.fails("path_link", &[3, 0, file.0, file.1, 3, target.0, target.1], errno);
        let replaces = if errno == Errno::Exist { Errno::Rofs } else { errno };
        guest.fails("path_rename", &[3, file.0, file.1, 3, target.0, target.1], replaces);
    }
    guest.fails("path_link", &[3, 0, dir.0, dir.1, 3, new.0, new.1], Errno::Perm);
    guest.fails("path_link", &[3, 0, new.0, new.1, 3, new.0, new.1], Errno::Noent);
    guest.fails("path_rename", &[3, new.0, new.1, 3, file.0, file.1], Errno::Noent);
    guest.fails("path_unlink_file", &[3, file.0, file.1], Errno::Rofs);
    guest.fails("path_unlink_file", &[3, dir.0, dir.1], Errno::Isdir);
    guest.fails("path_remove_directory", &[3, file.0, file.1], Errno::Notdir);
    guest.fails("path_remove_directory", &[3, dir.0, dir.1], Errno::Notempty);
    guest.fails("path_symlink", &[PAGE.into(), 1, 3, new.0, new.1], Errno::Fault);
    guest.fails("path_readlink", &[3, file.0, file.1, 8, 8, 8], Errno::Inval);
    let mut empty = TestGuest::with_files(&[]);
    empty.put(PATH, b".");
    empty.fails("path_remove_directory", &[3, PATH.into(), 1], Errno::Rofs);
}
