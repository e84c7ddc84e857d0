//! Listing directories.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::Rights;
use super::param::{Out, Ptr};
use super::path;
use super::record::put;
use super::{Call, HostFunction, WasiState};
use crate::fs::Entry;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![fd_readdir(fd, buf, buf_len, cookie, bufused)];

/// Writes entries of the directory `fd` at `buf`, from the one at `cookie` on, as many as fit, and the number of bytes
/// written at `bufused`. The last entry is cut where the buffer ends: fewer bytes than `buf_len` mean the end of the list.
///
/// `cookie` is 0 for the first entry, or the `d_next` of the entry before. The first two are `.` and `..`; the others
/// follow in the order of their bytes. An entry is a `dirent`, and then its name:
/// ```text
///   0        8       16         20       24
///   | d_next | d_ino | d_namlen | d_type | 0 0 0 | name |
/// ```
/// `EBADF`: `fd` is not open. `ENOTDIR`: it is no directory. `ENOTCAPABLE`: it lacks the right. `EFAULT`: the buffer or
/// the result lies outside memory (nothing is written).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_readdir>
fn fd_readdir(
    call: &mut Call<'_, '_>,
    fd: u32,
    buf: Ptr,
    buf_len: u32,
    cookie: u64,
    bufused: Out<u32>,
) -> Result<(), Errno> {
    let directory = call.state.descriptors.get(fd)?.directory(Rights::FD_READDIR)?;
    bufused.check(&call.memory)?;
    let buffer = call.memory.bytes_mut(buf.0, buf_len)?;
    let mut rest = &mut *buffer;
    for entry in call.guest.files.entries(directory, cookie)? {
        rest = copy(rest, &dirent(&entry));
        rest = copy(rest, entry.name.as_bytes());
        if rest.is_empty() {
            break;
        }
    }
    let used = buf_len - rest.len() as u32;
    bufused.write(&mut call.memory, used)?;
    Ok(())
}

/// Copies as much of `bytes` as there is room for, and returns the room that is left.
fn copy<'b>(room: &'b mut [u8], bytes: &[u8]) -> &'b mut [u8] {
    let (now, later) = room.split_at_mut(bytes.len().min(room.len()));
    now.copy_from_slice(&bytes[..now.len()]);
    later
}

/// `dirent`: a directory's entry, without its name.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#dirent>
fn dirent(entry: &Entry<'_>) -> [u8; 24] {
    let mut bytes = [0; 24];
    put(&mut bytes, 0, entry.next.to_le_bytes());
    put(&mut bytes, 8, entry.inode.number().to_le_bytes());
    put(&mut bytes, 16, (entry.name.len() as u32).to_le_bytes());
    put(&mut bytes, 20, [path::filetype(entry.kind) as u8]);
    bytes
}
