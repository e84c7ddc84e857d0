//! Why a call of `fs` failed, and the `Error` that says so.

use std::io::ErrorKind;

use crate::abi::gojs::js::{Abrupt, Intrinsic, Js, Value};
use crate::fs::LookupError;
use crate::run::Stop;

macro_rules! errnos {
    ($($variant:ident = $number:literal $name:literal $message:literal),* $(,)?) => {
        /// The error codes of Linux that a read-only tree of files gives. Go knows each by its name: `syscall/tables_js.go`,
        /// `errnoByCode`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::abi::gojs::node) enum Errno { $($variant),* }

        impl Errno {
            const fn number(self) -> i32 {
                match self { $(Self::$variant => $number),* }
            }

            pub(in crate::abi::gojs::node) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What libuv calls it.
            const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),* }
            }
        }
    };
}

errnos! {
    Noent = 2 "ENOENT" "no such file or directory",
    Io = 5 "EIO" "i/o error",
    Badf = 9 "EBADF" "bad file descriptor",
    Acces = 13 "EACCES" "permission denied",
    Busy = 16 "EBUSY" "resource busy or locked",
    Exist = 17 "EEXIST" "file already exists",
    Notdir = 20 "ENOTDIR" "not a directory",
    Isdir = 21 "EISDIR" "illegal operation on a directory",
    Inval = 22 "EINVAL" "invalid argument",
    Mfile = 24 "EMFILE" "too many open files",
    Spipe = 29 "ESPIPE" "invalid seek",
    Rofs = 30 "EROFS" "read-only file system",
    Pipe = 32 "EPIPE" "broken pipe",
    Nametoolong = 36 "ENAMETOOLONG" "name too long",
    Notempty = 39 "ENOTEMPTY" "directory not empty",
}

/// Why an operation gave no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// The system call that the operation is about failed. This reaches a callback; anything else is thrown.
    Errno(Errno),
    /// Another system call failed, which knew no path.
    Other(&'static str, Errno),
    Abrupt(Abrupt),
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

impl From<LookupError> for Errno {
    fn from(error: LookupError) -> Self {
        match error {
            // No lookup here is bound to a directory.
            LookupError::NotFound | LookupError::Escapes => Self::Noent,
            LookupError::NotDirectory => Self::Notdir,
            LookupError::Nul => Self::Inval,
            LookupError::NameTooLong => Self::Nametoolong,
        }
    }
}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Self {
        Self::Errno(error.into())
    }
}

impl From<ErrorKind> for Errno {
    /// What the guest is told when the host's side of a stream fails.
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::BrokenPipe => Self::Pipe,
            _ => Self::Io,
        }
    }
}

impl From<Abrupt> for Failure {
    fn from(abrupt: Abrupt) -> Self {
        Self::Abrupt(abrupt)
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Self::Abrupt(stop.into())
    }
}

/// The `Error` of a failed system call: `ENOENT: no such file or directory, open '/x'`. Of `paths`, the first becomes its
/// `path` and the second its `dest`.
pub(in crate::abi::gojs::node) fn system_error(
    js: &mut Js<'_, '_>,
    errno: Errno,
    syscall: &str,
    paths: &[Value],
) -> Result<Value, Abrupt> {
    let named = paths.iter().filter_map(|path| match path {
        Value::Text(text) => Some(format!("'{}'", text.to_utf8())),
        _ => None,
    });
    let named = named.collect::<Vec<_>>().join(" -> ");
    // The message, and the stack that repeats it.
    js.reserve(2 * named.len())?;
    let space = if named.is_empty() { "" } else { " " };
    let message = format!("{}: {}, {syscall}{space}{named}", errno.name(), errno.message());
    let error = js.error(Intrinsic::Error, message);
    let Some(id) = error.object() else { return Ok(error) };
    js.define(id, "errno", f64::from(-errno.number()).into());
    js.define(id, "code", errno.name().into());
    js.define(id, "syscall", syscall.into());
    for (name, path) in ["path", "dest"].into_iter().zip(paths) {
        js.define(id, name, path.clone());
    }
    Ok(error)
}
