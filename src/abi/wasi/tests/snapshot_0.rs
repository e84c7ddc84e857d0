//! What `wasi_unstable` does differently.

use wasmi::ValType::{I32, I64};

use super::{TestGuest, bytes};
use crate::abi::Interface;
use crate::abi::wasi::errno::Errno;
use crate::abi::wasi::{WasiState, functions};

#[test]
fn it_has_all_functions_of_preview_1_but_one_with_the_same_types() {
    let older: Vec<_> = functions("wasi_unstable").collect();
    assert_eq!(older.len(), 45);
    for row in &older {
        let newer = WasiState::row("wasi_snapshot_preview1", row.name).unwrap();
        assert_eq!((row.ty)(), (newer.ty)(), "{}", row.name);
    }
    assert!(WasiState::row("wasi_unstable", "sock_accept").is_none());
    assert!(WasiState::row("wasi_ephemeral_preview", "fd_read").is_none());
    let seek = WasiState::row("wasi_unstable", "fd_seek").unwrap();
    assert_eq!((seek.ty)().params(), [I32, I64, I32, I32]);
}

#[test]
fn whence_begins_with_the_current_place() {
    let mut guest = TestGuest::unstable();
    let fd = guest.open("hello.txt", 1 << 2);
    for (offset, whence, place) in [(5, 2, 5_u64), (1, 0, 6), (0, 1, 12)] {
        guest.writes("fd_seek", &[fd, offset, whence, 8], &[(8, &bytes![place])]);
    }
    guest.fails("fd_seek", &[fd, 0, 3, 8], Errno::Inval);
}

#[test]
fn attributes_have_a_short_link_count() {
    let mut guest = TestGuest::unstable();
    let fd = guest.open("hello.txt", 1 << 21);
    guest.put(300, b"hello.txt");
    guest.call("fd_filestat_get", &[fd, 100]).unwrap();
    let stat = guest.memory()[100..156].to_vec();
    assert_eq!(stat[16..20], [4, b'?', b'?', b'?']);
    assert_eq!(stat[20..], bytes![1_u32, 12_u64, 0_u64, 0_u64, 0_u64]);
    assert_eq!(guest.memory()[156], b'?');
    guest.writes("path_filestat_get", &[3, 0, 300, 9, 400], &[(400, &stat)]);
}

#[test]
fn a_clock_has_an_identifier() {
    let mut guest = TestGuest::unstable();
    let second = 1_000_000_000_u64;
    let clock = bytes![1_u64, 0_u64, 77_u64, 1_u64, second, 0_u64, 0_u64];
    let stdin = bytes![2_u64, 1_u64, 0_u64, 0_u64, 0_u64, 0_u64, 0_u64];
    guest.put(1000, &clock);
    let timeout = bytes![1_u64, 0_u16, 0_u8];
    guest.writes("poll_oneoff", &[1000, 4000, 1, 8], &[(8, &bytes![1_u32]), (4000, &timeout), (4016, &[0; 10])]);
    guest.writes("clock_time_get", &[1, 0, 16], &[(16, &bytes![second])]);
    guest.put(1056, &stdin);
    let ready = bytes![2_u64, 0_u16, 1_u8];
    let bytes = bytes![1_u64, 0_u16];
    guest.writes("poll_oneoff", &[1000, 4000, 2, 8], &[(8, &bytes![1_u32]), (4000, &ready), (4016, &bytes)]);
}
