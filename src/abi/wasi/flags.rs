//! Flags and enumerations. A value that a type does not have is `EINVAL`, before the function does anything.

use super::errno::Errno;
use super::param::{Param, Raw, low};
use crate::memory::Memory;

macro_rules! flags {
    ($($(#[doc = $doc:literal])* $ty:ident: $repr:ident { $($flag:ident = $bit:literal),* $(,)? })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(super) struct $ty(pub(super) $repr);

        #[allow(dead_code, reason = "the list is the specification's; nothing here looks at some of the flags")]
        impl $ty {
            $(pub(super) const $flag: Self = Self(1 << $bit);)*
            /// Every flag that the specification has.
            pub(super) const ALL: Self = Self($(1 << $bit)|*);
            const NAMES: &'static [(Self, &'static str)] = &[$((Self::$flag, stringify!($flag))),*];

            /// Whether all of `flags` are set.
            pub(super) const fn contains(self, flags: Self) -> bool {
                self.0 & flags.0 == flags.0
            }

            /// Whether any of `flags` is set.
            pub(super) const fn intersects(self, flags: Self) -> bool {
                self.0 & flags.0 != 0
            }

            /// Those of either.
            pub(super) const fn or(self, flags: Self) -> Self {
                Self(self.0 | flags.0)
            }

            /// Those of both.
            pub(super) const fn and(self, flags: Self) -> Self {
                Self(self.0 & flags.0)
            }

            /// The flags that `bits` stand for.
            pub(super) fn from_bits(bits: $repr) -> Result<Self, Errno> {
                if Self::ALL.contains(Self(bits)) { Ok(Self(bits)) } else { Err(Errno::Inval) }
            }
        }

        impl Param for $ty {
            type Wasm = $repr;

            fn decode(wasm: $repr) -> Result<Self, Errno> {
                Self::from_bits(wasm)
            }

            fn show(raw: u64, _: u64, _: &Memory<'_>) -> String {
                show_flags(raw, Self::NAMES.iter().map(|(flag, name)| (flag.0.raw(), *name)))
            }
        }
    )*};
}

/// Flags that the trace shows by name; more are shown as one number.
const FEW: u32 = 6;

