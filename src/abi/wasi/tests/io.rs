//! Reading, writing, and where in a file.

use std::io::{self, ErrorKind, Read, Write};

use super::{PAGE, TestGuest, bytes};
use crate::abi::wasi::CallError;
use crate::abi::wasi::errno::Errno;
use crate::guest::{Input, Output};
use crate::run::Stop;

const READ: u64 = 1 << 1;
const SEEK: u64 = 1 << 2;
const TELL: u64 = 1 << 5;
const FD_WRITE: u64 = 1 << 6;

/// The result of `fd_read` and its like.
const COUNT: u64 = 8;
const IOVS: u64 = 100;

#[test]
fn a_read_fills_one_buffer_after_the_other_and_goes_on_where_it_ended() {
    let mut guest = TestGuest::new();
    let fd = guest.open("hello.txt", READ);
    guest.put(100, &bytes![200_u32, 3_u32, 0_u32, 0_u32, 300_u32, 7_u32]);
    guest.writes("fd_read", &[fd, IOVS, 3, COUNT], &[(200, b"hel"), (300, b"lo, wor"), (8, &bytes![10_u32])]);
    guest.writes("fd_read", &[fd, IOVS, 3, COUNT], &[(200, b"ld"), (8, &bytes![2_u32])]);
    guest.writes("fd_read", &[fd, IOVS, 3, COUNT], &[(8, &bytes![0_u32])]);
}

#[test]
fn a_read_at_an_offset_leaves_the_place_alone() {
    let mut guest = TestGuest::new();
    let fd = guest.open("hello.txt", READ | SEEK);
    guest.put(100, &bytes![200_u32, 100_u32]);
    guest.writes("fd_pread", &[fd, IOVS, 1, 7, COUNT], &[(200, b"world"), (8, &bytes![5_u32])]);
    for past in [12, 13, 1 << 32, i64::MAX as u64] {
        guest.writes("fd_pread", &[fd, IOVS, 1, past, COUNT], &[(8, &bytes![0_u32])]);
    }
    for negative in [-1, i64::MIN] {
        guest.fails("fd_pread", &[fd, IOVS, 1, negative as u64, COUNT], Errno::Inval);
    }
    guest.writes("fd_tell", &[fd, 16], &[(16, &bytes![0_u64])]);
}

#[test]
fn stdin_fills_the_first_buffer_that_is_not_empty() {
    let mut guest = TestGuest::new();
    guest.put(100, &bytes![200_u32, 0_u32, 300_u32, 3_u32, 400_u32, 9_u32]);
    guest.writes("fd_read", &[0, IOVS, 1, COUNT], &[(8, &bytes![0_u32])]);
    guest.writes("fd_read", &[0, IOVS, 3, COUNT], &[(300, b"std"), (8, &bytes![3_u32])]);
    guest.writes("fd_read", &[0, IOVS, 3, COUNT], &[(300, b"in"), (8, &bytes![2_u32])]);
    guest.writes("fd_read", &[0, IOVS, 3, COUNT], &[(8, &bytes![0_u32])]);
}

#[test]
fn a_list_may_be_overwritten_by_its_own_read() {
    let mut guest = TestGuest::new();
    let fd = guest.open("hello.txt", READ);
    guest.put(100, &bytes![108_u32, 8_u32, 300_u32, 9_u32]);
    guest.writes("fd_read", &[fd, IOVS, 2, COUNT], &[(108, b"hello, w"), (300, b"orld"), (8, &bytes![12_u32])]);
}

#[test]
fn too_many_or_too_long_buffers_are_refused() {
    let mut guest = TestGuest::new();
    let fd = guest.open("hello.txt", READ | SEEK);
    guest.fails("fd_read", &[fd, 0, 1025, COUNT], Errno::Inval);
    guest.fails("fd_write", &[1, 0, u32::MAX.into(), COUNT], Errno::Inval);
    guest.put(1024, &[0; 1024 * 8]);
    guest.writes("fd_read", &[fd, 1024, 1024, COUNT], &[(8, &bytes![0_u32])]);
    guest.put(100, &bytes![200_u32, 1_u32, PAGE - 1, 2_u32]);
    for (function, arguments) in [("fd_read", &[fd, IOVS, 2, COUNT][..]), ("fd_pread", &[fd, IOVS, 2, 0, COUNT])] {
        guest.fails(function, arguments, Errno::Fault);
    }
    guest.fails("fd_write", &[1, IOVS, 2, COUNT], Errno::Fault);
    assert_eq!(guest.stdout(), b"", "the buffer before was written");
}

#[test]
fn lengths_that_add_up_to_more_than_32_bits_are_invalid() {
    let mut guest = TestGuest::new();
    let memory = guest.store.data().memory.unwrap();
    memory.grow(&mut guest.store, 0x7fff).unwrap();
    guest.put(100, &[bytes![0_u32, 0x8000_0000_u32], bytes![0_u32, 0x7fff_ffff_u32], bytes![0_u32, 1_u32]].concat());
    assert_eq!(guest.call("fd_write", &[1, IOVS, 3, COUNT]), Err(Errno::Inval.into()));
}

