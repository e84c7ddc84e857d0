//! Error codes.

use std::fmt;

use crate::fs::ScratchError;
use crate::memory::Fault;

macro_rules! errnos {
    ($($(#[doc = $doc:literal])* $variant:ident = $code:literal $name:literal),* $(,)?) => {
        /// `errno`: why a function failed. All codes of the specification but 0, success.
        ///
        /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#errno>
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        #[allow(dead_code, reason = "the list is the specification's; nothing here gives some of the codes")]
        pub(super) enum Errno {
            $($(#[doc = $doc])* $variant = $code),*
        }

        impl Errno {
            /// The error whose code is `code`.
            #[cfg(test)]
            pub(super) fn from_code(code: u32) -> Option<Self> {
                [$(Self::$variant),*].into_iter().find(|errno| *errno as u32 == code)
            }

            /// The name C programs know it by, such as `EBADF`.
            pub(super) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }
    };
}

errnos! {
    /// Argument list too long.
    TooBig = 1 "E2BIG",
    /// Permission denied.
    Acces = 2 "EACCES",
    /// Address in use.
    Addrinuse = 3 "EADDRINUSE",
    /// Address not available.
    Addrnotavail = 4 "EADDRNOTAVAIL",
    /// Address family not supported.
    Afnosupport = 5 "EAFNOSUPPORT",
    /// Resource unavailable, try again.
    Again = 6 "EAGAIN",
    /// Connection already in progress.
    Already = 7 "EALREADY",
    /// Bad descriptor.
    Badf = 8 "EBADF",
    /// Bad message.
    Badmsg = 9 "EBADMSG",
    /// Device or resource busy.
    Busy = 10 "EBUSY",
    /// Operation canceled.
    Canceled = 11 "ECANCELED",
    /// No child processes.
    Child = 12 "ECHILD",
    /// Connection aborted.
    Connaborted = 13 "ECONNABORTED",
    /// Connection refused.
    Connrefused = 14 "ECONNREFUSED",
    /// Connection reset.
    Connreset = 15 "ECONNRESET",
    /// Resource deadlock would occur.
    Deadlk = 16 "EDEADLK",
    /// Destination address required.
    Destaddrreq = 17 "EDESTADDRREQ",
    /// Argument out of the function's domain.
    Dom = 18 "EDOM",
    /// Disk quota exceeded.
    Dquot = 19 "EDQUOT",
    /// File exists.
    Exist = 20 "EEXIST",
    /// Bad address.
    Fault = 21 "EFAULT",
    /// File too large.
    Fbig = 22 "EFBIG",
    /// Host is unreachable.
    Hostunreach = 23 "EHOSTUNREACH",
    /// Identifier removed.
    Idrm = 24 "EIDRM",
    /// Illegal byte sequence.
    Ilseq = 25 "EILSEQ",
    /// Operation in progress.
    Inprogress = 26 "EINPROGRESS",
    /// Interrupted function.
    Intr = 27 "EINTR",
    /// Invalid argument.
    Inval = 28 "EINVAL",
    /// I/O error.
    Io = 29 "EIO",
    /// Socket is connected.
    Isconn = 30 "EISCONN",
    /// Is a directory.
    Isdir = 31 "EISDIR",
    /// Too many levels of symbolic links.
    Loop = 32 "ELOOP",
    /// Descriptor value too large.
    Mfile = 33 "EMFILE",
    /// Too many links.
    Mlink = 34 "EMLINK",
    /// Message too large.
    Msgsize = 35 "EMSGSIZE",
    /// Multihop attempted.
    Multihop = 36 "EMULTIHOP",
    /// Name too long.
    Nametoolong = 37 "ENAMETOOLONG",
    /// Network is down.
    Netdown = 38 "ENETDOWN",
    /// Connection aborted by network.
    Netreset = 39 "ENETRESET",
    /// Network unreachable.
    Netunreach = 40 "ENETUNREACH",
    /// Too many files open in system.
    Nfile = 41 "ENFILE",
    /// No buffer space.
    Nobufs = 42 "ENOBUFS",
    /// No such device.
    Nodev = 43 "ENODEV",
    /// No such file or directory.
    Noent = 44 "ENOENT",
    /// Executable file format error.
    Noexec = 45 "ENOEXEC",
    /// No locks available.
    Nolck = 46 "ENOLCK",
    /// Link severed.
    Nolink = 47 "ENOLINK",
    /// Not enough space.
    Nomem = 48 "ENOMEM",
    /// No message of the desired type.
    Nomsg = 49 "ENOMSG",
    /// Protocol not available.
    Noprotoopt = 50 "ENOPROTOOPT",
    /// No space left on device.
    Nospc = 51 "ENOSPC",
    /// Function not supported.
    Nosys = 52 "ENOSYS",
    /// The socket is not connected.
    Notconn = 53 "ENOTCONN",
    /// Not a directory.
    Notdir = 54 "ENOTDIR",
    /// Directory not empty.
    Notempty = 55 "ENOTEMPTY",
    /// WasiState not recoverable.
    Notrecoverable = 56 "ENOTRECOVERABLE",
    /// Not a socket.
    Notsock = 57 "ENOTSOCK",
    /// Not supported.
    Notsup = 58 "ENOTSUP",
    /// Inappropriate I/O control operation.
    Notty = 59 "ENOTTY",
    /// No such device or address.
    Nxio = 60 "ENXIO",
    /// Value too large for its type.
    Overflow = 61 "EOVERFLOW",
    /// Previous owner died.
    Ownerdead = 62 "EOWNERDEAD",
    /// Operation not permitted.
    Perm = 63 "EPERM",
    /// Broken pipe.
    Pipe = 64 "EPIPE",
    /// Protocol error.
    Proto = 65 "EPROTO",
    /// Protocol not supported.
    Protonosupport = 66 "EPROTONOSUPPORT",
    /// Wrong protocol type for the socket.
    Prototype = 67 "EPROTOTYPE",
    /// Result too large.
    Range = 68 "ERANGE",
    /// Read-only file system.
    Rofs = 69 "EROFS",
    /// Invalid seek.
    Spipe = 70 "ESPIPE",
    /// No such process.
    Srch = 71 "ESRCH",
    /// Stale file handle.
    Stale = 72 "ESTALE",
    /// Connection timed out.
    Timedout = 73 "ETIMEDOUT",
    /// Text file busy.
    Txtbsy = 74 "ETXTBSY",
    /// Cross-device link.
    Xdev = 75 "EXDEV",
    /// Capabilities insufficient.
    Notcapable = 76 "ENOTCAPABLE",
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
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

impl From<Fault> for Errno {
    fn from(_: Fault) -> Self {
        Self::Fault
    }
}
