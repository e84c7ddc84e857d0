//! The layer by itself: what it takes of its bound, what stays when names go, and listings that things happen to.
//! `abi/gojs/node/tests/scratch.rs` compares it with a real directory.

use super::budget::{DIRECTORY_BYTES, INODE_BYTES, NAME_BYTES};
use super::contents::{PAGE, PAGE_COST};
use super::*;
use crate::fs::File;

const NOW: u64 = 1;

/// A layer of `scratch_bytes` over a few files.
fn files(scratch_bytes: u64) -> Files {
    let own = [("a", "own"), ("dir/b", "b"), ("dir/c", "c"), ("dir/sub/d", "d")];
    let base = MapFs::new(own.map(|(path, text)| File::new(path, text.as_bytes()))).unwrap();
    Files::new(Arc::new(base), scratch_bytes)
}

fn used(files: &Files) -> u64 {
    files.layer.as_ref().unwrap().budget.used()
}

fn lookup(files: &Files, path: &str) -> Inode {
    files.lookup(Inode::ROOT, path, Walk { beneath: true, end: End::Keep }).unwrap()
}

fn contents(files: &Files, inode: Inode) -> Vec<u8> {
    let mut buffer = vec![0xff; files.attributes(inode).len as usize];
    assert_eq!(files.read(inode, 0, &mut buffer), buffer.len());
    buffer
}

fn names(files: &Files, directory: Inode) -> Vec<String> {
    files.entries(directory, 0).unwrap().without_dots().map(|entry| entry.name.into()).collect()
}

#[test]
fn without_a_layer_nothing_changes() {
    let mut files = files(0);
    let a = lookup(&files, "a");
    let read_only = Err(ScratchError::ReadOnly);
    assert!(!files.writable());
    assert_eq!(files.create(Inode::ROOT, "new", NOW).map(drop), read_only);
    assert_eq!(files.write(a, 0, b"x", NOW).map(drop), read_only);
    assert_eq!(files.set_len(a, 0, NOW), read_only);
    assert_eq!(files.unlink(Inode::ROOT, "a", NOW), read_only);
    assert_eq!(files.rename((Inode::ROOT, "a"), (Inode::ROOT, "b"), NOW), read_only);
    assert_eq!(contents(&files, a), b"own");
}

#[test]
fn the_plugins_own_files_stay_what_they_are() {
    let mut files = files(1 << 20);
    let a = lookup(&files, "a");
    files.write(a, 1, b"NEW", NOW).unwrap();
    files.unlink(lookup(&files, "dir"), "b", NOW).unwrap();
    assert_eq!(contents(&files, a), b"oNEW");
    assert_eq!(files.base.contents(a), Some(&b"own"[..]));
    assert!(files.base.lookup(Inode::ROOT, "dir/b").is_ok());
}

#[test]
fn a_run_that_begins_again_finds_nothing_of_what_it_did() {
    let mut files = files(INODE_BYTES * 2 + DIRECTORY_BYTES + NAME_BYTES + 1);
    for _ in 0..2 {
        assert_eq!(names(&files, Inode::ROOT), ["a", "dir"]);
        files.create(Inode::ROOT, "x", NOW).unwrap();
        assert_eq!(files.create(Inode::ROOT, "y", NOW), Err(ScratchError::Full));
        files = files.begin_again();
        assert_eq!(files.wanted(), None);
    }
}

#[test]
fn a_file_that_is_cut_and_grows_again_holds_zeros() {
    let mut files = files(1 << 20);
    let a = lookup(&files, "a");
    files.set_len(a, 1, NOW).unwrap();
    files.set_len(a, 5, NOW).unwrap();
    assert_eq!(contents(&files, a), b"o\0\0\0\0");
    files.write(a, 4, b"x", NOW).unwrap();
    assert_eq!(contents(&files, a), b"o\0\0\0x");
}

#[test]
fn what_was_never_written_takes_no_room() {
    let mut files = files(INODE_BYTES * 2 + DIRECTORY_BYTES + NAME_BYTES + 1 + PAGE_COST);
    let file = files.create(Inode::ROOT, "f", NOW).unwrap();
    files.set_len(file, i64::MAX as u64, NOW).unwrap();
    let end = i64::MAX as u64 - 1;
    assert_eq!(files.write(file, end, b"xy", NOW), Ok(1), "the last byte that a file can have");
    assert_eq!(files.write(file, end + 1, b"y", NOW), Err(ScratchError::TooLarge));
    assert_eq!(files.set_len(file, 1 << 63, NOW), Err(ScratchError::TooLarge));
    let mut last = [0xff; 4];
    assert_eq!((files.read(file, end - 2, &mut last), &last[..3]), (3, &b"\0\0x"[..]));
    assert_eq!(files.allocate(file, 0, 1 << 62, NOW), Err(ScratchError::Full), "and at once");
    assert_eq!(files.read(file, 1 << 62, &mut last), 4);
    assert_eq!(last, [0; 4]);
}

