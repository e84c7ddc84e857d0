//! Arbitrary sequences of calls that change files, under a scratch layer here, and on a real directory under wasi-common.
//!
//! Each call's code and what it wrote are the same, or the codes differ for a reason; so are the files that are left. No
//! descriptor is closed, because ours is the lowest that is free, and theirs the next that was never given.

use proptest::prelude::*;

use crate::guest::{self, Answer, Step, WINDOW, call};
use crate::hosts::{self, Ended, World};

/// The files that are there before, of which one takes more than a page of the layer's.
const FILES: [(&str, usize); 4] = [("a", 9000), ("b/a", 10), ("b/b/a", 0), ("c/c", 4096)];
/// Names that paths are made of.
const NAMES: [&str; 4] = ["a", "b", "c", "d"];
/// What symbolic links hold: none leads out of the tree, from wherever it is.
const TARGETS: [&str; 5] = ["a", "b/b", "d", "c", "b/a"];

/// Where paths and lists lie.
const PATH: u64 = 0x100;
const NEW: u64 = 0x200;
const LIST: u64 = 0x400;
/// Where results lie that are not in the way of what is read.
const RESULT: u64 = WINDOW + 0x3f0;

const READ: u64 = 1 << 1;
const WRITE: u64 = 1 << 6;
/// All rights but those of sockets.
const ALL: u64 = (1 << 28) - 1;

/// The descriptor of the root; the next ones are those of files that are opened.
const ROOT: u64 = 3;

fn path() -> impl Strategy<Value = String> {
    let end = prop::sample::select(&["", "", "", "", "", "/."][..]);
    (prop::collection::vec(prop::sample::select(&NAMES[..]), 1..4), end).prop_map(|(names, end)| names.join("/") + end)
}

/// A descriptor that is open, or nearly.
fn fd() -> impl Strategy<Value = u64> {
    ROOT..ROOT + 6
}

/// Names that lie at [`PATH`] and [`NEW`].
fn named(function: &'static str, path: &str, arguments: impl Fn(u64) -> Vec<u64>) -> Step {
    call(function, arguments(path.len() as u64)).with(PATH, path)
}

fn of_two(old: String, new: String, arguments: impl Fn(u64, u64) -> (&'static str, Vec<u64>)) -> Step {
    let (function, arguments) = arguments(old.len() as u64, new.len() as u64);
    call(function, arguments).with(PATH, old).with(NEW, new)
}

/// A list of one buffer: the first `len` bytes of the window.
fn buffer(step: Step, len: u32) -> Step {
    step.with(LIST, [(WINDOW as u32).to_le_bytes(), len.to_le_bytes()].concat())
}

/// Sequences of calls. In none is something written at a place in a file that is open to append: Linux appends it nevertheless
/// (pwrite(2), BUGS), and we go by POSIX.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..40).prop_map(|mut steps: Vec<Step>| {
        if steps.iter().any(|step| step.function() == "path_open" && step.arguments()[7] == APPEND) {
            steps.retain(|step| step.function() != "fd_pwrite");
        }
        steps
    })
}

/// The only flag that files are opened with.
const APPEND: u64 = 1;

/// A call that changes something, or looks at it.
fn step() -> impl Strategy<Value = Step> {
    let (append, rights) =
        (prop::sample::select(&[0, 0, 0, APPEND][..]), prop::sample::select(&[READ, WRITE, ALL, ALL][..]));
    let at = || 0..10_000_u64;
    let len = || 0..900_u32;
    prop_oneof![
        6 => (path(), 0..2_u64, 0..16_u64, rights, append).prop_map(|(path, follow, oflags, rights, flags)| {
            named("path_open", &path, |len| vec![ROOT, follow, PATH, len, oflags, rights | 1 << 2, ALL, flags, RESULT])
        }),
        3 => (fd(), len()).prop_map(|(fd, len)| buffer(call("fd_write", [fd, LIST, 1, RESULT]), len)),
        3 => (fd(), at(), len()).prop_map(|(fd, at, len)| buffer(call("fd_pwrite", [fd, LIST, 1, at, RESULT]), len)),
        2 => (fd(), len()).prop_map(|(fd, len)| buffer(call("fd_read", [fd, LIST, 1, RESULT]), len)),
        2 => (fd(), at(), len()).prop_map(|(fd, at, len)| buffer(call("fd_pread", [fd, LIST, 1, at, RESULT]), len)),
        1 => (fd(), at(), 0..3_u64).prop_map(|(fd, at, whence)| call("fd_seek", [fd, at, whence, RESULT])),
        2 => (fd(), at()).prop_map(|(fd, size)| call("fd_filestat_set_size", [fd, size])),
        2 => fd().prop_map(|fd| call("fd_filestat_get", [fd, WINDOW])),
        1 => fd().prop_map(|fd| call("fd_readdir", [fd, WINDOW, 0x300, 0, RESULT])),
        3 => path().prop_map(|path| named("path_create_directory", &path, |len| vec![ROOT, PATH, len])),
        2 => path().prop_map(|path| named("path_remove_directory", &path, |len| vec![ROOT, PATH, len])),
        3 => path().prop_map(|path| named("path_unlink_file", &path, |len| vec![ROOT, PATH, len])),
        4 => (path(), path()).prop_map(|(old, new)| {
            of_two(old, new, |old, new| ("path_rename", vec![ROOT, PATH, old, ROOT, NEW, new]))
        }),
        2 => (path(), path()).prop_map(|(old, new)| {
            of_two(old, new, |old, new| ("path_link", vec![ROOT, 0, PATH, old, ROOT, NEW, new]))
        }),
        2 => (prop::sample::select(&TARGETS[..]), path()).prop_map(|(target, path)| {
            of_two(target.into(), path, |target, path| ("path_symlink", vec![PATH, target, ROOT, NEW, path]))
        }),
        1 => path().prop_map(|path| {
            named("path_readlink", &path, |len| vec![ROOT, PATH, len, WINDOW, 64, RESULT])
        }),
        2 => (path(), 0..2_u64).prop_map(|(path, follow)| {
            // Theirs leaves out a last `.`, even behind what is no directory.
            named("path_filestat_get", path.trim_end_matches("/."), |len| vec![ROOT, follow, PATH, len, WINDOW])
        }),
        1 => (path(), 0..2_u64, 1..1_u64 << 60).prop_map(|(path, follow, time)| {
            named("path_filestat_set_times", &path, |len| vec![ROOT, follow, PATH, len, time, time / 2, 0b101])
        }),
    ]
}

