//! Reading and writing the bytes of files and streams.

use std::io::ErrorKind;

use super::bind::host_functions;
use super::descriptors::Descriptor;
use super::errno::Errno;
use super::flags::{Fdflags, Rights};
use super::iovec::Iovecs;
use super::param::{Out, Ptr};
use super::{Call, CallError, HostFunction, WasiState};
use crate::fs::Inode;
use crate::guest::{Guest, Object, Stream, StreamFailure, WORK_BETWEEN_LOOKS};
use crate::memory::Memory;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    fd_read(fd, iovs, iovs_len, nread),
    fd_pread(fd, iovs, iovs_len, offset, nread),
    fd_write(fd, iovs, iovs_len, nwritten),
    fd_pwrite(fd, iovs, iovs_len, offset, nwritten),
];

/// Reads from `fd`, where the last read ended, into the `iovs_len` buffers listed at `iovs`, and writes the number of
/// bytes read at `nread`: 0 at the end.
///
/// A file fills as many buffers as it can. Stdin fills at most the first that is not empty, as it may have to wait for
/// what comes after. For the list of buffers 24..27 and 32..40 at `iovs` 4, and a file that holds `wazero`:
/// ```text
///   4                                            24            32
///   | 24 0 0 0 | 3 0 0 0 | 32 0 0 0 | 8 0 0 0 |  | 'w' 'a' 'z' |  | 'e' 'r' 'o' ? ? ? ? ? |
/// ```
/// `EBADF`: `fd` is not open, or not for reading. `EISDIR`: it is a directory. `EINVAL`: there are more than 1024
/// buffers, or they have more than 32 bits of bytes together. `EFAULT`: the list, a buffer or the result lies outside
/// memory (nothing is read). `EIO`: stdin failed on the host's side.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_read>
fn fd_read(call: &mut Call<'_, '_>, fd: u32, iovs: Ptr, iovs_len: u32, nread: Out<u32>) -> Result<(), CallError> {
    let descriptor = call.state.descriptors.get(fd)?;
    open_for(descriptor, Rights::FD_READ)?;
    let buffers = Iovecs::read(&call.memory, iovs, iovs_len)?;
    nread.check(&call.memory)?;
    let count = match descriptor.object {
        Object::File { inode, offset } => {
            let count = read_file(call, inode, offset, &buffers)?;
            advance(call, fd, offset + u64::from(count))?;
            count
        }
        _ if buffers.total == 0 => 0,
        _ => {
            let buffer = buffers.first_mut(&mut call.memory)?;
            call.guest.read(buffer)? as u32
        }
    };
    nread.write(&mut call.memory, count)?;
    Ok(())
}

/// Reads as [`fd_read`] does, but from `offset` bytes after the file's beginning, and leaves alone where `fd_read` goes on.
///
/// `ESPIPE`: `fd` is a stream. `EINVAL`: `offset` is over 2^63-1, as a negative one is that C programs pass. Otherwise as
/// `fd_read`; the right to seek is needed too, and lacking it is `ENOTCAPABLE`.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_pread>
fn fd_pread(
    call: &mut Call<'_, '_>,
    fd: u32,
    iovs: Ptr,
    iovs_len: u32,
    offset: u64,
    nread: Out<u32>,
) -> Result<(), CallError> {
    let descriptor = call.state.descriptors.get(fd)?;
    open_for(descriptor, Rights::FD_READ)?;
    let Object::File { inode, .. } = descriptor.object else { return Err(Errno::Spipe.into()) };
    descriptor.allow(Rights::FD_SEEK)?;
    i64::try_from(offset).map_err(|_| Errno::Inval)?;
    let buffers = Iovecs::read(&call.memory, iovs, iovs_len)?;
    nread.check(&call.memory)?;
    let count = read_file(call, inode, offset, &buffers)?;
    nread.write(&mut call.memory, count)?;
    Ok(())
}

/// Writes what the `iovs_len` buffers listed at `iovs` hold to `fd`, and the number of bytes written at `nwritten`.
///
/// Stdout and stderr take all of the bytes, unless the call or the run fails. A file takes those that there is room for, at
/// the place where the last read or write ended or, with the flag `APPEND`, at its end.
///
/// `EBADF`: `fd` is not open, or not for writing, as no file of a read-only file system is. `EISDIR`: it is a
/// directory. `EINVAL`: there are more than 1024 buffers, or they have more than 32 bits of bytes together. `EFAULT`:
/// the list, a buffer or the result lies outside memory (nothing is written). `EPIPE`: nobody reads the stream any
/// more. `EIO`: it failed on the host's side in another way. A stream over its limit ends the run. `ENOSPC`: the scratch
/// layer has no room for any of the bytes. `EFBIG`: no file reaches so far.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_write>
fn fd_write(call: &mut Call<'_, '_>, fd: u32, iovs: Ptr, iovs_len: u32, nwritten: Out<u32>) -> Result<(), CallError> {
    let descriptor = call.state.descriptors.get(fd)?;
    open_for(descriptor, Rights::FD_WRITE)?;
    let (object, appends) = (descriptor.object, descriptor.flags.contains(Fdflags::APPEND));
    let buffers = Iovecs::read(&call.memory, iovs, iovs_len)?;
    nwritten.check(&call.memory)?;
    let count = match object {
        Object::Stdout => gather(call.guest, Stream::Stdout, &buffers, &call.memory)?,
        Object::Stderr => gather(call.guest, Stream::Stderr, &buffers, &call.memory)?,
        Object::File { inode, offset } => {
            let offset = if appends { call.guest.files.attributes(inode).len } else { offset };
            let count = write_file(call, inode, offset, &buffers)?;
            advance(call, fd, offset + u64::from(count))?;
            count
        }
        Object::Stdin | Object::Directory { .. } => return Err(Errno::Badf.into()),
    };
    nwritten.write(&mut call.memory, count)?;
    Ok(())
}