#[test]
fn a_full_layer_takes_what_there_is_room_for() {
    let mut files = files(INODE_BYTES * 2 + DIRECTORY_BYTES + NAME_BYTES + 1 + 2 * PAGE_COST);
    let file = files.create(Inode::ROOT, "f", NOW).unwrap();
    assert_eq!(files.wanted(), None);
    assert_eq!(files.write(file, 10, &[1; 3 * PAGE], NOW), Ok(2 * PAGE - 10));
    assert_eq!(files.write(file, 2 * PAGE as u64, b"x", NOW), Err(ScratchError::Full));
    assert_eq!(files.attributes(file).len, 2 * PAGE as u64);
    assert_eq!(files.create(Inode::ROOT, "g", NOW), Err(ScratchError::Full));
    assert_eq!(files.rename((Inode::ROOT, "f"), (Inode::ROOT, "ff"), NOW), Err(ScratchError::Full));
    assert_eq!(names(&files, Inode::ROOT), ["a", "dir", "f"]);
    assert!(files.wanted().unwrap() > used(&files));
    files.unlink(Inode::ROOT, "f", NOW).unwrap();
    files.create(Inode::ROOT, "g", NOW).unwrap();
}

#[test]
fn removing_works_in_a_full_layer() {
    let mut files = files(1);
    let dir = lookup(&files, "dir");
    for name in ["b", "c"] {
        files.unlink(dir, name, NOW).unwrap();
    }
    files.unlink(lookup(&files, "dir/sub"), "d", NOW).unwrap();
    files.remove_directory(dir, "sub", NOW).unwrap();
    files.remove_directory(Inode::ROOT, "dir", NOW).unwrap();
    assert_eq!(names(&files, Inode::ROOT), ["a"]);
    assert_eq!(used(&files), INODE_BYTES + DIRECTORY_BYTES, "the root's changes are all that is left");
    assert_eq!(files.attributes(Inode::ROOT).links, 2);
}

#[test]
fn what_is_gone_gives_its_room_back() {
    let mut files = files(1 << 20);
    files.create_directory(Inode::ROOT, "new", NOW).unwrap();
    files.remove_directory(Inode::ROOT, "new", NOW).unwrap();
    let before = used(&files);
    for round in 0..100 {
        let dir = files.create_directory(Inode::ROOT, "new", NOW).unwrap();
        let file = files.create(dir, "file", NOW).unwrap();
        files.write(file, round * 1000, &[1; 10_000], NOW).unwrap();
        files.create_link(dir, "link", "somewhere", NOW).unwrap();
        files.link(file, Inode::ROOT, "other", NOW).unwrap();
        files.rename((dir, "link"), (dir, "longer name"), NOW).unwrap();
        files.unlink(dir, "longer name", NOW).unwrap();
        files.unlink(dir, "file", NOW).unwrap();
        files.remove_directory(Inode::ROOT, "new", NOW).unwrap();
        assert_eq!(contents(&files, file).len() as u64, round * 1000 + 10_000, "it has another name");
        files.unlink(Inode::ROOT, "other", NOW).unwrap();
        assert_eq!(used(&files), before);
    }
}

#[test]
fn an_open_file_lives_on_without_a_name() {
    let mut files = files(1 << 20);
    let (own, new) = (lookup(&files, "a"), files.create(Inode::ROOT, "new", NOW).unwrap());
    for (name, inode) in [("a", own), ("new", new)] {
        files.open(inode);
        files.unlink(Inode::ROOT, name, NOW).unwrap();
        files.write(inode, 0, b"still there", NOW).unwrap();
        assert_eq!((contents(&files, inode), files.attributes(inode).links), (b"still there".to_vec(), 0));
        files.close(inode);
        assert!(!files.layer.as_ref().unwrap().nodes.contains_key(&inode));
    }
    assert_eq!(used(&files), INODE_BYTES + DIRECTORY_BYTES);
}

#[test]
fn nothing_can_be_added_to_a_directory_that_was_removed() {
    let mut files = files(1 << 20);
    let dir = files.create_directory(Inode::ROOT, "new", NOW).unwrap();
    files.open(dir);
    files.remove_directory(Inode::ROOT, "new", NOW).unwrap();
    assert_eq!(files.create(dir, "file", NOW), Err(ScratchError::NotFound));
    assert_eq!(files.rename((Inode::ROOT, "a"), (dir, "a"), NOW), Err(ScratchError::NotFound));
    assert_eq!((files.path(dir), files.parent(dir), files.attributes(dir).links), (None, dir, 0));
    assert!(names(&files, dir).is_empty());
}

