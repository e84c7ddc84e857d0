//! The functions that change files, under a scratch layer. The WASI project's suite has the long stories, and the
//! `wasi_calls` oracle the comparison with another host.

use super::guest::{PAGE, TestGuest, bytes};
use crate::abi::wasi::CallError;
use crate::abi::wasi::errno::Errno;
use crate::abi::wasi::flags::{Fdflags, Fstflags, Lookupflags, Oflags, Rights};

/// The root, as the guest finds it.
const ROOT: u64 = 3;
/// Where paths are put, and where results and buffers lie.
const OLD: u32 = PAGE - 512;
const NEW: u32 = PAGE - 256;
const RESULT: u32 = 64;
const IOVEC: u32 = 32;
const BUFFER: u32 = 1024;

const CREATE: u64 = Oflags::CREAT.0 as u64;

impl TestGuest {
    fn path(&mut self, at: u32, path: &str) -> [u64; 2] {
        self.put(at, path.as_bytes());
        [at.into(), path.len() as u64]
    }

    fn result(&self) -> u64 {
        u32::from_le_bytes(*self.memory()[RESULT as usize..].first_chunk().unwrap()).into()
    }

    fn open_with(&mut self, path: &str, oflags: u64, fdflags: Fdflags) -> Result<u64, CallError> {
        let [at, len] = self.path(OLD, path);
        let rights = Rights::ALL.0;
        let follow = Lookupflags::SYMLINK_FOLLOW.0.into();
        self.call("path_open", &[ROOT, follow, at, len, oflags, rights, rights, fdflags.0.into(), RESULT.into()])?;
        Ok(self.result())
    }

    fn write(&mut self, function: &str, fd: u64, text: &str, offset: &[u64]) -> Result<u64, CallError> {
        self.put(BUFFER, text.as_bytes());
        self.put(IOVEC, &bytes![BUFFER, text.len() as u32]);
        self.call(function, &[&[fd, IOVEC.into(), 1], offset, &[RESULT.into()]].concat())?;
        Ok(self.result())
    }

    fn read_all(&mut self, fd: u64) -> String {
        self.put(IOVEC, &bytes![BUFFER, 4096_u32]);
        assert_eq!(self.call("fd_pread", &[fd, IOVEC.into(), 1, 0, RESULT.into()]), Ok(()));
        let count = self.result() as usize;
        String::from_utf8(self.memory()[BUFFER as usize..][..count].to_vec()).unwrap()
    }

    /// Calls a function that takes a path.
    fn at(&mut self, function: &str, path: &str) -> Result<(), CallError> {
        let [at, len] = self.path(OLD, path);
        self.call(function, &[ROOT, at, len])
    }

    fn rename(&mut self, old: &str, new: &str) -> Result<(), CallError> {
        let ([old, old_len], [new, new_len]) = (self.path(OLD, old), self.path(NEW, new));
        self.call("path_rename", &[ROOT, old, old_len, ROOT, new, new_len])
    }

    fn link(&mut self, flags: u64, old: &str, new: &str) -> Result<(), CallError> {
        let ([old, old_len], [new, new_len]) = (self.path(OLD, old), self.path(NEW, new));
        self.call("path_link", &[ROOT, flags, old, old_len, ROOT, new, new_len])
    }

    fn symlink(&mut self, target: &str, path: &str) -> Result<(), CallError> {
        let ([target, target_len], [path, path_len]) = (self.path(OLD, target), self.path(NEW, path));
        self.call("path_symlink", &[target, target_len, ROOT, path, path_len])
    }

    /// Type, links, size and the three times of what a path names; a symbolic link itself.
    fn stat(&mut self, path: &str) -> Result<[u64; 6], CallError> {
        let [at, len] = self.path(OLD, path);
        self.call("path_filestat_get", &[ROOT, 0, at, len, RESULT.into()])?;
        let stat = &self.memory()[RESULT as usize..][..64];
        Ok([16, 24, 32, 40, 48, 56].map(|at| {
            let number = u64::from_le_bytes(*stat[at..].first_chunk().unwrap());
            if at == 16 { number & 0xff } else { number }
        }))
    }
}

fn fails<T: std::fmt::Debug + PartialEq>(answer: Result<T, CallError>, errno: Errno) {
    assert_eq!(answer, Err(CallError::Errno(errno)));
}

fn guest() -> TestGuest {
    TestGuest::with_scratch(&[("hello.txt", "hello, world"), ("dir/a", "A")])
}

