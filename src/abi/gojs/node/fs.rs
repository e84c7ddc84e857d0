//! `fs`: the tree of files that a guest sees, and its standard streams.
//!
//! Every operation has a body that either form of it calls: one that returns its result, and one that hands it to a
//! callback. It is done at once in both; the callback is called later, as Node does. Nothing can be changed:
//! [`change`] says which error tells so. Arguments of wrong types throw.

mod change;
mod constants;
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

use self::error::Failure;
use super::argument;
use crate::abi::gojs::events::{Callback, QUEUED_BYTES};
use crate::abi::gojs::js::{Abrupt, Completion, Invocation, Js, Member, Native, NativeFunction, Shape, Value};

/// What an operation gives. `undefined` is no result.
type Outcome = Result<Value, Failure>;

/// An operation, whichever way it is called.
struct Operation {
    /// The system call that its errors name.
    syscall: &'static str,
    /// How many of the first arguments are paths, which its errors name too.
    paths: usize,
    body: for<'c, 'g> fn(&mut Js<'c, 'g>, &[Value]) -> Outcome,
}

/// Rows: the name with a callback, the name without, the number of arguments before the callback; the system call and the
/// number of paths that errors name; the body.
macro_rules! operations {
    ($($later:literal $now:literal ($length:literal): $syscall:literal $paths:literal, $body:path;)* + $extra:expr) => {
        &[
            $(
                row($later, $length + 1, |js, call| later(js, call, &operations!(@ $syscall $paths $body))),
                row($now, $length, |js, call| now(js, call, &operations!(@ $syscall $paths $body))),
            )*
            $extra
        ]
    };
    (@ $syscall:literal $paths:literal $body:path) => { Operation { syscall: $syscall, paths: $paths, body: $body } };
}

const fn row(name: &'static str, length: u8, body: Native) -> NativeFunction {
    NativeFunction { name, length, body, constructs: None }
}

/// `globalThis.fs`; `syscall/fs_js.go` calls most of it, by `fsCall`.
pub(super) const FS: Shape =
    Shape { constants: &[("constants", Member::Object(&constants::CONSTANTS))], ..Shape::functions(OPERATIONS) };

const OPERATIONS: &[NativeFunction] = operations![
    "access" "accessSync" (2): "access" 1, stat::access;
    "appendFile" "appendFileSync" (2): "open" 1, write::append_file;
    "chmod" "chmodSync" (2): "chmod" 1, change::chmod;
    "chown" "chownSync" (3): "chown" 1, change::chown;
    "close" "closeSync" (1): "close" 0, open::close;
    "fchmod" "fchmodSync" (2): "fchmod" 0, change::fchmod;
    "fchown" "fchownSync" (3): "fchown" 0, change::fchown;
    "fdatasync" "fdatasyncSync" (1): "fdatasync" 0, change::fsync;
    "fstat" "fstatSync" (1): "fstat" 0, stat::fstat;
    "fsync" "fsyncSync" (1): "fsync" 0, change::fsync;
    "ftruncate" "ftruncateSync" (2): "ftruncate" 0, change::ftruncate;
    "futimes" "futimesSync" (3): "futime" 0, change::futimes;
    "lchown" "lchownSync" (3): "lchown" 1, change::chown;
    "link" "linkSync" (2): "link" 2, change::link;
    "lstat" "lstatSync" (1): "lstat" 1, stat::stat;
    "lutimes" "lutimesSync" (3): "lutime" 1, change::utimes;
    "mkdir" "mkdirSync" (2): "mkdir" 1, change::mkdir;
    "open" "openSync" (3): "open" 1, open::open;
    "read" "readSync" (5): "read" 0, read::read;
    "readFile" "readFileSync" (2): "open" 1, read::read_file;
    "readdir" "readdirSync" (2): "scandir" 1, read::readdir;
    "readlink" "readlinkSync" (1): "readlink" 1, change::readlink;
    "rename" "renameSync" (2): "rename" 2, change::rename;
    "rmdir" "rmdirSync" (1): "rmdir" 1, change::rmdir;
    "stat" "statSync" (1): "stat" 1, stat::stat;
    "symlink" "symlinkSync" (2): "symlink" 2, change::symlink;
    "truncate" "truncateSync" (2): "open" 1, change::truncate;
    "unlink" "unlinkSync" (1): "unlink" 1, change::unlink;
    "utimes" "utimesSync" (3): "utime" 1, change::utimes;
    "write" "writeSync" (5): "write" 0, write::write;
    "writeFile" "writeFileSync" (2): "open" 1, write::write_file;
    + row("existsSync", 1, stat::exists_sync)
];

/// Does the operation, and throws if it fails.
fn now(js: &mut Js<'_, '_>, call: &Invocation<'_>, operation: &Operation) -> Completion {
    let done = (operation.body)(js, call.args);
    settle(js, done, operation, call.args)?.map_err(Abrupt::Throw)
}

/// Does the operation, and has the last argument called later: with the error, or with `null` and the result.
fn later(js: &mut Js<'_, '_>, call: &Invocation<'_>, operation: &Operation) -> Completion {
    let (function, args) = call.args.split_last().unwrap_or((&Value::Undefined, &[]));
    if !js.is_callable(function) {
        return Err(js.invalid_argument("cb", "of type function", function));
    }
    js.reserve(QUEUED_BYTES)?;
    let done = (operation.body)(js, args);
    let args = match settle(js, done, operation, args)? {
        Ok(Value::Undefined) => vec![Value::Null],
        Ok(result) => vec![Value::Null, result],
        Err(error) => vec![error],
    };
    js.state_mut().events.tasks.push_back(Callback { function: function.clone(), args });
    Ok(Value::Undefined)
}

/// The result or the error of an operation, unless that ends the call whichever way it was called.
fn settle(
    js: &mut Js<'_, '_>,
    done: Outcome,
    operation: &Operation,
    args: &[Value],
) -> Completion<Result<Value, Value>> {
    let failed = match done {
        Ok(value) => return Ok(Ok(value)),
        Err(Failure::Abrupt(abrupt)) => return Err(abrupt),
        Err(Failure::Errno(errno)) => {
            let paths = args.get(..operation.paths).unwrap_or(args);
            let paths: Vec<Value> = paths.iter().filter(|path| matches!(path, Value::Text(_))).cloned().collect();
            system_error(js, errno, operation.syscall, &paths)
        }
        Err(Failure::Other(syscall, errno)) => system_error(js, errno, syscall, &[]),
    };
    failed.map(Err)
}

/// `fs.writeSync(fd, data)`, from inside.
pub(super) fn write_now(js: &mut Js<'_, '_>, fd: u32, data: Value) -> Completion {
    let args = [fd.into(), data];
    let done = write::write(js, &args);
    let operation = Operation { syscall: "write", paths: 0, body: write::write };
    settle(js, done, &operation, &args)?.map_err(Abrupt::Throw)?;
    Ok(true.into())
}

/// The first argument, which must be a descriptor.
fn fd(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<u32> {
    let fd = args.first().unwrap_or(&Value::Undefined);
    Ok(argument::integer(js, "fd", fd, 0.0, i32::MAX.into())? as u32)
}