#[test]
fn a_listing_goes_on_where_it_stopped_whatever_happens() {
    let mut files = files(1 << 20);
    let dir = lookup(&files, "dir");
    for name in ["z", "y", "x"] {
        files.create(dir, name, NOW).unwrap();
    }
    let (mut cookie, mut seen) = (0, Vec::new());
    while let Some(entry) = files.entries(dir, cookie).unwrap().next() {
        let (name, next) = (entry.name.to_owned(), entry.next);
        cookie = next;
        if !name.starts_with('.') && name != "sub" {
            files.unlink(dir, &name, NOW).unwrap();
        }
        seen.push(name);
    }
    assert_eq!(seen, [".", "..", "b", "c", "sub", "z", "y", "x"]);
    assert_eq!(names(&files, dir), ["sub"]);
    files.create(dir, "b", NOW).unwrap();
    assert_eq!(names(&files, dir), ["sub", "b"]);
}

#[test]
fn directories_move_with_all_that_is_in_them() {
    let mut files = files(1 << 20);
    let (dir, root) = (lookup(&files, "dir"), Inode::ROOT);
    let sub = lookup(&files, "dir/sub");
    assert_eq!(files.rename((root, "dir"), (sub, "dir"), NOW), Err(ScratchError::Inside));
    assert_eq!(files.rename((dir, "sub"), (root, "dir"), NOW), Err(ScratchError::NotEmpty));
    files.rename((dir, "sub"), (root, "moved"), NOW).unwrap();
    assert_eq!(
        (files.path(sub).as_deref(), lookup(&files, "moved/d")),
        (Some("/moved"), files.base.child(sub, "d").unwrap())
    );
    assert_eq!((files.attributes(root).links, files.attributes(dir).links), (4, 2));
    files.rename((root, "dir"), (sub, "dir"), NOW).unwrap();
    assert_eq!((files.path(dir).as_deref(), files.parent(dir)), (Some("/moved/dir"), sub));
}

#[test]
fn links_are_followed_and_loops_found() {
    let mut files = files(1 << 20);
    let root = Inode::ROOT;
    files.create_link(root, "to-dir", "dir", NOW).unwrap();
    files.create_link(root, "loop", "loop", NOW).unwrap();
    files.create_link(root, "out", "../a", NOW).unwrap();
    files.create_link(root, "absolute", "/a", NOW).unwrap();
    let mut last = "dir/b".to_owned();
    for step in 0..41 {
        files.create_link(root, &format!("step{step}"), &last, NOW).unwrap();
        last = format!("step{step}");
    }
    let walk = |path, beneath, end| files.lookup(root, path, Walk { beneath, end });
    let b = lookup(&files, "dir/b");
    for (path, beneath, end, expected) in [
        ("to-dir/b", true, End::Keep, Ok(b)),
        ("to-dir", true, End::FollowBeforeSlash, Ok(lookup(&files, "to-dir"))),
        ("to-dir/", true, End::FollowBeforeSlash, Ok(lookup(&files, "dir"))),
        ("to-dir/", true, End::Keep, Err(LookupError::NotDirectory)),
        ("to-dir", true, End::Follow, Ok(lookup(&files, "dir"))),
        ("loop", true, End::Follow, Err(LookupError::Loop)),
        ("loop/x", true, End::Keep, Err(LookupError::Loop)),
        ("out", true, End::Follow, Err(LookupError::Escapes)),
        ("out", false, End::Follow, Ok(lookup(&files, "a"))),
        ("absolute", true, End::Follow, Err(LookupError::Escapes)),
        ("absolute", false, End::Follow, Ok(lookup(&files, "a"))),
        ("step39", true, End::Follow, Ok(b)),
        ("step40", true, End::Follow, Err(LookupError::Loop)),
    ] {
        assert_eq!(walk(path, beneath, end), expected, "{path} {end:?}");
    }
}

#[test]
fn a_link_with_a_slash_at_its_end_leads_no_further_than_its_name() {
    let mut files = files(1 << 20);
    let root = Inode::ROOT;
    for (name, target) in [("new", "missing/"), ("again", "new"), ("loop", "loop/"), ("file", "a")] {
        files.create_link(root, name, target, NOW).unwrap();
    }
    for (path, last, slash) in [
        ("new", "missing", true),
        ("again", "missing", true),
        ("loop", "loop", true),
        ("file/", "file", true),
        ("file", "a", false),
    ] {
        let place = files.place(root, path, Walk { beneath: false, end: End::FollowUnlessSlash }).unwrap();
        assert_eq!((place.last, place.slash), (Last::Name(last.into()), slash), "{path}");
    }
}

#[test]
fn numbers_depend_on_what_a_run_does_alone() {
    let numbers = || {
        let mut files = files(1 << 20);
        let first = files.create(Inode::ROOT, "x", NOW).unwrap();
        files.unlink(Inode::ROOT, "x", NOW).unwrap();
        (first.number(), files.create(Inode::ROOT, "x", NOW).unwrap().number())
    };
    assert_eq!(numbers(), (8, 9), "after the plugin's own seven, and none is given twice");
    assert_eq!(numbers(), numbers());
}
