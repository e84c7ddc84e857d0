//! Why a call of `fs` failed, and the `Error` that says so.

use std::io::ErrorKind;

use crate::abi::gojs::js::{Abrupt, Class, Js, Value};
use crate::fs::{LookupError, ScratchError};
use crate::guest::StreamFailure;
use crate::run::Stop;

macro_rules! errnos {
    ($($variant:ident = $name:literal $message:literal),* $(,)?) => {
        /// The error codes of Linux that a tree of files gives. Go knows each by its name: `syscall/tables_js.go`,
        /// `errnoByCode`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::abi::gojs::node) enum Errno { $($variant),* }

        impl Errno {
            const fn name(self) -> &'static str {
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
    Noent = "ENOENT" "no such file or directory",
    Io = "EIO" "i/o error",
    Badf = "EBADF" "bad file descriptor",
    Busy = "EBUSY" "resource busy or locked",
    Exist = "EEXIST" "file already exists",
    Notdir = "ENOTDIR" "not a directory",
    Isdir = "EISDIR" "illegal operation on a directory",
    Inval = "EINVAL" "invalid argument",
    Mfile = "EMFILE" "too many open files",
    Spipe = "ESPIPE" "invalid seek",
    Rofs = "EROFS" "read-only file system",
    Pipe = "EPIPE" "broken pipe",
    Nametoolong = "ENAMETOOLONG" "name too long",
    Notempty = "ENOTEMPTY" "directory not empty",
    Nospc = "ENOSPC" "no space left on device",
    Loop = "ELOOP" "too many symbolic links encountered",
    Perm = "EPERM" "operation not permitted",
    Fbig = "EFBIG" "file too large",
}

/// Why an operation gave no result.
#[derive(Debug)]
pub(super) enum OperationError {
    /// The system call failed. This reaches the callback; anything else is thrown.
    Errno(Errno),
    Abrupt(Abrupt),
}

impl From<Errno> for OperationError {
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
            LookupError::Loop => Self::Loop,
        }
    }
}

impl From<ScratchError> for Errno {
    fn from(error: ScratchError) -> Self {
        match error {
            ScratchError::ReadOnly => Self::Rofs,
            ScratchError::Full => Self::Nospc,
            ScratchError::Exists => Self::Exist,
            ScratchError::NotFound => Self::Noent,
            ScratchError::NotDirectory => Self::Notdir,
            ScratchError::IsDirectory => Self::Isdir,
            ScratchError::NotEmpty => Self::Notempty,
            ScratchError::Inside | ScratchError::BadName => Self::Inval,
            ScratchError::LinkToDirectory => Self::Perm,
            ScratchError::TooLarge => Self::Fbig,
        }
    }
}

impl From<ScratchError> for OperationError {
    fn from(error: ScratchError) -> Self {
        Self::Errno(error.into())
    }
}

impl From<LookupError> for OperationError {
    fn from(error: LookupError) -> Self {
        Self::Errno(error.into())
    }
}

impl From<StreamFailure> for OperationError {
    fn from(failure: StreamFailure) -> Self {
        match failure {
            StreamFailure::Io(ErrorKind::BrokenPipe) => Errno::Pipe.into(),
            StreamFailure::Io(_) => Errno::Io.into(),
            StreamFailure::Stop(stop) => stop.into(),
        }
    }
}

impl From<Abrupt> for OperationError {
    fn from(abrupt: Abrupt) -> Self {
        Self::Abrupt(abrupt)
    }
}

impl From<Stop> for OperationError {
    fn from(stop: Stop) -> Self {
        Self::Abrupt(stop.into())
    }
}

/// The `Error` of a failed system call: `ENOENT: no such file or directory`. Go reads its `code`.
pub(in crate::abi::gojs::node) fn system_error(js: &mut Js<'_, '_>, errno: Errno) -> Value {
    let error = js.error(Class::Error, format!("{}: {}", errno.name(), errno.message()));
    js.define(error, "code", errno.name().into());
    error.into()
}