/// A function, or all of them; our code; theirs; and the reason.
type Difference = (&'static str, u32, u32, &'static str);

const ANY: &str = "";
const ANY_CODE: u32 = u32::MAX;

const EBADF: u32 = 8;
const EINVAL: u32 = 28;
const EISDIR: u32 = 31;
const ENOENT: u32 = 44;
const ENOTDIR: u32 = 54;
const ENOTCAPABLE: u32 = 76;

const DIFFERENCES: &[Difference] = &[
    (ANY, EISDIR, EBADF, "wasi-common takes a directory for no descriptor at all; POSIX has a code for it"),
    (ANY, ENOTDIR, EBADF, "the same"),
    (ANY, ENOTCAPABLE, ANY_CODE, "wasi-common does not enforce rights"),
    ("path_link", ENOENT, ENOTDIR, "theirs looks for the new path's directory first, Linux for the old path"),
    ("path_open", 0, EISDIR, "theirs opens for writing whatever it is to append to"),
];

/// Whether there is a reason why we answer `step` with `ours`, and wasi-common with `theirs`.
fn explains(step: &Step, ours: u32, theirs: u32) -> bool {
    const TRUNC: u64 = 8;
    let (name, arguments) = (step.function(), step.arguments());
    if name == "path_open" && theirs == EINVAL && arguments[4] & TRUNC != 0 {
        // Theirs refuses, before anything else, to truncate what it opens to append or not for writing.
        return arguments[7] == APPEND || arguments[5] & WRITE == 0;
    }
    DIFFERENCES.iter().any(|(function, our, their, _)| {
        [ANY, name].contains(function) && *our == ours && [ANY_CODE, theirs].contains(their)
    })
}

/// What `step` has written, but for what is the host's own: device, inode and times; links and sizes of directories; the
/// order of entries, and their inodes.
fn written(step: &Step, answer: &Answer) -> Vec<Vec<u8>> {
    let window = &answer.window;
    match step.function() {
        "fd_filestat_get" | "path_filestat_get" => {
            const DIRECTORY: u8 = 3;
            let end = if window[16] == DIRECTORY { 24 } else { 40 };
            vec![window[16..end].to_vec()]
        }
        "fd_readdir" => entries(window),
        _ => vec![window.clone()],
    }
}

/// The names and types of the entries in a list that is whole, sorted.
fn entries(window: &[u8]) -> Vec<Vec<u8>> {
    let at = (RESULT - WINDOW) as usize;
    let len = u32::from_le_bytes(window[at..at + 4].try_into().unwrap()) as usize;
    let (mut rest, mut entries) = (&window[..len], Vec::new());
    while let Some((entry, names)) = rest.split_at_checked(24) {
        let len = u32::from_le_bytes(entry[16..20].try_into().unwrap()) as usize;
        entries.push([&names[..len], &entry[20..21]].concat());
        rest = &names[len..];
    }
    entries.sort();
    entries
}

/// Makes the calls under both hosts. After a call that has changed something under one alone, for a reason, there is nothing
/// to compare.
fn both_do_the_same(steps: &[Step]) {
    let files = FILES.map(|(path, len)| (path.to_owned(), "x".repeat(len)));
    let world = World { arguments: &["plugin"], environment: &[], stdin: b"", files: &files, scratch: 64 << 20 };
    let wasm = guest::module(steps);
    let (ours, theirs): (Ended, Ended) = (hosts::bufwasm(&wasm, &world), hosts::wasi_common(&wasm, &world));
    let answers = guest::answers(&ours.stdout).into_iter().zip(guest::answers(&theirs.stdout));
    for (at, (step, (our, their))) in steps.iter().zip(answers).enumerate() {
        let before = || steps[..at].iter().map(|step| format!("\n  {step}")).collect::<String>();
        if our.code != their.code {
            let known = explains(step, our.code, their.code);
            assert!(known, "{step}: ours answers {}, theirs {}, after {}", our.code, their.code, before());
            if our.code == 0 || their.code == 0 {
                return;
            }
        } else if our.code == 0 {
            assert_eq!(written(step, &our), written(step, &their), "{step} after {}", before());
        }
    }
    assert_eq!(
        ours.left,
        theirs.left,
        "left by {}",
        steps.iter().map(|step| format!("\n  {step}")).collect::<String>()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_layer_does_what_a_real_directory_does_under_wasi_common(steps in steps()) {
        both_do_the_same(&steps);
    }
}