#[test]
fn stdout_takes_everything_until_its_limit_ends_the_run() {
    let mut guest = TestGuest::new();
    guest.put(100, &bytes![200_u32, 2_u32, 0_u32, 0_u32, 201_u32, 2_u32]);
    guest.put(200, b"abc");
    guest.writes("fd_write", &[1, IOVS, 3, COUNT], &[(8, &bytes![4_u32])]);
    guest.writes("fd_write", &[2, IOVS, 3, COUNT], &[(8, &bytes![4_u32])]);
    assert_eq!(guest.stdout(), b"abbc");
    guest.put(100, &bytes![0_u32, 997_u32]);
    let stop = Stop::OutputLimit { stream: "stdout", limit: 1000 };
    assert_eq!(guest.call("fd_write", &[1, IOVS, 1, COUNT]), Err(CallError::Stop(stop)));
}

/// A stream that fails.
struct Broken(ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
}

#[test]
fn streams_that_fail_on_the_hosts_side_say_so() {
    for (kind, errno) in [(ErrorKind::BrokenPipe, Errno::Pipe), (ErrorKind::StorageFull, Errno::Io)] {
        let mut guest = TestGuest::new();
        let host = &mut guest.store.data_mut().guest;
        host.stdin = Input::new(Box::leak(Box::new(Broken(kind))));
        host.stdout = Output::new("stdout", Box::leak(Box::new(Broken(kind))), None);
        guest.put(100, &bytes![200_u32, 1_u32]);
        guest.fails("fd_read", &[0, IOVS, 1, COUNT], errno);
        guest.fails("fd_write", &[1, IOVS, 1, COUNT], errno);
    }
}

#[test]
fn descriptors_are_read_and_written_only_if_they_may_be() {
    let mut guest = TestGuest::new();
    guest.put(100, &bytes![200_u32, 1_u32]);
    let (file, deaf) = (guest.open("hello.txt", READ), guest.open("hello.txt", SEEK));
    for (fd, read, write) in [
        (1, Errno::Badf, None),
        (0, Errno::Spipe, Some(Errno::Badf)),
        (3, Errno::Isdir, Some(Errno::Isdir)),
        (file, Errno::Notcapable, Some(Errno::Badf)),
        (deaf, Errno::Badf, Some(Errno::Badf)),
        (99, Errno::Badf, Some(Errno::Badf)),
        (u32::MAX.into(), Errno::Badf, Some(Errno::Badf)),
    ] {
        guest.fails("fd_pread", &[fd, IOVS, 1, 0, COUNT], read);
        guest.fails("fd_pwrite", &[fd, IOVS, 1, 0, COUNT], write.unwrap_or(Errno::Spipe));
        if let Some(errno) = write {
            guest.fails("fd_write", &[fd, IOVS, 1, COUNT], errno);
        }
    }
    for (fd, errno) in [(1, Errno::Badf), (3, Errno::Isdir), (deaf, Errno::Badf), (99, Errno::Badf)] {
        guest.fails("fd_read", &[fd, IOVS, 1, COUNT], errno);
    }
}

#[test]
fn seeking_is_relative_to_any_of_three() {
    let mut guest = TestGuest::new();
    let fd = guest.open("hello.txt", READ | SEEK | TELL);
    let back = |by: i64| (-by) as u64;
    for (offset, whence, place) in [(5, 0, 5), (back(2), 1, 3), (back(1), 2, 11), (100, 2, 112), (0, 1, 112), (0, 0, 0)]
    {
        guest.writes("fd_seek", &[fd, offset, whence, 8], &[(8, &bytes![place as u64])]);
        guest.writes("fd_tell", &[fd, 16], &[(16, &bytes![place as u64])]);
    }
    guest.writes("fd_seek", &[fd, i64::MAX as u64, 0, 8], &[(8, &bytes![i64::MAX])]);
    for (offset, whence) in [(1, 1), (back(1), 0), (back(13), 2), (i64::MIN as u64, 1), (0, 3)] {
        guest.fails("fd_seek", &[fd, offset, whence, 8], Errno::Inval);
    }
    guest.fails("fd_seek", &[fd, 0, 0, (PAGE - 7).into()], Errno::Fault);
    guest.writes("fd_tell", &[fd, 8], &[(8, &bytes![i64::MAX])]);
}

#[test]
fn only_files_with_the_right_have_a_place() {
    let mut guest = TestGuest::new();
    let (tell, seek, neither) =
        (guest.open("hello.txt", TELL), guest.open("hello.txt", SEEK), guest.open("hello.txt", READ));
    for (fd, errno) in
        [(0, Errno::Spipe), (2, Errno::Spipe), (3, Errno::Isdir), (neither, Errno::Notcapable), (99, Errno::Badf)]
    {
        guest.fails("fd_seek", &[fd, 0, 1, 8], errno);
        guest.fails("fd_tell", &[fd, 8], errno);
    }
    guest.fails("fd_seek", &[tell, 1, 1, 8], Errno::Notcapable);
    guest.writes("fd_seek", &[tell, 0, 1, 8], &[(8, &[0; 8])]);
    guest.writes("fd_tell", &[seek, 8], &[(8, &[0; 8])]);
}

#[test]
fn writing_needs_a_descriptor_that_no_file_gives() {
    let mut guest = TestGuest::new();
    guest.put(300, b"hello.txt");
    guest.fails("path_open", &[3, 0, 300, 9, 0, READ | FD_WRITE, 0, 0, 8], Errno::Rofs);
}
