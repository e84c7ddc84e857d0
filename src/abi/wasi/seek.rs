//! Where in a file the next read or write begins.

use super::bind::host_functions;
use super::descriptors::Descriptor;
use super::errno::Errno;
use super::flags::{Rights, Whence};
use super::param::Out;
use super::{Call, HostFunction, WasiState};
use crate::guest::Object;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![fd_tell(fd, offset)];

/// The function whose `whence` is numbered differently in `wasi_unstable`.
pub(super) const PREVIEW_1: &[HostFunction<WasiState>] = host_functions![fd_seek(fd, offset, whence, newoffset)];

/// Moves the place where the next read of `fd` begins to `offset` bytes after what `whence` says, and writes it, in bytes
/// from the file's beginning, at `newoffset`. It may lie past the file's end.
///
/// `EBADF`: `fd` is not open. `EISDIR`: it is a directory. `ESPIPE`: it is a stream. `ENOTCAPABLE`: it lacks the right to
/// seek (or to tell, for an offset of 0 from `cur`). `EINVAL`: there is no such `whence`, or the place would lie before
/// the beginning, or be over 2^63-1. `EFAULT`: the result lies outside memory (nothing moves).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_seek>
pub(super) fn fd_seek(
    call: &mut Call<'_, '_>,
    fd: u32,
    offset: i64,
    whence: Whence,
    newoffset: Out<u64>,
) -> Result<(), Errno> {
    let tells = offset == 0 && whence == Whence::Cur;
    let descriptor = call.state.descriptors.get_mut(fd)?;
    let allowed = descriptor.base.contains(Rights::FD_SEEK) || tells && descriptor.base.contains(Rights::FD_TELL);
    let files = &call.guest.files;
    let (inode, place) = seekable(descriptor)?;
    if !allowed {
        return Err(Errno::Notcapable);
    }
    let base = match whence {
        Whence::Set => 0,
        Whence::Cur => *place,
        Whence::End => files.attributes(inode).len,
    };
    let moved = base.checked_add_signed(offset).filter(|&moved| i64::try_from(moved).is_ok()).ok_or(Errno::Inval)?;
    newoffset.write(&mut call.memory, moved)?;
    *place = moved;
    Ok(())
}

/// Writes where the next read of `fd` begins, in bytes from the file's beginning, at `offset`.
///
/// `EBADF`: `fd` is not open. `EISDIR`: it is a directory. `ESPIPE`: it is a stream. `ENOTCAPABLE`: it lacks the right to
/// tell. `EFAULT`: the result lies outside memory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_tell>
fn fd_tell(call: &mut Call<'_, '_>, fd: u32, offset: Out<u64>) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get_mut(fd)?;
    let place = *seekable(descriptor)?.1;
    // The right to seek implies the right to tell.
    if !descriptor.base.intersects(Rights::FD_TELL.or(Rights::FD_SEEK)) {
        return Err(Errno::Notcapable);
    }
    offset.write(&mut call.memory, place)?;
    Ok(())
}

/// The file that a descriptor refers to, and its place in it.
fn seekable(descriptor: &mut Descriptor) -> Result<(crate::fs::Inode, &mut u64), Errno> {
    match &mut descriptor.object {
        Object::File { inode, offset } => Ok((*inode, offset)),
        Object::Directory { .. } => Err(Errno::Isdir),
        Object::Stdin | Object::Stdout | Object::Stderr => Err(Errno::Spipe),
    }
}
