//! `fs`: the tree of files that a guest sees, and its standard streams.
//!
//! An operation is done at once, and its callback is called later, as Node does. Without a scratch layer nothing can be
//! changed: [`change`] says which error tells so. Arguments of wrong types throw.

mod change;
mod descriptors;
mod error;
mod open;
mod path;
mod read;
mod span;
mod stat;
mod write;

pub(super) use descriptors::Descriptors;
pub(super) use error::{Errno, system_error};
pub(super) use path::{is_directory, lookup};
pub(super) use stat::STATS;

use self::error::OperationError;
use super::argument;
use crate::abi::gojs::events::{Callback, QUEUED_BYTES};
use crate::abi::gojs::js::{Completion, Constant, Js, Template, Value};

/// What an operation gives. `undefined` is no result.
type FsResult = Result<Value, OperationError>;

/// Rows of operations: the name, and the body, which is given the arguments before the callback.
macro_rules! operations {
    ($($name:literal: $body:path,)*) => { &[$(($name, |js, _, args| later(js, args, $body))),*] };
}

/// `globalThis.fs`; `syscall/fs_js.go` calls all of it, by `fsCall`.
pub(super) static FS: Template = Template {
    properties: &[("constants", Constant::Object(&CONSTANTS))],
    functions: operations![
        "chmod": change::chmod,
        "chown": change::chown,
        "close": open::close,
        "fchmod": change::fchmod,
        "fchown": change::fchown,
        "fstat": stat::fstat,
        "fsync": change::fsync,
        "ftruncate": change::ftruncate,
        "lchown": change::lchown,
        "link": change::link,
        "lstat": stat::lstat,
        "mkdir": change::mkdir,
        "open": open::open,
        "read": read::read,
        "readdir": read::readdir,
        "readlink": change::readlink,
        "rename": change::rename,
        "rmdir": change::rmdir,
        "stat": stat::stat,
        "symlink": change::symlink,
        "truncate": change::truncate,
        "unlink": change::unlink,
        "utimes": change::utimes,
        "write": write::write,
    ],
};

/// `fs.constants`, with the values that Linux has on x86-64: `syscall.Open` makes its flags of them. Go asks for `O_DIRECTORY`
/// from 1.24 on.
static CONSTANTS: Template = Template {
    properties: &[
        ("O_WRONLY", Constant::Number(open::O_WRONLY as f64)),
        ("O_RDWR", Constant::Number(open::O_RDWR as f64)),
        ("O_CREAT", Constant::Number(open::O_CREAT as f64)),
        ("O_TRUNC", Constant::Number(open::O_TRUNC as f64)),
        ("O_APPEND", Constant::Number(open::O_APPEND as f64)),
        ("O_EXCL", Constant::Number(open::O_EXCL as f64)),
        ("O_DIRECTORY", Constant::Number(open::O_DIRECTORY as f64)),
    ],
    functions: &[],
};

/// Does the operation, and has the last argument called later: with the error, or with `null` and the result.
fn later(js: &mut Js<'_, '_>, args: &[Value], operation: fn(&mut Js<'_, '_>, &[Value]) -> FsResult) -> Completion {
    let Some((function, args)) = args.split_last().filter(|(function, _)| js.is_callable(function)) else {
        return Err(argument::must_be(js, "callback", "function"));
    };
    js.reserve(QUEUED_BYTES)?;
    let args = match operation(js, args) {
        Ok(Value::Undefined) => vec![Value::Null],
        Ok(result) => vec![Value::Null, result],
        Err(OperationError::Errno(errno)) => vec![system_error(js, errno)],
        Err(OperationError::Abrupt(abrupt)) => return Err(abrupt),
    };
    js.state_mut().events.tasks.push_back(Callback { function: function.clone(), args });
    Ok(Value::Undefined)
}

/// The first argument, which must be a descriptor.
fn fd(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<u32> {
    Ok(argument::integer(js, "fd", args, 0, (0.0, i32::MAX.into()))? as u32)
}
