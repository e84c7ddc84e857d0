//! Writing to stdout and stderr; no file of a read-only tree is open for it.

use super::error::{Errno, Failure};
use super::open::{self, O_APPEND, O_CREAT, O_TRUNC, O_WRONLY};
use super::span::{self, Span};
use super::{Outcome, fd, path};
use crate::abi::gojs::js::{Js, Text, Value};
use crate::guest::{Object, Stream, WriteFailure};

/// `fs.write(fd, buffer, offset, length, position)` or `fs.write(fd, string, position)`; `syscall.Write` without a position,
/// `syscall.Pwrite` with one; `fs.writeSync` is what `runtime.wasmWrite` calls in `wasm_exec.js`. Writes all of the bytes and
/// gives their number.
///
/// `EBADF`: `fd` is not open, or not for writing, as no file is. `ESPIPE`: it is a stream, and has no positions. `EPIPE`:
/// nobody reads the stream any more. `EIO`: it failed on the host's side in another way. A stream over its limit ends the
/// run.
pub(super) fn write(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    let (source, position) = match args.get(1) {
        Some(Value::Text(text)) => (Source::Text(text.clone()), args.get(2)),
        value => match span::to_write(js, args)? {
            Some(span) => (Source::Span(span), args.get(4)),
            None => {
                let expected = "of type string or an instance of Buffer, TypedArray, or DataView";
                return Err(js.invalid_argument("buffer", expected, value.unwrap_or(&Value::Undefined)).into());
            }
        },
    };
    let positioned = matches!(position, Some(Value::Number(_)));
    emit(js, fd, &source, positioned)
}

/// `fs.writeFile(path | fd, data)`, for programs that call it through `syscall/js`. With a path, it fails as
/// [`open`](open::open) does.
pub(super) fn write_file(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    write_whole(js, args, O_WRONLY | O_CREAT | O_TRUNC)
}

/// `fs.appendFile(path | fd, data)`: as [`write_file`].
pub(super) fn append_file(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    write_whole(js, args, O_WRONLY | O_CREAT | O_APPEND)
}

fn write_whole(js: &mut Js<'_, '_>, args: &[Value], flags: u32) -> Outcome {
    if let Some(Value::Number(_)) = args.first() {
        write(js, args.get(..2).unwrap_or(args))?;
        return Ok(Value::Undefined);
    }
    let path = path::argument(js, "path", args, 0)?;
    open::open_path(js, &path, flags)?;
    Err(Errno::Rofs.into())
}

/// Where the bytes of a write come from.
enum Source {
    Text(Text),
    Span(Span),
}

fn emit(js: &mut Js<'_, '_>, fd: u32, source: &Source, positioned: bool) -> Outcome {
    let object = js.state().node.descriptors.get(fd)?;
    let host = js.store.data_mut();
    let stream = match object {
        Object::Stdin | Object::Stdout | Object::Stderr if positioned => return Err(Errno::Spipe.into()),
        Object::Stdout => Stream::Stdout,
        Object::Stderr => Stream::Stderr,
        Object::Stdin | Object::File { .. } | Object::Directory { .. } => return Err(Errno::Badf.into()),
    };
    let text;
    let bytes = match source {
        Source::Text(source) => {
            text = source.to_utf8();
            text.as_bytes()
        }
        Source::Span(span) => span.bytes(&host.state.heap),
    };
    host.guest.write(stream, bytes).map_err(|failure| match failure {
        WriteFailure::Io(kind) => Failure::Errno(kind.into()),
        WriteFailure::Stop(stop) => stop.into(),
    })?;
    Ok(bytes.len().into())
}
