//! Reading and writing the bytes of files and streams.

use std::io::ErrorKind;

use super::bind::host_functions;
use super::descriptors::Descriptor;
use super::errno::Errno;
use super::flags::Rights;
use super::iovec::Iovecs;
use super::param::{Out, Ptr};
use super::{Call, CallError, HostFunction, WasiState};
use crate::guest::{Guest, Object, Stream, StreamFailure};
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
    let descriptor = call.state.descriptors.get_mut(fd)?;
    open_for(descriptor, Rights::FD_READ)?;
    let buffers = Iovecs::read(&call.memory, iovs, iovs_len)?;
    nread.check(&call.memory)?;
    let count = match &mut descriptor.object {
        Object::File { inode, offset } => {
            let count = buffers
                .scatter(&mut call.memory, from(call.guest.files.contents(*inode).unwrap_or_default(), *offset))?;
            *offset += u64::from(count);
            call.guest.spend_bytes(count as usize)?;
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
    let count =
        buffers.scatter(&mut call.memory, from(call.guest.files.contents(inode).unwrap_or_default(), offset))?;
    call.guest.spend_bytes(count as usize)?;
    nread.write(&mut call.memory, count)?;
    Ok(())
}

/// Writes what the `iovs_len` buffers listed at `iovs` hold to `fd`, and the number of bytes written at `nwritten`.
///
/// Only stdout and stderr can be written to. Each takes all of the bytes, unless the call or the run fails.
///
/// `EBADF`: `fd` is not open, or not for writing, as no file of a read-only file system is. `EISDIR`: it is a
/// directory. `EINVAL`: there are more than 1024 buffers, or they have more than 32 bits of bytes together. `EFAULT`:
/// the list, a buffer or the result lies outside memory (nothing is written). `EPIPE`: nobody reads the stream any
/// more. `EIO`: it failed on the host's side in another way. A stream over its limit ends the run.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_write>
fn fd_write(call: &mut Call<'_, '_>, fd: u32, iovs: Ptr, iovs_len: u32, nwritten: Out<u32>) -> Result<(), CallError> {
    let descriptor = call.state.descriptors.get(fd)?;
    open_for(descriptor, Rights::FD_WRITE)?;
    let stream = match descriptor.object {
        Object::Stdout => Stream::Stdout,
        Object::Stderr => Stream::Stderr,
        _ => return Err(Errno::Rofs.into()),
    };
    let buffers = Iovecs::read(&call.memory, iovs, iovs_len)?;
    nwritten.check(&call.memory)?;
    gather(call.guest, stream, &buffers, &call.memory)?;
    nwritten.write(&mut call.memory, buffers.total)?;
    Ok(())
}

/// Writes as [`fd_write`] does, but `offset` bytes after the file's beginning: which no descriptor can here.
///
/// `EBADF`: `fd` is not open, or not for writing. `EISDIR`: it is a directory. `ESPIPE`: it is a stream.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_pwrite>
fn fd_pwrite(
    call: &mut Call<'_, '_>,
    fd: u32,
    _iovs: Ptr,
    _iovs_len: u32,
    _offset: u64,
    _nwritten: Out<u32>,
) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get(fd)?;
    open_for(descriptor, Rights::FD_WRITE)?;
    match descriptor.object {
        Object::File { .. } => Err(Errno::Rofs),
        _ => Err(Errno::Spipe),
    }
}

/// `EISDIR` on a directory, and `EBADF` without the right to read or to write, as a descriptor that POSIX opens for the
/// other of the two.
fn open_for(descriptor: &Descriptor, access: Rights) -> Result<(), Errno> {
    match descriptor.object {
        Object::Directory { .. } => Err(Errno::Isdir),
        _ => descriptor.allow(access).map_err(|_| Errno::Badf),
    }
}

/// What `contents` hold from `offset` on, which may lie past their end.
fn from(contents: &[u8], offset: u64) -> &[u8] {
    usize::try_from(offset).ok().and_then(|offset| contents.get(offset..)).unwrap_or_default()
}

fn gather(guest: &mut Guest<'_>, stream: Stream, buffers: &Iovecs, memory: &Memory<'_>) -> Result<(), CallError> {
    for bytes in buffers.contents(memory) {
        guest.write(stream, bytes?)?;
    }
    Ok(())
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