/// As Go opens the directory of an `os.Root`: without the right to truncate.
#[test]
fn who_may_set_sizes_in_a_directory_may_truncate_while_opening() {
    let all = Rights::ALL.0 & !Rights::FD_WRITE.0;
    for (passed_on, expected) in [
        (Rights::ALL.0, Ok(())),
        (Rights::ALL.0 & !Rights::FD_FILESTAT_SET_SIZE.0, Err(CallError::Errno(Errno::Notcapable))),
    ] {
        let mut guest = guest();
        let [at, len] = guest.path(OLD, ".");
        let base = all & !Rights::PATH_FILESTAT_SET_SIZE.0;
        assert_eq!(guest.call("path_open", &[ROOT, 0, at, len, 0, base, passed_on, 0, RESULT.into()]), Ok(()));
        let (directory, [at, len]) = (guest.result(), guest.path(OLD, "new"));
        let (oflags, write) = (CREATE | u64::from(Oflags::TRUNC.0), Rights::FD_WRITE.0);
        assert_eq!(guest.call("path_open", &[directory, 0, at, len, oflags, write, 0, 0, RESULT.into()]), expected);
    }
}

#[test]
fn files_are_created_written_and_read_back() {
    let mut guest = guest();
    let fd = guest.open_with("dir/new", CREATE, Fdflags::default()).unwrap();
    assert_eq!(guest.write("fd_write", fd, "one ", &[]), Ok(4));
    assert_eq!(guest.write("fd_write", fd, "two", &[]), Ok(3));
    assert_eq!(guest.write("fd_pwrite", fd, "ONE", &[0]), Ok(3));
    assert_eq!(guest.read_all(fd), "ONE two");
    assert_eq!(guest.call("fd_filestat_set_size", &[fd, 4]), Ok(()));
    assert_eq!(guest.write("fd_write", fd, "end", &[]), Ok(3), "where the last write ended");
    assert_eq!(guest.read_all(fd), "ONE \0\0\0end");
    fails(guest.write("fd_pwrite", fd, "x", &[1 << 63]), Errno::Inval);
    fails(guest.call("fd_filestat_set_size", &[fd, 1 << 63]), Errno::Inval);
}

#[test]
fn the_plugins_own_files_can_be_changed() {
    let mut guest = guest();
    let fd = guest.open_with("hello.txt", 0, Fdflags::default()).unwrap();
    assert_eq!(guest.write("fd_pwrite", fd, "WORLD", &[7]), Ok(5));
    assert_eq!(guest.read_all(fd), "hello, WORLD");
    let again = guest.open_with("hello.txt", Oflags::TRUNC.0.into(), Fdflags::default()).unwrap();
    assert_eq!((guest.read_all(fd), guest.read_all(again)), (String::new(), String::new()));
}

#[test]
fn what_is_appended_goes_to_the_end() {
    let mut guest = guest();
    let fd = guest.open_with("hello.txt", 0, Fdflags::APPEND).unwrap();
    assert_eq!(guest.write("fd_write", fd, "!", &[]), Ok(1));
    assert_eq!(guest.read_all(fd), "hello, world!");
    assert_eq!(guest.call("fd_fdstat_set_flags", &[fd, 0]), Ok(()));
    assert_eq!(guest.call("fd_seek", &[fd, 0, 0, RESULT.into()]), Ok(()));
    assert_eq!(guest.write("fd_write", fd, "J", &[]), Ok(1));
    assert_eq!(guest.read_all(fd), "Jello, world!");
}

#[test]
fn rights_hold_in_a_scratch_layer_too() {
    let mut guest = guest();
    let fd = guest.open("hello.txt", Rights::FD_READ.0);
    fails(guest.write("fd_write", fd, "x", &[]), Errno::Badf);
    fails(guest.call("fd_filestat_set_size", &[fd, 0]), Errno::Notcapable);
    fails(guest.call("fd_allocate", &[fd, 0, 1]), Errno::Notcapable);
    fails(guest.call("fd_filestat_set_times", &[fd, 0, 0, 0]), Errno::Notcapable);
}

#[test]
fn room_is_made_or_nothing_is_taken() {
    let mut guest = guest();
    let fd = guest.open_with("new", CREATE, Fdflags::default()).unwrap();
    fails(guest.call("fd_allocate", &[fd, 0, 0]), Errno::Inval);
    fails(guest.call("fd_allocate", &[fd, i64::MAX as u64, 1]), Errno::Fbig);
    fails(guest.call("fd_allocate", &[fd, 0, 1 << 60]), Errno::Nospc);
    assert_eq!(guest.call("fd_allocate", &[fd, 10, 90]), Ok(()));
    assert_eq!(guest.stat("new").unwrap()[2], 100);
}

#[test]
fn times_are_those_of_the_guests_clock() {
    let mut guest = guest();
    assert_eq!(guest.stat("hello.txt").unwrap(), [4, 1, 12, 0, 0, 0]);
    guest.open_with("new", CREATE, Fdflags::default()).unwrap();
    let born = guest.stat("new").unwrap()[3];
    assert_eq!(born, 1_640_995_200_000_000_000);
    assert_eq!(guest.call("clock_time_get", &[0, 0, RESULT.into()]), Ok(()));
    let set_times = |guest: &mut TestGuest, flags: Fstflags| {
        let [at, len] = guest.path(OLD, "new");
        guest.call("path_filestat_set_times", &[ROOT, 0, at, len, 5, 6, flags.0.into()])
    };
    assert_eq!(set_times(&mut guest, Fstflags::ATIM.or(Fstflags::MTIM_NOW)), Ok(()));
    assert_eq!(guest.stat("new").unwrap()[3..], [5, born + 1_000_000, born + 1_000_000]);
    fails(set_times(&mut guest, Fstflags::ATIM.or(Fstflags::ATIM_NOW)), Errno::Inval);
}

