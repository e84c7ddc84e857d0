//! The functions that the library provides, and what their parameters stand for.
//!
//! Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#functions>

use std::sync::LazyLock;

use bufwasm::{Abi, ProvidedFunction};
use wasm_encoder::ValType;

use crate::modules::Import;

/// A function of `wasi_snapshot_preview1`.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(super) params: Vec<Param>,
    /// The types of the parameters, and of the result.
    pub(super) types: Vec<ValType>,
    pub(super) result: Option<ValType>,
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

/// The module that the functions are imported from.
const WASI: &str = "wasi_snapshot_preview1";

/// All functions, in the specification's order.
pub(crate) static FUNCTIONS: LazyLock<Vec<Function>> = LazyLock::new(|| {
    let mut functions = Abi::Wasi.functions(WASI);
    functions.sort_by_key(|function| place(function.name));
    functions.iter().map(Function::new).collect()
});

/// What sorts a function of this name where the specification has it: inputs choose functions by their place.
fn place(name: &str) -> (usize, &str) {
    const PREFIXES: [&str; 10] = ["args", "environ", "clock", "fd", "path", "poll", "proc", "random", "sched", "sock"];
    let prefix = PREFIXES.iter().position(|prefix| name.starts_with(prefix));
    // The one pair that is not in the alphabet's order.
    let name = if name == "fd_prestat_dir_name" { "fd_prestat_get_dir_name" } else { name };
    (prefix.unwrap_or(PREFIXES.len()), name)
}

/// Functions that change a file, depend on a clock, or end the run: wasi-common is not asked about them.
const OURS_ALONE: &[&str] = &[
    "fd_allocate",
    "fd_filestat_set_size",
    "fd_filestat_set_times",
    "fd_pwrite",
    "path_create_directory",
    "path_filestat_set_times",
    "path_link",
    "path_remove_directory",
    "path_rename",
    "path_symlink",
    "path_unlink_file",
    "poll_oneoff",
    "proc_exit",
    "proc_raise",
];

impl Function {
    fn new(function: &ProvidedFunction) -> Self {
        let name = function.name;
        let types: Vec<_> = function.ty.params().iter().map(|ty| value_type(*ty)).collect();
        let params = function.params.iter().zip(&types).map(|(param, ty)| Param::of(name, param, *ty)).collect();
        let result = function.ty.results().first().map(|ty| value_type(*ty));
        Self { name, params, types, result, compared: !OURS_ALONE.contains(&name) }
    }

    /// Its place in the table of imports.
    pub(crate) fn import(&self) -> Import<'static> {
        (WASI, self.name, self.types.clone(), self.result)
    }
}

fn value_type(ty: wasmi::ValType) -> ValType {
    match ty {
        wasmi::ValType::I64 => ValType::I64,
        _ => ValType::I32,
    }
}

impl Param {
    /// What the parameter `name` of `function` stands for.
    fn of(function: &str, name: &str, ty: ValType) -> Self {
        match (function, name) {
            ("fd_prestat_dir_name", "path") => Self::Buffer,
            ("fd_prestat_dir_name", "path_len") => Self::Length,
            ("fd_fdstat_set_flags" | "sock_accept", "flags") => Self::Flags(5),
            (_, "fd" | "old_fd" | "new_fd" | "to") => Self::Fd,
            (_, "path" | "old_path" | "new_path") => Self::Path,
            (_, "path_len" | "old_path_len" | "new_path_len") => Self::PathLength,
            (_, "iovs" | "ri_data" | "si_data") => Self::Buffers,
            (_, "subscriptions") => Self::Subscriptions,
            (_, "iovs_len" | "ri_data_len" | "si_data_len" | "nsubscriptions") => Self::Count,
            (_, "buf") => Self::Buffer,
            (_, "buf_len") => Self::Length,
            (_, "id") => Self::Number(2),
            (_, "whence") => Self::Number(3),
            (_, "advice") => Self::Number(6),
            (_, "sig") => Self::Number(31),
            (_, "rval") => Self::Number(256),
            (_, "si_flags") => Self::Flags(0),
            (_, "flags" | "dirflags" | "old_flags") => Self::Flags(1),
            (_, "ri_flags" | "how") => Self::Flags(2),
            (_, "oflags" | "fst_flags") => Self::Flags(4),
            (_, "fdflags") => Self::Flags(5),
            (_, "fs_rights_base" | "fs_rights_inheriting") => Self::Rights,
            (_, "cookie") => Self::Cookie,
            _ if ty == ValType::I64 => Self::Offset,
            _ => Self::Out,
        }
    }
}
