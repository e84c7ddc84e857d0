//! Reading files, stdin and directories.

use super::descriptors::Opened;
use super::error::Errno;
use super::span::Span;
use super::{FsResult, fd, path};
use crate::abi::gojs::js::{Completion, Js, Value};
use crate::abi::gojs::node::argument::{self, MAX_SAFE_INTEGER};
use crate::fs::Inode;
use crate::guest::{Object, StreamFailure};

/// `fs.read(fd, buffer, offset, length, position)`; `syscall.Read` without a position, `syscall.Pread` with one. Reads at
/// most `length` bytes into the `Uint8Array` `buffer` from its byte `offset` on, and gives their number: 0 at the end.
///
/// Without a position, a file is read where the last such read ended. Stdin may have to be waited for; nothing else in the
/// guest goes on meanwhile.
///
/// `EBADF`: `fd` is not open, or not for reading, as stdout and stderr. `EISDIR`: it is a directory. `ESPIPE`: it is a stream, and has no
/// positions. `EIO`: stdin failed on the host's side. Nothing is asked for 0 bytes.
pub(super) fn read(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    let span = Span::of(js, args)?;
    let position = position(js, args)?;
    if span.length == 0 {
        return Ok(0_u32.into());
    }
    let Opened { object, access } = js.state().node.descriptors.get(fd)?;
    let count = match object {
        Object::Stdin | Object::Stdout | Object::Stderr if position.is_some() => return Err(Errno::Spipe.into()),
        Object::Stdin => read_stdin(js, &span)?,
        Object::Stdout | Object::Stderr => return Err(Errno::Badf.into()),
        Object::Directory { .. } => return Err(Errno::Isdir.into()),
        Object::File { .. } if !access.read => return Err(Errno::Badf.into()),
        Object::File { inode, offset } => {
            let count = read_file_at(js, inode, position.unwrap_or(offset), &span);
            js.guest().spend_bytes(count)?;
            if position.is_none() {
                js.state_mut().node.descriptors.seek(fd, offset + count as u64);
            }
            count
        }
    };
    Ok(count.into())
}

fn read_stdin(js: &mut Js<'_, '_>, span: &Span) -> Result<usize, StreamFailure> {
    let host = js.store.data_mut();
    let buffer = span.bytes_mut(&mut host.state.heap);
    host.guest.read(buffer)
}

/// Copies what the file holds from `offset` on, which may lie past its end.
fn read_file_at(js: &mut Js<'_, '_>, inode: Inode, offset: u64, span: &Span) -> usize {
    let host = js.store.data_mut();
    host.guest.files.read(inode, offset, span.bytes_mut(&mut host.state.heap))
}

/// A position in a file; `None` is where the last read ended.
fn position(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<Option<u64>> {
    if matches!(args.get(4), None | Some(Value::Undefined | Value::Null)) {
        return Ok(None);
    }
    let position = argument::integer(js, "position", args, 4, (-1.0, MAX_SAFE_INTEGER))?;
    Ok((position >= 0.0).then_some(position as u64))
}

/// `fs.readdir(path)`; `syscall.Open`, which lists a directory as soon as it is opened. Gives the names, sorted by their
/// bytes, without `.` and `..`.
///
/// `ENOTDIR`: the path is a file. Those of a path: see [`path`].
pub(super) fn readdir(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let inode = path::existing(js, args)?;
    let entries = js.guest().files.entries(inode, 0)?.without_dots();
    let mut names: Vec<&str> = entries.map(|entry| entry.name).collect();
    names.sort_unstable();
    let names: Vec<Value> = names.into_iter().map(Value::from).collect();
    js.reserve(names.len() * size_of::<Value>())?;
    Ok(js.array(names).into())
}
