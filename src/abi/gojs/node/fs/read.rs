//! Reading files, stdin and directories.

use super::error::{Errno, Failure};
use super::span::{self, Span};
use super::{Outcome, fd, open, path};
use crate::abi::gojs::js::{Completion, Intrinsic, Js, Text, Value};
use crate::abi::gojs::node::argument::{self, MAX_SAFE_INTEGER};
use crate::fs::Inode;
use crate::guest::Object;

/// `fs.read(fd, buffer, offset, length, position)`; `syscall.Read` without a position, `syscall.Pread` with one. Reads at
/// most `length` bytes into the typed array `buffer` from its byte `offset` on, and gives their number: 0 at the end.
///
/// Without a position, a file is read where the last such read ended. Stdin may have to be waited for; nothing else in the
/// guest goes on meanwhile.
///
/// `EBADF`: `fd` is not open, or stdout or stderr. `EISDIR`: it is a directory. `ESPIPE`: it is a stream, and has no
/// positions. `EIO`: stdin failed on the host's side. Nothing is asked for 0 bytes.
pub(super) fn read(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    let span = span::to_read(js, args)?;
    let position = position(js, args.get(4))?;
    if span.length == 0 {
        return Ok(0_u32.into());
    }
    let count = match js.state().node.descriptors.get(fd)? {
        Object::Stdin | Object::Stdout | Object::Stderr if position.is_some() => return Err(Errno::Spipe.into()),
        Object::Stdin => read_stdin(js, &span)?,
        Object::Stdout | Object::Stderr => return Err(Errno::Badf.into()),
        Object::Directory { .. } => return Err(Errno::Isdir.into()),
        Object::File { inode, offset } => {
            let count = read_file_at(js, inode, position.unwrap_or(offset), &span);
            js.guest().moves(count)?;
            if position.is_none() {
                js.state_mut().node.descriptors.seek(fd, offset + count as u64);
            }
            count
        }
    };
    Ok(count.into())
}

fn read_stdin(js: &mut Js<'_, '_>, span: &Span) -> Result<usize, Errno> {
    let host = js.store.data_mut();
    let buffer = span.bytes_mut(&mut host.state.heap);
    Ok(host.guest.stdin.read(buffer)?)
}

/// Copies what the file holds from `offset` on, which may lie past its end.
fn read_file_at(js: &mut Js<'_, '_>, inode: Inode, offset: u64, span: &Span) -> usize {
    let host = js.store.data_mut();
    let contents = host.guest.files.contents(inode).unwrap_or_default();
    let rest = usize::try_from(offset).ok().and_then(|offset| contents.get(offset..)).unwrap_or_default();
    let buffer = span.bytes_mut(&mut host.state.heap);
    let count = rest.len().min(buffer.len());
    buffer[..count].copy_from_slice(&rest[..count]);
    count
}

/// A position in a file; `None` is where the last read ended.
fn position(js: &mut Js<'_, '_>, value: Option<&Value>) -> Completion<Option<u64>> {
    match value {
        None | Some(Value::Undefined | Value::Null) => Ok(None),
        Some(value @ Value::Number(_)) => {
            let position = argument::integer(js, "position", value, -1.0, MAX_SAFE_INTEGER)?;
            Ok((position >= 0.0).then_some(position as u64))
        }
        Some(value) => Err(js.invalid_argument("position", "of type bigint or integer", value)),
    }
}

/// `fs.readdir(path)`; `syscall.Open`, which lists a directory as soon as it is opened. Gives the names, sorted by their
/// bytes, without `.` and `..`.
///
/// `ENOTDIR`: the path is a file. Those of a path: see [`path`].
pub(super) fn readdir(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let inode = path::existing(js, args)?;
    let entries = js.guest().files.entries(inode, 0)?.without_dots();
    let names: Vec<Value> = entries.map(|entry| entry.name.into()).collect();
    js.reserve(names.len() * size_of::<Value>())?;
    Ok(js.array(names).into())
}

/// `fs.readFile(path | fd, options)`, for programs that call it through `syscall/js`. Gives a `Uint8Array`, or a string if
/// there is an encoding, which can only be UTF-8.
///
/// Those of [`open`](open::open) and [`read`]. A descriptor is read from where the last read ended.
pub(super) fn read_file(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let encoded = encoding(js, args.get(1))?;
    let bytes = match args.first() {
        Some(Value::Number(_)) => {
            let fd = fd(js, args)?;
            let object = js.state().node.descriptors.get(fd).map_err(|errno| Failure::Other("fstat", errno))?;
            let bytes = contents(js, object)?;
            if let Object::File { offset, .. } = object {
                js.state_mut().node.descriptors.seek(fd, offset + bytes.len() as u64);
            }
            bytes
        }
        _ => {
            let path = path::argument(js, "path", args, 0)?;
            let object = open::open_path(js, &path, open::O_RDONLY)?;
            contents(js, object)?
        }
    };
    if encoded {
        return Ok(Text::from_bytes(&bytes).into());
    }
    Ok(js.bytes(bytes)?.into())
}

/// Everything that can be read from `object`.
fn contents(js: &mut Js<'_, '_>, object: Object) -> Result<Vec<u8>, Failure> {
    match object {
        Object::Stdin => rest_of_stdin(js),
        Object::Stdout | Object::Stderr => Err(Failure::Other("read", Errno::Badf)),
        Object::Directory { .. } => Err(Failure::Other("read", Errno::Isdir)),
        Object::File { inode, offset } => {
            let files = js.guest().files.clone();
            let contents = files.contents(inode).unwrap_or_default();
            let rest = usize::try_from(offset).ok().and_then(|offset| contents.get(offset..)).unwrap_or_default();
            js.reserve(rest.len())?;
            Ok(rest.to_vec())
        }
    }
}

/// Bytes that are asked of stdin at a time, when all of it is wanted.
const CHUNK: usize = 64 << 10;

fn rest_of_stdin(js: &mut Js<'_, '_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    loop {
        js.reserve(CHUNK)?;
        let end = bytes.len();
        bytes.resize(end + CHUNK, 0);
        let read = js.guest().stdin.read(&mut bytes[end..]);
        let count = read.map_err(|kind| Failure::Other("read", kind.into()))?;
        bytes.truncate(end + count);
        if count == 0 {
            return Ok(bytes);
        }
    }
}

/// Whether options ask for a string: an encoding, or an object that names one.
fn encoding(js: &mut Js<'_, '_>, options: Option<&Value>) -> Completion<bool> {
    let name = match options {
        Some(Value::Object(id)) => js.get(*id, "encoding")?,
        Some(value) => value.clone(),
        None => Value::Undefined,
    };
    match &name {
        Value::Text(text) if matches!(&*text.to_utf8().to_ascii_lowercase(), "utf8" | "utf-8") => Ok(true),
        Value::Text(_) => {
            let message = format!("The argument 'encoding' is invalid encoding. Received {}", js.inspect(&name));
            Err(argument::coded(js, Intrinsic::TypeError, "ERR_INVALID_ARG_VALUE", message))
        }
        _ => Ok(false),
    }
}
