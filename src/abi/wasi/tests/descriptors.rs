//! Descriptors: numbers, rights, flags, what is open at the start.

use super::{TestGuest, bytes};
use crate::abi::wasi::errno::Errno;
use crate::abi::wasi::flags::Rights;

const READ: u64 = 1 << 1;
const ALL: u64 = Rights::ALL.0;

/// The `fdstat` of `fd`: type, flags, rights, inheriting rights.
fn fdstat(guest: &mut TestGuest, fd: u64) -> (u8, u16, u64, u64) {
    guest.call("fd_fdstat_get", &[fd, 1000]).unwrap();
    let stat = &guest.memory()[1000..1024];
    let number = |at: usize| u64::from_le_bytes(stat[at..at + 8].try_into().unwrap());
    (stat[0], u16::from_le_bytes([stat[2], stat[3]]), number(8), number(16))
}

#[test]
fn a_guest_starts_with_streams_and_the_root() {
    let mut guest = TestGuest::new();
    assert_eq!(guest.open("hello.txt", READ), 4);
    assert_eq!(guest.open("dir", READ), 5);
    guest.writes("fd_prestat_get", &[3, 8], &[(8, &[0]), (12, &bytes![1_u32])]);
    guest.writes("fd_prestat_dir_name", &[3, 100, 1], &[(100, b"/")]);
    guest.writes("fd_prestat_dir_name", &[3, 200, 50], &[(200, b"/")]);
    guest.fails("fd_prestat_dir_name", &[3, 100, 0], Errno::Nametoolong);
    for fd in [0, 4, 5, 6] {
        guest.fails("fd_prestat_get", &[fd, 8], Errno::Badf);
        guest.fails("fd_prestat_dir_name", &[fd, 8, 1], Errno::Badf);
    }
}

#[test]
fn the_lowest_free_number_comes_next() {
    let mut guest = TestGuest::new();
    for number in 4..8 {
        assert_eq!(guest.open("dir/a", READ), number);
    }
    for closed in [6, 0, 5] {
        guest.writes("fd_close", &[closed], &[]);
        guest.fails("fd_close", &[closed], Errno::Badf);
    }
    for number in [0, 5, 6, 8] {
        assert_eq!(guest.open("dir/a", READ), number);
    }
}

#[test]
fn no_more_than_4096_descriptors_are_open() {
    let mut guest = TestGuest::new();
    guest.put(100, b"dir");
    let open = [3, 0, 100, 3, 0, 0, 0, 0, 8];
    for _ in 4..4096 {
        guest.call("path_open", &open).unwrap();
    }
    guest.fails("path_open", &open, Errno::Mfile);
    guest.writes("fd_close", &[77], &[]);
    guest.writes("path_open", &open, &[(8, &bytes![77_u32])]);
}

#[test]
fn renumbering_moves_a_descriptor_over_another() {
    let mut guest = TestGuest::new();
    let (a, b) = (guest.open("hello.txt", READ), guest.open("dir", READ));
    guest.fails("fd_renumber", &[a, 99], Errno::Badf);
    guest.fails("fd_renumber", &[99, a], Errno::Badf);
    guest.writes("fd_renumber", &[a, a], &[]);
    guest.writes("fd_renumber", &[a, b], &[]);
    guest.fails("fd_fdstat_get", &[a, 8], Errno::Badf);
    assert_eq!(fdstat(&mut guest, b).0, 4);
    guest.writes("fd_renumber", &[1, 3], &[]);
    guest.fails("fd_prestat_get", &[3, 8], Errno::Badf);
    guest.put(100, &bytes![108_u32, 2_u32]);
    guest.put(108, b"hi");
    guest.writes("fd_write", &[3, 100, 1, 8], &[(8, &bytes![2_u32])]);
    assert_eq!(guest.stdout(), b"hi");
}

#[test]
fn types_and_rights_are_those_of_what_is_open() {
    let mut guest = TestGuest::new();
    let (file, directory) = (guest.open("hello.txt", ALL & !(1 << 6)), guest.open("dir", ALL & !(1 << 6)));
    let stream = 1 | 1 << 3 | 1 << 4 | 1 << 21 | 1 << 27;
    assert_eq!(fdstat(&mut guest, 0), (0, 0, stream | READ, 0));
    assert_eq!(fdstat(&mut guest, 1), (0, 0, stream | 1 << 6, 0));
    assert_eq!(fdstat(&mut guest, 2), (0, 0, stream | 1 << 6, 0));
    let (filetype, _, base, inheriting) = fdstat(&mut guest, file);
    assert_eq!((filetype, base & READ, base & (1 << 14), inheriting), (4, READ, 0, 0));
    let (filetype, _, base, inheriting) = fdstat(&mut guest, directory);
    assert_eq!((filetype, base & READ, base & (1 << 14), inheriting), (3, 0, 1 << 14, ALL & !(1 << 6)));
}

