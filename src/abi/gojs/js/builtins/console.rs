//! `console`: lines on the guest's standard streams.

use crate::abi::gojs::js::{Completion, Js, Template, Text, Value};
use crate::guest::{Stream, StreamFailure};

/// `globalThis.console`; `syscall/js/func.go`, `handleEvent`, calls `error`. The runtime's `debug` is a `log` in `wasm_exec.js`.
pub(in super::super) static CONSOLE: Template = Template::functions(&[
    ("error", |js, _, args| write_line(js, Stream::Stderr, args)),
    ("log", |js, _, args| write_line(js, Stream::Stdout, args)),
]);

/// Writes the values with spaces between them. A failure of the host's side goes unnoticed, as the console gives no result;
/// the run ends with it at the next write.
fn write_line(js: &mut Js<'_, '_>, stream: Stream, args: &[Value]) -> Completion {
    let texts: Vec<Text> = args.iter().map(|value| js.to_text(value)).collect();
    js.room(texts.iter().map(|text| text.len() + 1).sum())?;
    let line = texts.iter().map(|text| &**text).collect::<Vec<_>>().join(" ") + "\n";
    match js.guest().write(stream, line.as_bytes()) {
        Err(StreamFailure::Stop(stop)) => Err(stop.into()),
        Ok(()) | Err(StreamFailure::Io(_)) => Ok(Value::Undefined),
    }
}
