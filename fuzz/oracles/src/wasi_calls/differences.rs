//! Where the two hosts differ, and why.

use std::ops::Range;

use super::script::{BUFFERS, Step};

/// A function, or all of them; our code; theirs; and the reason.
type Difference = (&'static str, u32, u32, &'static str);

const ALL: &str = "";
const ANY: u32 = u32::MAX;

const EBADF: u32 = 8;
const EINVAL: u32 = 28;
const EISDIR: u32 = 31;
const ENOENT: u32 = 44;
const ENOTDIR: u32 = 54;
const ENOTSOCK: u32 = 57;
const ENOTSUP: u32 = 58;
const ESPIPE: u32 = 70;
const ENOTCAPABLE: u32 = 76;

const DIRECTORY: &str = "wasi-common takes a directory for no descriptor at all; POSIX has a code for it";
const STREAM: &str = "wasi-common's pipes have EBADF for all that they cannot do";
const NO_RIGHT: &str = "wasi-common does not enforce rights";

const ORDER: &str = "theirs looks at the other arguments before the descriptor";

const DIFFERENCES: &[Difference] = &[
    (ALL, EISDIR, EBADF, DIRECTORY),
    (ALL, ENOTDIR, EBADF, DIRECTORY),
    (ALL, ESPIPE, EBADF, STREAM),
    (ALL, ENOTSOCK, EBADF, STREAM),
    (ALL, ENOTCAPABLE, ANY, NO_RIGHT),
    ("fd_fdstat_set_flags", 0, EBADF, STREAM),
    ("fd_fdstat_set_flags", 0, EINVAL, "theirs asks the host, which makes no file synchronous once it is open"),
    ("fd_datasync", 0, EBADF, DIRECTORY),
    ("fd_sync", 0, EBADF, DIRECTORY),
    ("fd_seek", ESPIPE, EINVAL, ORDER),
    ("fd_seek", EBADF, EINVAL, ORDER),
    ("fd_seek", EISDIR, EINVAL, ORDER),
    ("fd_prestat_get", EBADF, ENOTSUP, "C libraries take EBADF alone for the end of the preopens"),
    ("fd_prestat_dir_name", EBADF, ENOTDIR, "no descriptor, as for fd_prestat_get"),
    ("fd_prestat_dir_name", EBADF, ENOTSUP, "no preopen, as for fd_prestat_get"),
    ("path_open", EISDIR, EINVAL, "theirs refuses to truncate what it does not open for writing"),
];

/// What else theirs answers for a path with a NUL, and the reason: we look for one before anything else.
const NUL: &[(u32, &str)] = &[
    (ENOENT, "theirs looks at the names before the one with the NUL first, and one is missing"),
    (ENOTDIR, "or is no directory"),
];

/// Whether there is a reason why we answer `step` with `ours`, and wasi-common with `theirs`.
pub(super) fn explains(step: &Step, ours: u32, theirs: u32) -> bool {
    let name = step.function().name;
    if ours == EINVAL && step.path().is_some_and(|path| path.contains(&0)) {
        return NUL.iter().any(|(their, _)| *their == theirs);
    }
    if name == "fd_pread" && theirs == 0 && step.buffers_are_empty() {
        // Theirs looks at no other argument then.
        return true;
    }
    DIFFERENCES.iter().any(|(function, our, their, _)| {
        (*function == ALL || *function == name) && *our == ours && (*their == ANY || *their == theirs)
    })
}

/// Where `step` has written what the next calls depend on, if the hosts may differ there: the number of what it opened (ours
/// is the lowest that is free, theirs the next that was never given), or how far it read ([`FIRST`]).
pub(super) fn consequence(step: &Step) -> Option<Range<usize>> {
    let at = *step.arguments.last()? as usize;
    matches!(step.function().name, "path_open" | "fd_read").then_some(at..at + 4)
}

/// Bytes that are not compared: the function, the parameter that points to them, where they are from there on, and the
/// reason.
type Ignored = (&'static str, usize, Range<usize>, &'static str);

const CLOCK: &str = "time is the host's own";
const OWN: &str = "device, inode, links and times are the file system's own, as is the size of a directory";

const IGNORED: &[Ignored] = &[
    ("clock_res_get", 1, 0..8, CLOCK),
    ("clock_time_get", 2, 0..8, CLOCK),
    ("fd_filestat_get", 1, 0..16, OWN),
    ("fd_filestat_get", 1, 24..64, OWN),
    ("path_filestat_get", 4, 0..16, OWN),
    ("path_filestat_get", 4, 24..64, OWN),
    ("fd_fdstat_get", 1, 2..4, "their pipes append"),
    ("fd_fdstat_get", 1, 8..24, "they tell the rights to read and to write alone"),
    ("fd_pread", 4, 0..4, FIRST),
];

const FIRST: &str = "wasi-common fills only the first buffer that is not empty";

/// Functions whose buffers are not compared at all, and the reason.
const IGNORED_BUFFERS: &[(&str, &str)] = &[
    ("random_get", "randomness is the host's own"),
    ("fd_readdir", "inodes are the file system's own, and they leave whatever they had in the padding"),
    ("fd_read", FIRST),
    ("fd_pread", FIRST),
];

/// The bytes of memory that may differ after `step`.
pub(super) fn ignored(step: &Step) -> Vec<Range<usize>> {
    let name = step.function().name;
    let results = IGNORED.iter().filter(|(function, ..)| *function == name).map(|(_, param, bytes, _)| {
        let at = step.arguments[*param] as usize;
        at + bytes.start..at + bytes.end
    });
    let buffers = IGNORED_BUFFERS.iter().filter(|(function, _)| *function == name).map(|_| BUFFERS);
    results.chain(buffers).collect()
}
