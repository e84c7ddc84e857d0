//! The calls, and why some of them are answered differently.
//!
//! Pointers that lead outside memory, and values that a type does not have, are left out: wasi-common ends the run there,
//! where we answer `EFAULT` and `EINVAL`.

mod descriptors;
mod paths;
mod process;

use crate::guest::Step;

/// Where paths and lists lie.
const PATH: u64 = 0x100;
const NEW: u64 = 0x200;
const LIST: u64 = 0x400;

const READ: u64 = 1 << 1;
const WRITE: u64 = 1 << 6;
/// All rights but to write.
const READING: u64 = (1 << 28) - 1 - WRITE;

const EBADF: u32 = 8;
const EINVAL: u32 = 28;
const EISDIR: u32 = 31;
const ENOTDIR: u32 = 54;
const ENOTSOCK: u32 = 57;
const ENOTSUP: u32 = 58;
const EROFS: u32 = 69;
const ESPIPE: u32 = 70;
const ENOTCAPABLE: u32 = 76;

const SIZE: &str = "our directories have no size";
const INODES: &str = "inodes are the file system's own";
const ENTRIES: &str = "inodes are the file system's own; wasi-common leaves whatever it had in the padding";
const RIGHTS: &str =
    "wasi-common tells directories' rights but enforces none; ours are those that calls are checked against";
const NO_RIGHT: &str = "wasi-common does not enforce rights";
const DIRECTORY: &str = "wasi-common takes a directory for no descriptor at all; POSIX has a code for it";
const READ_ONLY: &str = "our file system is read-only, theirs is not";

/// A name, and the calls that are made one after the other.
type Script = (&'static str, fn() -> Vec<Step>);

pub(crate) const SCRIPTS: &[Script] = &[
    ("lists", process::lists),
    ("clocks", process::clocks),
    ("preopens", process::preopens),
    ("paths", paths::paths),
    ("attributes", paths::attributes),
    ("opening", paths::opening),
    ("reading", descriptors::reading),
    ("seeking", descriptors::seeking),
    ("directories", paths::directories),
    ("streams", descriptors::streams),
    ("descriptors", descriptors::descriptors),
    ("polling", descriptors::polling),
    ("changes", paths::changes),
    ("sockets", descriptors::sockets),
];
