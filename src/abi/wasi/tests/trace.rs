//! Lines of the trace.

use super::{PAGE, TestGuest, bytes};

#[test]
fn lines_show_names_decoded_arguments_and_results() {
    let mut guest = TestGuest::new();
    guest.put(100, b"hello.txt");
    guest.put(200, b"no \"such\"\n");
    guest.put(300, &bytes![400_u32, 5_u32]);
    let mut call = |function: &str, arguments: &[u64]| drop(guest.call(function, arguments));
    call("path_open", &[3, 1, 100, 9, 0, 1 << 1 | 1 << 2, 0, 0, 8]);
    call("path_open", &[3, 0, 200, 10, 0b1001, 0, 0, 0x24, 8]);
    call("path_open", &[3, 0, (PAGE - 1).into(), 9, 0x80, 0x3fff_ffff, 0, 0, 8]);
    call("fd_read", &[4, 300, 1, 16]);
    call("fd_seek", &[4, (-1_i64) as u64, 2, 24]);
    call("fd_seek", &[4, 0, 9, 24]);
    call("fd_filestat_get", &[0, 1000]);
    call("fd_fdstat_get", &[3, 1000]);
    call("fd_prestat_get", &[3, 1000]);
    call("clock_time_get", &[1, 1000, 32]);
    call("clock_time_get", &[4, 1000, 32]);
    call("sched_yield", &[]);
    call("proc_raise", &[6]);
    call("proc_exit", &[3]);
    let expected = "\
path_open(fd=3, dirflags=SYMLINK_FOLLOW, path=\"hello.txt\", path_len=9, oflags=0, fs_rights_base=FD_READ|FD_SEEK, fs_rights_inheriting=0, fdflags=0, opened_fd=0x8) = 0 -> opened_fd=4
path_open(fd=3, dirflags=0, path=\"no \\\"such\\\"\\n\", path_len=10, oflags=CREAT|TRUNC, fs_rights_base=0, fs_rights_inheriting=0, fdflags=NONBLOCK|0x20, opened_fd=0x8) = EINVAL
path_open(fd=3, dirflags=0, path=0xffff, path_len=9, oflags=0x80, fs_rights_base=0x3fffffff, fs_rights_inheriting=0, fdflags=0, opened_fd=0x8) = EINVAL
fd_read(fd=4, iovs=0x12c, iovs_len=1, nread=0x10) = 0 -> nread=5
fd_seek(fd=4, offset=-1, whence=end, newoffset=0x18) = 0 -> newoffset=11
fd_seek(fd=4, offset=0, whence=9, newoffset=0x18) = EINVAL
fd_filestat_get(fd=0, stat=0x3e8) = 0 -> stat={ino=0, filetype=unknown, size=0}
fd_fdstat_get(fd=3, stat=0x3e8) = 0 -> stat={filetype=directory, rights_base=0x7bffe19}
fd_prestat_get(fd=3, prestat=0x3e8) = 0 -> prestat={dir, name_len=1}
clock_time_get(id=monotonic, precision=1000, time=0x20) = 0 -> time=0
clock_time_get(id=4, precision=1000, time=0x20) = EINVAL
sched_yield() = 0
proc_raise(sig=abrt) = the guest exited with code 134
proc_exit(rval=3) = the guest exited with code 3
";
    pretty(&guest.trace(), expected);
}

#[test]
fn long_texts_are_cut() {
    let mut guest = TestGuest::new();
    guest.call("path_readlink", &[3, 0, 300, 0, 0, 0]).unwrap_err();
    let shown = format!("path=\"{}\"…, path_len=300", "?".repeat(256));
    assert!(guest.trace().contains(&shown), "{}", guest.trace());
}

/// Compares line by line, for a failure that can be read.
#[track_caller]
fn pretty(is: &str, should: &str) {
    for (is, should) in is.lines().zip(should.lines()) {
        assert_eq!(is, should);
    }
    assert_eq!(is.lines().count(), should.lines().count());
}