/// Writes as [`fd_write`] does, but `offset` bytes after the file's beginning, whatever its flags, and leaves alone where
/// `fd_write` goes on.
///
/// `ESPIPE`: `fd` is a stream. `EINVAL`: `offset` is over 2^63-1. Otherwise as `fd_write`; the right to seek is needed too,
/// and lacking it is `ENOTCAPABLE`.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_pwrite>
fn fd_pwrite(
    call: &mut Call<'_, '_>,
    fd: u32,
    iovs: Ptr,
    iovs_len: u32,
    offset: u64,
    nwritten: Out<u32>,
) -> Result<(), CallError> {
    let descriptor = call.state.descriptors.get(fd)?;
    open_for(descriptor, Rights::FD_WRITE)?;
    let Object::File { inode, .. } = descriptor.object else { return Err(Errno::Spipe.into()) };
    descriptor.allow(Rights::FD_SEEK)?;
    i64::try_from(offset).map_err(|_| Errno::Inval)?;
    let buffers = Iovecs::read(&call.memory, iovs, iovs_len)?;
    nwritten.check(&call.memory)?;
    let count = write_file(call, inode, offset, &buffers)?;
    nwritten.write(&mut call.memory, count)?;
    Ok(())
}

/// `EISDIR` on a directory, and `EBADF` without the right to read or to write, as a descriptor that POSIX opens for the
/// other of the two.
fn open_for(descriptor: &Descriptor, access: Rights) -> Result<(), Errno> {
    match descriptor.object {
        Object::Directory { .. } => Err(Errno::Isdir),
        _ => descriptor.allow(access).map_err(|_| Errno::Badf),
    }
}

/// Bytes that are moved between two looks at what may end the run.
const PIECE: u32 = WORK_BETWEEN_LOOKS as u32;

/// Fills the buffers with what the file holds from `offset` on, which may lie past its end, and gives the number of bytes.
fn read_file(call: &mut Call<'_, '_>, inode: Inode, offset: u64, buffers: &Iovecs) -> Result<u32, CallError> {
    let mut count = 0;
    for (buf, len) in buffers.pieces(PIECE) {
        let read = call.guest.files.read(inode, offset + u64::from(count), call.memory.bytes_mut(buf, len)?);
        call.guest.spend_bytes(read)?;
        count += read as u32;
        if read < len as usize {
            break;
        }
    }
    Ok(count)
}

/// Writes what the buffers hold at `offset` of the file, as far as there is room, and gives the number of bytes.
fn write_file(call: &mut Call<'_, '_>, inode: Inode, offset: u64, buffers: &Iovecs) -> Result<u32, CallError> {
    let (mut count, now) = (0, call.guest.clock.wall());
    for (buf, len) in buffers.pieces(PIECE) {
        let at = offset.saturating_add(u64::from(count));
        let written = match call.guest.files.write(inode, at, call.memory.bytes(buf, len)?, now) {
            Ok(written) => written,
            Err(error) if count == 0 => return Err(Errno::from(error).into()),
            Err(_) => break,
        };
        call.guest.spend_bytes(written)?;
        count += written as u32;
        if written < len as usize {
            break;
        }
    }
    Ok(count)
}

/// Lets the next read or write of the file `fd` begin at `place`.
fn advance(call: &mut Call<'_, '_>, fd: u32, place: u64) -> Result<(), Errno> {
    if let Object::File { offset, .. } = &mut call.state.descriptors.get_mut(fd)?.object {
        *offset = place;
    }
    Ok(())
}

/// Writes what the buffers hold to `stream`, and gives the number of bytes.
fn gather(guest: &mut Guest<'_>, stream: Stream, buffers: &Iovecs, memory: &Memory<'_>) -> Result<u32, CallError> {
    for bytes in buffers.contents(memory) {
        guest.write(stream, bytes?)?;
    }
    Ok(buffers.total)
}

impl From<StreamFailure> for CallError {
    fn from(failure: StreamFailure) -> Self {
        match failure {
            StreamFailure::Io(ErrorKind::BrokenPipe) => Errno::Pipe.into(),
            StreamFailure::Io(_) => Errno::Io.into(),
            StreamFailure::Stop(stop) => Self::Stop(stop),
        }
    }
}
