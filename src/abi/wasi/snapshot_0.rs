//! What `wasi_unstable` (snapshot 0) does differently from `wasi_snapshot_preview1`: two layouts, and the numbers of
//! `whence`. It has no `sock_accept`.
//!
//! Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview0/docs.md>

use super::bind::host_functions;
use super::errno::Errno;
use super::filestat::{self, Filestat as Attributes};
use super::flags::{Lookupflags, Whence as Base, enumerations};
use super::param::{Out, Param, PathPtr, Ptr, Record, low};
use super::poll::{self, Layout};
use super::record::put;
use super::seek;
use super::{Call, CallError, HostFunction, WasiState};
use crate::memory::Memory;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    fd_filestat_get(fd, stat),
    fd_seek(fd, offset, whence, newoffset),
    path_filestat_get(fd, flags, path, path_len, stat),
    poll_oneoff(subscriptions, events, nsubscriptions, nevents),
];

/// `filestat`, whose `nlink` has 32 bits:
/// ```text
///   0     8     16           20      24     32     40     48     56
///   | dev | ino | filetype | ? | nlink | size | atim | mtim | ctim |
/// ```
struct Filestat(Attributes);

impl Record for Filestat {
    const SIZE: u32 = 56;

    fn store(&self, bytes: &mut [u8]) {
        let Self(stat) = self;
        put(bytes, 0, stat.dev.to_le_bytes());
        put(bytes, 8, stat.ino.to_le_bytes());
        put(bytes, 16, [stat.filetype as u8]);
        put(bytes, 20, stat.nlink.to_le_bytes());
        put(bytes, 24, stat.size.to_le_bytes());
        stat.put_times(bytes, 32);
    }

    fn show(bytes: &[u8]) -> String {
        filestat::show(bytes, 24)
    }
}

enumerations! {
    /// `whence`: what an offset is relative to.
    Whence { Cur = 0 "cur", End = 1 "end", Set = 2 "set" }
}

/// A `subscription`, whose clock has an identifier that nothing reads:
/// ```text
///   0          8      16           24   32        40          48      56
///   | userdata | type | identifier | id | timeout | precision | flags |
///                     | fd |
/// ```
const SUBSCRIPTION: Layout = Layout { size: 56, clock: 24 };

/// As in preview 1, with this release's `filestat`.
fn fd_filestat_get(call: &mut Call<'_, '_>, fd: u32, stat: Out<Filestat>) -> Result<(), Errno> {
    let value = filestat::of_descriptor(call, fd)?;
    stat.write(&mut call.memory, Filestat(value))?;
    Ok(())
}

/// As in preview 1, with this release's `filestat`.
fn path_filestat_get(
    call: &mut Call<'_, '_>,
    fd: u32,
    flags: Lookupflags,
    path: PathPtr,
    path_len: u32,
    stat: Out<Filestat>,
) -> Result<(), Errno> {
    let value = filestat::of_path(call, fd, flags, path, path_len)?;
    stat.write(&mut call.memory, Filestat(value))?;
    Ok(())
}

/// As in preview 1, with this release's `whence`.
fn fd_seek(call: &mut Call<'_, '_>, fd: u32, offset: i64, whence: Whence, newoffset: Out<u64>) -> Result<(), Errno> {
    let whence = match whence {
        Whence::Cur => Base::Cur,
        Whence::End => Base::End,
        Whence::Set => Base::Set,
    };
    seek::fd_seek(call, fd, offset, whence, newoffset)
}

/// As in preview 1, with this release's `subscription`.
fn poll_oneoff(
    call: &mut Call<'_, '_>,
    subscriptions: Ptr,
    events: Ptr,
    nsubscriptions: u32,
    nevents: Out<u32>,
) -> Result<(), CallError> {
    poll::poll(call, subscriptions, events, nsubscriptions, nevents, &SUBSCRIPTION)
}
