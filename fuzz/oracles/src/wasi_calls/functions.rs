//! The specification's functions.
//!
//! Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#functions>

use wasm_encoder::ValType;

use crate::modules::Import;

/// A function of `wasi_snapshot_preview1`.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(super) params: &'static [Param],
    /// Whether the two hosts are compared: it changes no file, depends on no clock, and ends no run.
    pub(super) compared: bool,
}

/// What an argument stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Param {
    Fd,
    /// A path, whose length is the next parameter.
    Path,
    /// The length of the path before it.
    PathLength,
    /// A list of buffers, whose length is the next parameter.
    Buffers,
    /// A list of subscriptions, whose length is the next parameter but one.
    Subscriptions,
    /// The length of the list before it.
    Count,
    /// A buffer, whose length is the next parameter.
    Buffer,
    /// The length of a buffer.
    Length,
    /// Where a result goes.
    Out,
    /// One of so many numbers, from 0 on.
    Number(u32),
    /// Any of so many flags.
    Flags(u32),
    /// What a descriptor may be used for.
    Rights,
    /// A place in a file, in bytes, or another number of 64 bits.
    Offset,
    /// A place in a directory.
    Cookie,
}

impl Param {
    pub(super) fn ty(self) -> ValType {
        match self {
            Self::Rights | Self::Offset | Self::Cookie => ValType::I64,
            _ => ValType::I32,
        }
    }
}

impl Function {
    /// Its place in the table of imports.
    pub(crate) fn import(&self) -> Import<'static> {
        let result = if self.name == "proc_exit" { None } else { Some(ValType::I32) };
        ("wasi_snapshot_preview1", self.name, self.params.iter().map(|param| param.ty()).collect(), result)
    }
}

const fn compared(name: &'static str, params: &'static [Param]) -> Function {
    Function { name, params, compared: true }
}

const fn ours(name: &'static str, params: &'static [Param]) -> Function {
    Function { name, params, compared: false }
}

use Param::*;

/// All functions, in the specification's order.
pub(crate) const FUNCTIONS: &[Function] = &[
    compared("args_get", &[Out, Out]),
    compared("args_sizes_get", &[Out, Out]),
    compared("environ_get", &[Out, Out]),
    compared("environ_sizes_get", &[Out, Out]),
    compared("clock_res_get", &[Number(2), Out]),
    compared("clock_time_get", &[Number(2), Offset, Out]),
    compared("fd_advise", &[Fd, Offset, Offset, Number(6)]),
    ours("fd_allocate", &[Fd, Offset, Offset]),
    compared("fd_close", &[Fd]),
    compared("fd_datasync", &[Fd]),
    compared("fd_fdstat_get", &[Fd, Out]),
    compared("fd_fdstat_set_flags", &[Fd, Flags(5)]),
    compared("fd_fdstat_set_rights", &[Fd, Rights, Rights]),
    compared("fd_filestat_get", &[Fd, Out]),
    ours("fd_filestat_set_size", &[Fd, Offset]),
    ours("fd_filestat_set_times", &[Fd, Offset, Offset, Flags(4)]),
    compared("fd_pread", &[Fd, Buffers, Count, Offset, Out]),
    compared("fd_prestat_get", &[Fd, Out]),
    compared("fd_prestat_dir_name", &[Fd, Buffer, Length]),
    ours("fd_pwrite", &[Fd, Buffers, Count, Offset, Out]),
    compared("fd_read", &[Fd, Buffers, Count, Out]),
    compared("fd_readdir", &[Fd, Buffer, Length, Cookie, Out]),
    compared("fd_renumber", &[Fd, Fd]),
    compared("fd_seek", &[Fd, Offset, Number(3), Out]),
    compared("fd_sync", &[Fd]),
    compared("fd_tell", &[Fd, Out]),
    compared("fd_write", &[Fd, Buffers, Count, Out]),
    ours("path_create_directory", &[Fd, Path, PathLength]),
    compared("path_filestat_get", &[Fd, Flags(1), Path, PathLength, Out]),
    ours("path_filestat_set_times", &[Fd, Flags(1), Path, PathLength, Offset, Offset, Flags(4)]),
    ours("path_link", &[Fd, Flags(1), Path, PathLength, Fd, Path, PathLength]),
    compared("path_open", &[Fd, Flags(1), Path, PathLength, Flags(4), Rights, Rights, Flags(5), Out]),
    compared("path_readlink", &[Fd, Path, PathLength, Buffer, Length, Out]),
    ours("path_remove_directory", &[Fd, Path, PathLength]),
    ours("path_rename", &[Fd, Path, PathLength, Fd, Path, PathLength]),
    ours("path_symlink", &[Path, PathLength, Fd, Path, PathLength]),
    ours("path_unlink_file", &[Fd, Path, PathLength]),
    ours("poll_oneoff", &[Subscriptions, Out, Count, Out]),
    ours("proc_exit", &[Number(256)]),
    ours("proc_raise", &[Number(31)]),
    compared("random_get", &[Buffer, Length]),
    compared("sched_yield", &[]),
    compared("sock_accept", &[Fd, Flags(5), Out]),
    compared("sock_recv", &[Fd, Buffers, Count, Flags(2), Out, Out]),
    compared("sock_send", &[Fd, Buffers, Count, Flags(0), Out]),
    compared("sock_shutdown", &[Fd, Flags(2)]),
];