#[test]
fn names_come_go_and_move() {
    let mut guest = guest();
    assert_eq!(guest.at("path_create_directory", "new/"), Ok(()));
    fails(guest.at("path_create_directory", "new"), Errno::Exist);
    assert_eq!(guest.rename("dir/a", "new/b"), Ok(()));
    fails(guest.stat("dir/a"), Errno::Noent);
    fails(guest.rename("new", "new/b/c"), Errno::Notdir);
    fails(guest.rename("new", "new/c"), Errno::Inval);
    fails(guest.rename("new/b", "new"), Errno::Notempty);
    fails(guest.rename("dir", "hello.txt"), Errno::Notdir);
    fails(guest.rename("hello.txt", "dir"), Errno::Isdir);
    fails(guest.rename("hello.txt", "other/"), Errno::Notdir);
    fails(guest.rename("dir", "."), Errno::Busy);
    assert_eq!(guest.rename("new", "dir"), Ok(()), "which is empty by now");
    assert_eq!(guest.at("path_unlink_file", "dir/b"), Ok(()));
    fails(guest.at("path_remove_directory", "dir/."), Errno::Inval);
    assert_eq!(guest.at("path_remove_directory", "dir"), Ok(()));
    fails(guest.at("path_unlink_file", "hello.txt/"), Errno::Notdir);
}

#[test]
fn links_are_what_posix_calls_links() {
    let mut guest = guest();
    assert_eq!(guest.link(0, "hello.txt", "hard"), Ok(()));
    assert_eq!(guest.stat("hard").unwrap()[..3], [4, 2, 12]);
    fails(guest.link(0, "dir", "hard directory"), Errno::Perm);
    fails(guest.link(0, "hello.txt", "slash/"), Errno::Noent);
    fails(guest.link(Lookupflags::SYMLINK_FOLLOW.0.into(), "hello.txt", "followed"), Errno::Inval);
    for (target, errno) in [("", Errno::Noent), ("/hello.txt", Errno::Perm), ("a\0b", Errno::Inval)] {
        fails(guest.symlink(target, "soft"), errno);
    }
    assert_eq!(guest.symlink("dir/../hard", "soft"), Ok(()));
    assert_eq!(guest.stat("soft").unwrap()[..3], [7, 1, 11]);
    let [at, len] = guest.path(OLD, "soft");
    guest.writes(
        "path_readlink",
        &[ROOT, at, len, BUFFER.into(), 4, RESULT.into()],
        &[(BUFFER, b"dir/"), (RESULT, &4_u32.to_le_bytes())],
    );
    let fd = guest.open_with("soft", 0, Fdflags::default()).unwrap();
    assert_eq!(guest.read_all(fd), "hello, world");
    let [at, len] = guest.path(OLD, "soft");
    fails(guest.call("path_open", &[ROOT, 0, at, len, 0, 0, 0, 0, RESULT.into()]), Errno::Loop);
}

#[test]
fn a_file_without_a_name_lives_as_long_as_it_is_open() {
    let mut guest = guest();
    let fd = guest.open_with("new", CREATE, Fdflags::default()).unwrap();
    assert_eq!(guest.at("path_unlink_file", "new"), Ok(()));
    assert_eq!(guest.write("fd_write", fd, "ghost", &[]), Ok(5));
    assert_eq!(guest.read_all(fd), "ghost");
    let other = guest.open_with("hello.txt", 0, Fdflags::default()).unwrap();
    assert_eq!(guest.call("fd_renumber", &[other, fd]), Ok(()), "which closes it");
    assert_eq!(guest.read_all(fd), "hello, world");
    fails(guest.open_with("new", 0, Fdflags::default()), Errno::Noent);
}

#[test]
fn a_full_layer_takes_part_of_a_write_and_then_nothing() {
    let mut guest = guest();
    let fd = guest.open_with("new", CREATE, Fdflags::default()).unwrap();
    let block = "x".repeat(32768);
    let mut total = 0;
    let last = loop {
        match guest.write("fd_write", fd, &block, &[]) {
            Ok(count) => total += count,
            full => break full,
        }
    };
    fails(last, Errno::Nospc);
    assert!(total > 900 << 10 && total % 4096 == 0, "{total} bytes of a megabyte");
    let full = (0..).try_for_each(|index| guest.at("path_create_directory", &format!("directory {index}")));
    fails(full, Errno::Nospc);
    assert_eq!(guest.at("path_unlink_file", "hello.txt"), Ok(()), "there is always room to remove");
}
