//! Writing to stdout and stderr; no file of a read-only tree is open for it.

use super::error::Errno;
use super::span::Span;
use super::{Outcome, fd};
use crate::abi::gojs::js::{Js, Value};
use crate::guest::{Object, Stream};

/// `fs.write(fd, buffer, offset, length, position)`; `syscall.Write` without a position, `syscall.Pwrite` with one. Writes all
/// of the bytes and gives their number.
///
/// `EBADF`: `fd` is not open, or not for writing, as no file is. `ESPIPE`: it is a stream, and has no positions. `EPIPE`:
/// nobody reads the stream any more. `EIO`: it failed on the host's side in another way. A stream over its limit ends the
/// run.
pub(super) fn write(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    let span = Span::of(js, args)?;
    let positioned = matches!(args.get(4), Some(Value::Number(_)));
    let object = js.state().node.descriptors.get(fd)?;
    let host = js.store.data_mut();
    let stream = match object {
        Object::Stdin | Object::Stdout | Object::Stderr if positioned => return Err(Errno::Spipe.into()),
        Object::Stdout => Stream::Stdout,
        Object::Stderr => Stream::Stderr,
        Object::Stdin | Object::File { .. } | Object::Directory { .. } => return Err(Errno::Badf.into()),
    };
    let bytes = span.bytes(&host.state.heap);
    host.guest.write(stream, bytes)?;
    Ok(bytes.len().into())
}