#[test]
fn padding_is_left_alone() {
    let mut guest = TestGuest::new();
    let rights = bytes![READ, 0_u64];
    let file = guest.open("hello.txt", READ);
    guest.writes("fd_fdstat_get", &[file, 100], &[(100, &[4]), (102, &[0, 0]), (108, &rights)]);
}

#[test]
fn rights_can_only_be_given_up() {
    let mut guest = TestGuest::new();
    let file = guest.open("hello.txt", READ | 1 << 5);
    guest.fails("fd_fdstat_set_rights", &[file, READ | 1 << 2, 0], Errno::Notcapable);
    guest.fails("fd_fdstat_set_rights", &[file, READ, 1], Errno::Notcapable);
    guest.fails("fd_fdstat_set_rights", &[file, 1 << 30, 0], Errno::Inval);
    guest.fails("fd_fdstat_set_rights", &[99, 0, 0], Errno::Badf);
    guest.writes("fd_fdstat_set_rights", &[file, 1 << 5, 0], &[]);
    assert_eq!(fdstat(&mut guest, file).2, 1 << 5);
    guest.fails("fd_fdstat_set_rights", &[file, READ, 0], Errno::Notcapable);
    guest.put(100, &bytes![200_u32, 1_u32]);
    guest.fails("fd_read", &[file, 100, 1, 8], Errno::Badf);
}

#[test]
fn every_use_of_a_descriptor_needs_its_right() {
    let mut guest = TestGuest::new();
    let file = guest.open("hello.txt", 0);
    let directory = guest.open("dir", 0);
    guest.put(100, b"a");
    for (function, arguments) in [
        ("fd_advise", &[file, 0, 0, 0][..]),
        ("fd_allocate", &[file, 0, 0]),
        ("fd_datasync", &[file]),
        ("fd_sync", &[file]),
        ("fd_tell", &[file, 8]),
        ("fd_seek", &[file, 0, 0, 8]),
        ("fd_fdstat_set_flags", &[file, 0]),
        ("fd_filestat_get", &[file, 8]),
        ("fd_filestat_set_size", &[file, 0]),
        ("fd_filestat_set_times", &[file, 0, 0, 0]),
        ("fd_readdir", &[directory, 8, 8, 0, 8]),
        ("path_create_directory", &[directory, 100, 1]),
        ("path_filestat_get", &[directory, 0, 100, 1, 8]),
        ("path_filestat_set_times", &[directory, 0, 100, 1, 0, 0, 0]),
        ("path_link", &[directory, 0, 100, 1, directory, 100, 1]),
        ("path_open", &[directory, 0, 100, 1, 0, 0, 0, 0, 8]),
        ("path_readlink", &[directory, 100, 1, 8, 8, 8]),
        ("path_remove_directory", &[directory, 100, 1]),
        ("path_rename", &[directory, 100, 1, directory, 100, 1]),
        ("path_symlink", &[100, 1, directory, 100, 1]),
        ("path_unlink_file", &[directory, 100, 1]),
    ] {
        guest.fails(function, arguments, Errno::Notcapable);
    }
}

#[test]
fn flags_are_kept() {
    let mut guest = TestGuest::new();
    guest.writes("fd_fdstat_set_flags", &[0, 4], &[]);
    assert_eq!(fdstat(&mut guest, 0).1, 4);
    guest.fails("fd_fdstat_set_flags", &[0, 32], Errno::Inval);
    guest.put(100, b"dir");
    guest.writes("path_open", &[3, 0, 100, 3, 0, 0, 0, 5, 8], &[(8, &bytes![4_u32])]);
    assert_eq!(fdstat(&mut guest, 4).1, 5);
}

#[test]
fn closed_descriptors_are_bad() {
    let mut guest = TestGuest::new();
    for (function, arguments) in [
        ("fd_advise", &[99, 0, 0, 0][..]),
        ("fd_allocate", &[99, 0, 0]),
        ("fd_datasync", &[99]),
        ("fd_sync", &[99]),
        ("fd_fdstat_get", &[99, 8]),
        ("fd_fdstat_set_flags", &[99, 0]),
        ("fd_filestat_get", &[99, 8]),
        ("fd_filestat_set_size", &[99, 0]),
        ("fd_filestat_set_times", &[99, 0, 0, 0]),
        ("fd_readdir", &[99, 8, 8, 0, 8]),
        ("path_filestat_get", &[99, 0, 100, 1, 8]),
    ] {
        guest.fails(function, arguments, Errno::Badf);
    }
}
