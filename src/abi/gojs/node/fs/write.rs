//! Writing to stdout, stderr and files; no file of a read-only tree is open for it.

use super::descriptors::Opened;
use super::error::Errno;
use super::span::Span;
use super::{FsResult, fd};
use crate::abi::gojs::js::{Js, Value};
use crate::fs::Inode;
use crate::guest::{Object, Stream};

/// `fs.write(fd, buffer, offset, length, position)`; `syscall.Write` without a position, `syscall.Pwrite` with one. Writes the
/// bytes and gives their number: to a file, as many as there is room for, at the position or else where the last read or
/// write without one ended; if it was opened with `O_APPEND`, always at its end, as on Linux.
///
/// `EBADF`: `fd` is not open, or not for writing. `ENOSPC`: the scratch layer has no room for any. `ESPIPE`: it is a stream,
/// and has no positions. `EPIPE`: nobody reads the stream any more. `EIO`: it failed on the host's side in another way. A
/// stream over its limit ends the run.
pub(super) fn write(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    let span = Span::of(js, args)?;
    let position = match args.get(4) {
        Some(&Value::Number(position)) => Some(position.max(0.0) as u64),
        _ => None,
    };
    let Opened { object, access } = js.state().node.descriptors.get(fd)?;
    let host = js.store.data_mut();
    let stream = match object {
        Object::Stdin | Object::Stdout | Object::Stderr if position.is_some() => return Err(Errno::Spipe.into()),
        Object::Stdout => Stream::Stdout,
        Object::Stderr => Stream::Stderr,
        Object::File { inode, offset } if access.write => {
            return write_file(js, fd, inode, (position, offset, access.append), &span);
        }
        Object::Stdin | Object::File { .. } | Object::Directory { .. } => return Err(Errno::Badf.into()),
    };
    let bytes = span.bytes(&host.state.heap);
    host.guest.write(stream, bytes)?;
    Ok(bytes.len().into())
}

/// Writes to a file: at the given position, or where the last write ended, unless all goes to its end.
fn write_file(
    js: &mut Js<'_, '_>,
    fd: u32,
    inode: Inode,
    (position, offset, append): (Option<u64>, u64, bool),
    span: &Span,
) -> FsResult {
    let host = js.store.data_mut();
    let end = host.guest.files.attributes(inode).len;
    let at = if append { end } else { position.unwrap_or(offset) };
    let now = host.guest.clock.wall();
    let bytes = span.bytes(&host.state.heap);
    let count = if bytes.is_empty() { 0 } else { host.guest.files.write(inode, at, bytes, now)? };
    host.guest.spend_bytes(count)?;
    if position.is_none() {
        host.state.node.descriptors.seek(fd, at + count as u64);
    }
    Ok(count.into())
}