/// Flags by name; what has no name as a number.
fn show_flags(raw: u64, names: impl Iterator<Item = (u64, &'static str)>) -> String {
    if raw.count_ones() > FEW {
        return format!("{raw:#x}");
    }
    let mut unnamed = raw;
    let mut shown: Vec<String> = Vec::new();
    for (bit, name) in names.filter(|(bit, _)| raw & bit != 0) {
        unnamed &= !bit;
        shown.push(name.into());
    }
    if unnamed != 0 || shown.is_empty() {
        shown.push(if unnamed == 0 { "0".into() } else { format!("{unnamed:#x}") });
    }
    shown.join("|")
}

flags! {
    /// `rights`: what a descriptor may be used for.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#rights>
    Rights: u64 {
        FD_DATASYNC = 0, FD_READ = 1, FD_SEEK = 2, FD_FDSTAT_SET_FLAGS = 3, FD_SYNC = 4, FD_TELL = 5, FD_WRITE = 6,
        FD_ADVISE = 7, FD_ALLOCATE = 8, PATH_CREATE_DIRECTORY = 9, PATH_CREATE_FILE = 10, PATH_LINK_SOURCE = 11,
        PATH_LINK_TARGET = 12, PATH_OPEN = 13, FD_READDIR = 14, PATH_READLINK = 15, PATH_RENAME_SOURCE = 16,
        PATH_RENAME_TARGET = 17, PATH_FILESTAT_GET = 18, PATH_FILESTAT_SET_SIZE = 19, PATH_FILESTAT_SET_TIMES = 20,
        FD_FILESTAT_GET = 21, FD_FILESTAT_SET_SIZE = 22, FD_FILESTAT_SET_TIMES = 23, PATH_SYMLINK = 24,
        PATH_REMOVE_DIRECTORY = 25, PATH_UNLINK_FILE = 26, POLL_FD_READWRITE = 27, SOCK_SHUTDOWN = 28, SOCK_ACCEPT = 29,
    }

    /// `fdflags`: how a descriptor reads and writes.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fdflags>
    Fdflags: u32 { APPEND = 0, DSYNC = 1, NONBLOCK = 2, RSYNC = 3, SYNC = 4 }

    /// `oflags`: how `path_open` opens.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#oflags>
    Oflags: u32 { CREAT = 0, DIRECTORY = 1, EXCL = 2, TRUNC = 3 }

    /// `lookupflags`: how a path is resolved. Without a scratch layer there are no symbolic links.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#lookupflags>
    Lookupflags: u32 { SYMLINK_FOLLOW = 0 }

    /// `fstflags`: which times of a file to set, and to what.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fstflags>
    Fstflags: u32 { ATIM = 0, ATIM_NOW = 1, MTIM = 2, MTIM_NOW = 3 }

    /// `subclockflags`: what a subscription's timeout is relative to.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#subclockflags>
    Subclockflags: u32 { ABSTIME = 0 }

    /// `riflags`: how a message is received.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#riflags>
    Riflags: u32 { RECV_PEEK = 0, RECV_WAITALL = 1 }

    /// `sdflags`: which directions of a socket to shut down.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#sdflags>
    Sdflags: u32 { RD = 0, WR = 1 }
}

macro_rules! enumerations {
    ($($(#[doc = $doc:literal])* $ty:ident { $($variant:ident = $number:literal $name:literal),* $(,)? })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $ty {
            $($variant = $number),*
        }

        impl $ty {
            /// The enumerator that `number` stands for.
            pub(super) const fn from_number(number: u32) -> Result<Self, Errno> {
                match number {
                    $($number => Ok(Self::$variant),)*
                    _ => Err(Errno::Inval),
                }
            }

            /// The specification's name of it.
            pub(super) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }

        impl Param for $ty {
            type Wasm = u32;

            fn decode(wasm: u32) -> Result<Self, Errno> {
                Self::from_number(wasm)
            }

            fn show(raw: u64, _: u64, _: &Memory<'_>) -> String {
                Self::from_number(low(raw)).map_or_else(|_| raw.to_string(), |known| known.name().into())
            }
        }
    )*};
}
pub(super) use enumerations;

enumerations! {
    /// `clockid`: a clock.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#clockid>
    Clockid {
        Realtime = 0 "realtime", Monotonic = 1 "monotonic", ProcessCputime = 2 "process_cputime_id",
        ThreadCputime = 3 "thread_cputime_id",
    }

    /// `whence`: what an offset is relative to.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#whence>
    Whence { Set = 0 "set", Cur = 1 "cur", End = 2 "end" }

    /// `advice`: how a file is going to be read.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#advice>
    Advice {
        Normal = 0 "normal", Sequential = 1 "sequential", Random = 2 "random", Willneed = 3 "willneed",
        Dontneed = 4 "dontneed", Noreuse = 5 "noreuse",
    }

    /// `filetype`: what a descriptor or a directory entry refers to.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#filetype>
    Filetype { Unknown = 0 "unknown", Directory = 3 "directory", RegularFile = 4 "regular_file", SymbolicLink = 7 "symbolic_link" }

    /// `eventtype`: what a subscription waits for.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#eventtype>
    Eventtype { Clock = 0 "clock", FdRead = 1 "fd_read", FdWrite = 2 "fd_write" }

    /// `signal`: a condition of a process.
    ///
    /// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#signal>
    Signal {
        None = 0 "none", Hup = 1 "hup", Int = 2 "int", Quit = 3 "quit", Ill = 4 "ill", Trap = 5 "trap", Abrt = 6 "abrt",
        Bus = 7 "bus", Fpe = 8 "fpe", Kill = 9 "kill", Usr1 = 10 "usr1", Segv = 11 "segv", Usr2 = 12 "usr2",
        Pipe = 13 "pipe", Alrm = 14 "alrm", Term = 15 "term", Chld = 16 "chld", Cont = 17 "cont", Stop = 18 "stop",
        Tstp = 19 "tstp", Ttin = 20 "ttin", Ttou = 21 "ttou", Urg = 22 "urg", Xcpu = 23 "xcpu", Xfsz = 24 "xfsz",
        Vtalrm = 25 "vtalrm", Prof = 26 "prof", Winch = 27 "winch", Poll = 28 "poll", Pwr = 29 "pwr", Sys = 30 "sys",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_show_by_name_and_unknown_ones_as_a_number() {
        let memory = Memory::new(&mut []);
        for (bits, shown) in [(0, "0"), (1, "CREAT"), (0b1010, "DIRECTORY|TRUNC"), (0x15, "CREAT|EXCL|0x10")] {
            assert_eq!(Oflags::show(bits, 0, &memory), shown);
        }
    }

    #[test]
    fn unknown_values_are_invalid() {
        assert_eq!(Oflags::from_bits(0x10), Err(Errno::Inval));
        assert_eq!(Rights::from_bits(1 << 30), Err(Errno::Inval));
        assert_eq!(Clockid::from_number(4), Err(Errno::Inval));
        assert_eq!(Signal::from_number(31), Err(Errno::Inval));
    }
}
