//! `fd_readdir`.

use super::{PAGE, TestGuest, bytes};
use crate::abi::wasi::errno::Errno;

/// An entry: `d_next`, `d_ino`, type, name.
type Entry = (u64, u64, u8, String);

const BUFFER: u32 = 1000;

/// One call, with a buffer of `len` bytes: the bytes it wrote.
fn read(guest: &mut TestGuest, fd: u64, len: u32, cookie: u64) -> Vec<u8> {
    let before = guest.memory().to_vec();
    guest.call("fd_readdir", &[fd, BUFFER.into(), len.into(), cookie, 8]).unwrap();
    let used = u32::from_le_bytes(*guest.memory()[8..].first_chunk().unwrap());
    assert!(used <= len);
    let end = (BUFFER + used) as usize;
    assert!(guest.memory()[end..] == before[end..], "a byte after the buffer changed");
    guest.memory()[BUFFER as usize..end].to_vec()
}

/// The whole entries among `bytes`.
fn entries(mut bytes: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    while let Some((dirent, rest)) = bytes.split_at_checked(24) {
        let number = |at: usize| u64::from_le_bytes(dirent[at..at + 8].try_into().unwrap());
        let Some((name, rest)) = rest.split_at_checked(number(16) as u32 as usize) else { break };
        assert_eq!(dirent[21..], [0; 3]);
        entries.push((number(0), number(8), dirent[20], String::from_utf8(name.into()).unwrap()));
        bytes = rest;
    }
    entries
}

fn names(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|(.., name)| &name[..]).collect()
}

/// The inode that `path_filestat_get` tells.
fn inode(guest: &mut TestGuest, path: &str) -> u64 {
    guest.put(100, path.as_bytes());
    guest.call("path_filestat_get", &[3, 0, 100, path.len() as u64, 200]).unwrap();
    u64::from_le_bytes(*guest.memory()[208..].first_chunk().unwrap())
}

#[test]
fn a_directory_lists_itself_its_parent_and_its_entries_in_order() {
    let mut guest = TestGuest::new();
    let fd = guest.open("dir", 1 << 14);
    let listed = entries(&read(&mut guest, fd, 4096, 0));
    assert_eq!(names(&listed), [".", "..", "a", "b"]);
    assert_eq!(listed.iter().map(|entry| entry.2).collect::<Vec<_>>(), [3, 3, 4, 4]);
    for (entry, path) in listed.iter().zip(["dir", ".", "dir/a", "dir/b"]) {
        assert_eq!(entry.1, inode(&mut guest, path), "{path}");
    }
    let root = entries(&read(&mut guest, 3, 4096, 0));
    assert_eq!(names(&root), [".", "..", "dir", "hello.txt"]);
    assert_eq!(root[0].1, root[1].1, "the root is its own parent");
}

#[test]
fn an_empty_root_has_two_entries() {
    let mut guest = TestGuest::with_files(&[]);
    assert_eq!(names(&entries(&read(&mut guest, 3, 4096, 0))), [".", ".."]);
}

#[test]
fn a_buffer_of_any_length_holds_the_beginning_of_the_list() {
    let mut guest = TestGuest::new();
    let all = read(&mut guest, 3, 4096, 0);
    for len in 0..=all.len() {
        assert_eq!(read(&mut guest, 3, len as u32, 0), all[..len], "{len} bytes");
    }
    assert_eq!(read(&mut guest, 3, all.len() as u32 + 1, 0), all);
}

#[test]
fn every_cookie_resumes_after_its_entry() {
    let mut guest = TestGuest::new();
    let all = entries(&read(&mut guest, 3, 4096, 0));
    for (index, entry) in all.iter().enumerate() {
        assert_eq!(entries(&read(&mut guest, 3, 4096, entry.0)), all[index + 1..], "after {:?}", entry.3);
    }
    for past in [all.len() as u64 + 1, 1 << 32, u64::MAX] {
        assert_eq!(read(&mut guest, 3, 4096, past), b"");
    }
}

#[test]
fn a_small_buffer_lists_a_large_directory() {
    let files: Vec<_> = (0..500).map(|number| format!("many/file.{number:03}")).collect();
    let files: Vec<_> = files.iter().map(|path| (&path[..], "")).collect();
    let mut guest = TestGuest::with_files(&files);
    let fd = guest.open("many", 1 << 14);
    let (mut listed, mut cookie) = (Vec::new(), 0);
    loop {
        let bytes = read(&mut guest, fd, 100, cookie);
        listed.extend(entries(&bytes));
        if bytes.len() < 100 {
            break;
        }
        cookie = listed.last().unwrap().0;
    }
    assert_eq!(listed.len(), 502);
    assert!(listed[2..].is_sorted_by(|a, b| a.3 < b.3));
}

#[test]
fn only_directories_with_the_right_can_be_listed() {
    let mut guest = TestGuest::new();
    let (file, deaf) = (guest.open("hello.txt", 1 << 14), guest.open("dir", 0));
    for (fd, errno) in [(0, Errno::Notdir), (file, Errno::Notdir), (deaf, Errno::Notcapable), (99, Errno::Badf)] {
        guest.fails("fd_readdir", &[fd, BUFFER.into(), 100, 0, 8], errno);
    }
    guest.fails("fd_readdir", &[3, (PAGE - 99).into(), 100, 0, 8], Errno::Fault);
    guest.writes("fd_readdir", &[3, PAGE.into(), 0, 0, 8], &[(8, &bytes![0_u32])]);
}
